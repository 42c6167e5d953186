import { count } from '../count.ts';
import type { Area, Check } from './check.ts';
import type { FindingId } from './findings/index.ts';

/** What the doctor has seen, for programs: docs/doctor.md has its shape. */
export interface Report {
  readonly version: 1;
  /** The definition, as it was named. */
  readonly definition: string;
  readonly sound: boolean;
  /** The first broken link; null where all hold. */
  readonly first: FindingId | null;
  readonly counts: { readonly sound: number; readonly findings: number; readonly skipped: number };
  readonly areas: readonly Area[];
}

/** Everything that was seen, in the order in which it was looked at. */
export function reportOf(definition: string, areas: readonly Area[]): Report {
  const checks = areas.flatMap((area) => area.checks);
  const findings = checks.flatMap((check) => check.findings);
  const counted = (outcome: Check['outcome']) => checks.filter((check) => check.outcome === outcome).length;
  return {
    version: 1,
    definition,
    sound: findings.length === 0,
    first: findings[0]?.id ?? null,
    counts: { sound: counted('sound'), findings: findings.length, skipped: counted('skipped') },
    areas,
  };
}

const MARKS = { sound: '✓', broken: '✗', skipped: '–' } as const;
const COLOURS = { sound: 32, broken: 31, skipped: 90, why: 90, name: 1 } as const;
const NAME_WIDTH = 18;

/** A text in a colour, or as it is. */
export type Paint = (text: string, colour: keyof typeof COLOURS) => string;

/** Colours for terminals; none where they are not wanted (https://no-color.org). */
export function painter(isColoured: boolean): Paint {
  return (text, colour) => (isColoured ? `\u001b[${COLOURS[colour]}m${text}\u001b[0m` : text);
}

/** An area for people: a line for each check, and below what is broken why, and what to do. */
export function areaText({ name, checks }: Area, paint: Paint): string {
  return `${paint(name, 'name')}\n${checks.map((check) => checkText(check, paint)).join('')}\n`;
}

function checkText({ name, outcome, detail, findings }: Check, paint: Paint): string {
  const mark = paint(MARKS[outcome], outcome);
  const line = (text: string, before = `${mark} ${name.padEnd(NAME_WIDTH)}`) => `  ${before} ${text}\n`;
  if (findings.length === 0) return line(outcome === 'skipped' ? paint(detail, 'skipped') : detail);
  const below = ' '.repeat(NAME_WIDTH + 2);
  return findings
    .map(({ text, why, remedy }, index) => {
      const before = index === 0 ? undefined : below;
      return `${line(text, before)}${line(`${paint('why', 'why')}  ${why}`, below)}${line(`${paint('do', 'why')}   ${remedy}`, below)}`;
    })
    .join('');
}

/** The last lines: what to begin with, and how much was seen. */
export function verdictText({ areas, counts }: Report, paint: Paint): string {
  const first = areas.flatMap(({ checks }) => checks.flatMap((check) => check.findings))[0];
  const summary = `${counts.sound} sound, ${count(counts.findings, 'finding')}, ${counts.skipped} not checked.\n`;
  if (first === undefined) return `${paint('Every link that was looked at holds.', 'sound')} ${summary}`;
  const rest = counts.findings === 1 ? '' : ' Begin there: others may follow from it.';
  return `${paint('The first broken link:', 'broken')} ${first.text}${rest}\n${summary}`;
}
