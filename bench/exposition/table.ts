import { availableParallelism, cpus } from 'node:os';
import { type Figure, GOLDWATCH, median, medianOf, type Reach, type Row, verdictOf } from './row.ts';

// 100 columns: name, median, spread, goldwatch's ratio to it, what is to be reached and whether it is.
const LINE = 100;
const WIDTHS = { name: 36, median: 12, spread: 17, ratio: 9 };

/** A row of the table, goldwatch last, with a line per contestant. */
export function formatRow(row: Row): string {
  const figures = row.figures.toSorted((a, b) => rank(a) - rank(b));
  const lines = figures.flatMap((figure) => formatFigure(row, figure));
  const note = row.note === undefined ? [] : [`  ${row.note}`];
  return ['', row.title, ...lines, ...note, ''].join('\n');
}

/** What the columns are, and where the figures are from. */
export function formatHead(): string {
  const [cpu] = cpus();
  return [
    `${availableParallelism()} cores of ${cpu?.model ?? 'an unknown kind'}, Node ${process.version}.`,
    'Medians, the least and the most; «× 0.1»: goldwatch takes a tenth of it; then what is to be reached.',
    '',
  ].join('\n');
}

/** How many reaches are met, and which are not. */
export function formatSummary(rows: readonly Row[]): string {
  const promised = rows.flatMap((row) =>
    row.reaches.filter(({ stretch }) => !stretch).map((reach) => verdictOf(row, reach)),
  );
  const met = promised.filter((verdict) => verdict === 'met').length;
  const lines = rows.flatMap((row) => {
    const missed = row.reaches.filter((reach) => verdictOf(row, reach) !== 'met');
    return missed.length === 0 ? [] : [row.title, ...missed.map((reach) => `  ${formatMissed(row, reach)}`)];
  });
  return ['', `${met} of ${promised.length} reaches met. Not met:`, ...lines, ''].join('\n');
}

function formatMissed(row: Row, reach: Reach): string {
  const beside = reach.beside === undefined ? '' : ` of ${reach.beside}`;
  const ours = medianOf(row, GOLDWATCH);
  if (verdictOf(row, reach) === 'not measured') return `${describe(row, reach)}${beside}: there is no figure`;
  const value =
    reach.beside === undefined ? amount(row, ours) : `× ${number(ours / medianOf(row, reach.beside))}`;
  return `${describe(row, reach)}${beside}: it is ${value}`;
}

function rank({ role }: Figure): number {
  return ['peer', 'bound', 'goldwatch', 'also'].indexOf(role);
}

function formatFigure(row: Row, { name, role, values }: Figure): string[] {
  const title = `  ${name}${role === 'bound' ? ' (bound)' : ''}`.padEnd(WIDTHS.name);
  if (typeof values === 'string') return [`${title}  ${values.slice(0, LINE - WIDTHS.name - 2)}`];
  const reaches = row.reaches.filter(({ beside }) => (beside ?? GOLDWATCH) === name);
  const ours = medianOf(row, GOLDWATCH);
  const comparable = role !== 'goldwatch' && role !== 'also' && !Number.isNaN(ours);
  // Beside a difference that is nothing but chance, a ratio says nothing.
  const ratio = comparable && median(values) > 0 ? `× ${number(ours / median(values))}` : '';
  const start =
    title +
    amount(row, median(values)).padStart(WIDTHS.median) +
    spread(values).padStart(WIDTHS.spread) +
    ratio.padStart(WIDTHS.ratio);
  if (reaches.length === 0) return [start.trimEnd()];
  return reaches.map((reach, index) => {
    const left = index === 0 ? start : ''.padEnd(start.length);
    return `${left}  ${describe(row, reach)} ${verdictOf(row, reach)}`;
  });
}

/** `≤ 5 ms`, `≤ × 0.1 prom-client 15.1.3`; in the table the line says beside what. */
function describe(row: Row, { beside, atMost, atLeast, stretch }: Reach): string {
  const sign = atMost === undefined ? '≥' : '≤';
  const value = atMost ?? atLeast ?? Number.NaN;
  const isRatio = beside !== undefined || row.unit === 'share';
  const text = isRatio ? `${sign} × ${value}` : `${sign} ${value} ${row.unit}`;
  return stretch ? `stretch ${text}` : text;
}

function amount({ unit }: Row, value: number): string {
  return unit === 'share' ? `× ${number(value)}` : `${number(value)} ${unit}`;
}

function spread(values: readonly number[]): string {
  return values.length < 2 ? '' : `${number(Math.min(...values))} … ${number(Math.max(...values))}`;
}

/** Three digits that count. */
function number(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  if (size >= 100) return value.toFixed(0);
  if (size >= 10) return value.toFixed(1);
  return value.toFixed(size >= 1 || size === 0 ? 2 : 3);
}
