import { table } from '../table.ts';
import type { Row } from './row.ts';
import type { Condition, Side } from './side.ts';
import { WIDTH, wrapped } from './wrapped.ts';

const HEADER = ['ALERT OR OBJECTIVE', 'LIMIT', 'OVER', 'FOR', 'NO DATA', '', 'LIMIT', 'OVER', 'NO DATA'];
const LONGEST_NAME = 34;

/** The rows as a table for the terminal, and the footnotes that it names below it. */
export function parityTable(rows: readonly Row[]): string {
  const notes = new Footnotes();
  const lines = rows.flatMap((row) => linesOf(row, notes));
  const text = table(HEADER, lines);
  const [header = ''] = text.split('\n', 1);
  const first = header.indexOf('LIMIT');
  const sides = `${' '.repeat(first)}${'PROMETHEUS'.padEnd(header.lastIndexOf('LIMIT') - first)}CLOUDWATCH`;
  return `${sides}\n${text}\n${notes.text()}`;
}

function linesOf(row: Row, notes: Footnotes): string[][] {
  const prometheus = cellsOf(row.prometheus);
  const cloudwatch = cellsOf(row.cloudwatch);
  const mark = markOf(row, notes);
  return Array.from({ length: Math.max(prometheus.length, cloudwatch.length) }, (_, index) => {
    const { limit = '', over = '', lasting = '', noData = '' } = prometheus[index] ?? {};
    const its = cloudwatch[index];
    return [
      index === 0 ? shortened(row.name) : '',
      limit,
      over,
      lasting,
      noData,
      index === 0 ? mark : '',
      its?.limit ?? '',
      its?.over ?? '',
      its?.noData ?? '',
    ];
  });
}

function cellsOf(side: Side): readonly Partial<Condition>[] {
  if ('not' in side) return [{ limit: side.not === '' ? '' : `– ${side.not}` }];
  return side.length === 0 ? [{ limit: '–' }] : side;
}

function markOf({ prometheus, cloudwatch, differences, absent }: Row, notes: Footnotes): string {
  if (absent !== null) return `– ${notes.number(absent)}`;
  if (differences.length > 0) return `≈ ${differences.map((one) => notes.number(one)).join(', ')}`;
  return 'not' in prometheus || 'not' in cloudwatch ? '' : '=';
}

function shortened(name: string): string {
  return name.length <= LONGEST_NAME ? name : `${name.slice(0, LONGEST_NAME - 1)}…`;
}

/** Texts by the numbers that a table has for them, each once. */
class Footnotes {
  readonly #texts: string[] = [];

  number(text: string): number {
    const known = this.#texts.indexOf(text);
    return known >= 0 ? known + 1 : this.#texts.push(text);
  }

  text(): string {
    const width = String(this.#texts.length).length;
    const indent = ' '.repeat(width + 2);
    return this.#texts
      .map((text, index) => {
        const lines = wrapped(sentence(text), WIDTH - indent.length);
        return `${String(index + 1).padStart(width)}  ${lines.join(`\n${indent}`)}\n`;
      })
      .join('');
  }
}

function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
}
