import { withoutTotal } from '../units.ts';
import type { ParsedType } from './parsed_family.ts';

/** What a series is to its family. */
export type Role = 'value' | 'total' | 'bucket' | 'sum' | 'count' | 'quantile' | 'info' | 'state' | 'created';

/** By the suffix that a series has. */
export type Roles = ReadonlyMap<string, Role>;

const VALUE: Roles = new Map([['', 'value']]);
const HISTOGRAM = [
  ['_bucket', 'bucket'],
  ['_sum', 'sum'],
  ['_count', 'count'],
] as const;
const SUMMARY = [
  ['', 'quantile'],
  ['_sum', 'sum'],
  ['_count', 'count'],
] as const;
const CREATED = ['_created', 'created'] as const;

/** Of the text format, where all but histograms and summaries have their family's name. */
export const TEXT_ROLES: ReadonlyMap<ParsedType, Roles> = new Map<ParsedType, Roles>([
  ['counter', VALUE],
  ['gauge', VALUE],
  ['unknown', VALUE],
  ['histogram', new Map<string, Role>(HISTOGRAM)],
  ['summary', new Map<string, Role>(SUMMARY)],
]);

/** Of OpenMetrics (https://prometheus.io/docs/specs/om/open_metrics_spec/#suffixes). */
export const OPEN_METRICS_ROLES: ReadonlyMap<ParsedType, Roles> = new Map<ParsedType, Roles>([
  ['counter', new Map<string, Role>([['_total', 'total'], CREATED])],
  ['gauge', VALUE],
  ['unknown', VALUE],
  ['histogram', new Map<string, Role>([...HISTOGRAM, CREATED])],
  ['summary', new Map<string, Role>([...SUMMARY, CREATED])],
  [
    'gaugehistogram',
    new Map<string, Role>([
      ['_bucket', 'bucket'],
      ['_gsum', 'sum'],
      ['_gcount', 'count'],
    ]),
  ],
  ['info', new Map([['_info', 'info']])],
  ['stateset', new Map([['', 'state']])],
]);

/**
 * What suffixes are put to. OpenMetrics calls the family of `jobs_total` `jobs`; some exporters put the suffix into the
 * family's name, too, which nobody can misunderstand.
 */
export function baseOf(type: ParsedType, family: string): string {
  if (type === 'counter') return withoutTotal(family);
  return type === 'info' && family.endsWith('_info') ? family.slice(0, -'_info'.length) : family;
}
