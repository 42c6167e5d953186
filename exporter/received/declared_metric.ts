import { z } from 'zod';
import { LABEL } from '../../conventions/labels.ts';
import type { MetricDeclaration } from '../../conventions/metrics.ts';
import { duration } from '../../conventions/quantities.ts';
import { declaredName, TAKEN_LABELS } from '../sources/common.ts';

const LABEL_NAME = 'a label name such as plan, in lower case';
const ASCENDING = 'bounds that ascend, such as [10, 50, 100]';
const TYPES = ['counter', 'gauge', 'histogram', 'unique'] as const;
const KEY = 'a key of events such as user_id';
/** What every event may have. */
export const EVENT_KEYS: readonly string[] = ['metric', 'labels', 'value', 'id'];
/** In milliseconds. */
const WINDOWS = { shortest: 60_000, longest: 2_678_400_000 };

/** Schema of an entry of `metrics`: what an application may count. */
export const declaredMetric = z
  .strictObject({
    name: declaredName.describe('The name of the metric, with its unit; that of a counter ends in `_total`.'),
    type: z
      .enum(TYPES)
      .describe(
        'A `counter` adds up what events bring, a `gauge` keeps the last value, a `histogram` counts values by size, `unique` counts different members within a window.',
      ),
    help: z
      .string()
      .min(1, { error: 'a sentence' })
      .default('Counted from events of applications.')
      .describe('What it tells, as a sentence.'),
    labels: z
      .array(
        z
          .string({ error: LABEL_NAME })
          .regex(/^[a-z][a-z0-9_]{0,62}$/, { error: LABEL_NAME, abort: true })
          .refine((name) => !TAKEN_LABELS.includes(name), {
            error: `a label of your own; ${TAKEN_LABELS.join(', ')} have a meaning already`,
          }),
      )
      .max(10, { error: 'at most 10 labels' })
      .refine((labels) => new Set(labels).size === labels.length, { error: 'each label once' })
      .default([])
      .describe('Labels that each event of it must carry; `service` is added.'),
    buckets: z
      .array(z.number({ error: 'a number' }))
      .min(1, { error: 'at least one bound' })
      .max(100, { error: 'at most 100 bounds' })
      .refine((bounds) => bounds.every((bound, index) => index === 0 || bound > (bounds[index - 1] ?? 0)), {
        error: ASCENDING,
      })
      .optional()
      .describe(
        'Bounds of a histogram’s classic buckets, ascending; those of latencies in seconds unless given.',
      ),
    of: z
      .string({ error: KEY })
      .regex(/^[a-zA-Z_][a-zA-Z0-9_]{0,62}$/, { error: KEY, abort: true })
      .refine((key) => !EVENT_KEYS.includes(key), { error: `another key than ${EVENT_KEYS.join(', ')}` })
      .optional()
      .describe('Of `unique`: the key of events that tells members apart, such as `user_id`.'),
    window: duration
      .refine((milliseconds) => milliseconds >= WINDOWS.shortest && milliseconds <= WINDOWS.longest, {
        error: 'from "1m" to "31d"',
      })
      .optional()
      .describe('Of `unique`: how far back members count, from now; `1d` for one.'),
  })
  .refine(({ name, type }) => (type === 'counter') === name.endsWith('_total'), {
    error: 'a name that ends in _total if its type is counter, and only then',
    path: ['name'],
  })
  .refine(({ type, buckets }) => type === 'histogram' || buckets === undefined, {
    error: 'no buckets, unless the type is histogram',
    path: ['buckets'],
  })
  .refine(({ type, of }) => type !== 'unique' || of !== undefined, {
    error: KEY,
    params: { is: 'missing' },
    path: ['of'],
  })
  .refine(({ type, window }) => type !== 'unique' || window !== undefined, {
    error: 'a duration such as "1d"',
    params: { is: 'missing' },
    path: ['window'],
  })
  .refine(({ type, of }) => type === 'unique' || of === undefined, {
    error: 'no key of members, unless the type is unique',
    path: ['of'],
  })
  .refine(({ type, window }) => type === 'unique' || window === undefined, {
    error: 'no window, unless the type is unique',
    path: ['window'],
  });
export type DeclaredMetric = z.output<typeof declaredMetric>;

/** A metric of type unique. */
export type UniqueMetric = DeclaredMetric & { readonly of: string; readonly window: number };

/** Whether a metric counts different members. */
export function isUnique(metric: DeclaredMetric): metric is UniqueMetric {
  return metric.type === 'unique';
}

/** The metric that an entry declares, with the label of its service. */
export function declarationOf({ name, type, help, labels, buckets }: DeclaredMetric): MetricDeclaration {
  const shown = type === 'unique' ? 'gauge' : type;
  return { name, type: shown, help, labels: [LABEL.service, ...labels], buckets };
}
