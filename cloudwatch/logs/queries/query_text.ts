import type { LineFields } from './line_fields.ts';

/** A query of the catalogue, for the lines of some log groups. */
export interface CatalogueQuery {
  readonly folder: string;
  readonly name: string;
  readonly query: string;
}

/** What a catalogue is made for. */
export interface Lines {
  readonly fields: LineFields;
  /** How long a request may take before it is slow, in seconds. */
  readonly slowSeconds: number;
}

/** The commands of a query, one a line; those that are null are left out. */
export function commands(...lines: readonly (string | null)[]): string {
  return lines.filter((line) => line !== null).join('\n| ');
}

/** A list of fields, without those that nobody has named. */
export function list(...fields: readonly (string | null)[]): string {
  return fields.filter((field) => field !== null).join(', ');
}

/** Conditions that must all be met, each once; those that are null ask for nothing. */
export function all(...conditions: readonly (string | null)[]): string {
  const given = [...new Set(conditions.filter((condition) => condition !== null))];
  return given.map((one) => (given.length > 1 && one.includes(' or ') ? `(${one})` : one)).join(' and ');
}

/** Failed requests among those of a `stats` command: 500 to 599 make 1, and lower ones 0. */
export function failedCount(status: string): string {
  return `sum(floor(${status} / 500)) as failed`;
}

/** How long requests took, as columns of a `stats` command. */
export function durationColumns({ field, unit }: NonNullable<LineFields['duration']>): string {
  const column = (name: string) => (unit === '' ? name : `${name}_${unit}`);
  return [
    `avg(${field}) as ${column('average')}`,
    `min(${field}) as ${column('shortest')}`,
    `max(${field}) as ${column('longest')}`,
    ...[50, 95, 99].map((percent) => `pct(${field}, ${percent}) as ${column(`p${percent}`)}`),
  ].join(', ');
}

/** The column of a percentile that `durationColumns` has. */
export function percentileColumn(
  { unit }: NonNullable<LineFields['duration']>,
  percent: 50 | 95 | 99,
): string {
  return unit === '' ? `p${percent}` : `p${percent}_${unit}`;
}

/** How long a request may take, in the unit of the field. */
export function slowLimit({ fields: { duration }, slowSeconds }: Lines): number {
  return duration === null ? slowSeconds : Number((slowSeconds / duration.factor).toPrecision(12));
}
