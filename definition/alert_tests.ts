import { z } from 'zod';
import { duration } from '../conventions/quantities.ts';

const notation = 'samples as promtool writes them, such as `0+5x20`, `1x10 0x40` or `_x4 1 stale`';
const NUMBER = String.raw`[-+]?(?:\d+(?:\.\d+)?(?:e[-+]?\d+)?|Inf|NaN)`;
const ITEM = String.raw`(?:_(?:x\d+)?|stale|${NUMBER}(?:[-+]${NUMBER.slice('[-+]?'.length)})?(?:x\d+)?)`;
const SAMPLES = new RegExp(`^\\s*${ITEM}(?:\\s+${ITEM})*\\s*$`);

const series = z
  .record(
    z.string().min(1, { error: 'a series such as up{job="api"}' }),
    z.string({ error: notation }).regex(SAMPLES, { error: notation }),
  )
  .describe('Series with their samples, one for each evaluation.');

/**
 * Schema of a test of an alert by series that somebody has written: for expressions of which no series are found that make them
 * true. Notation: https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/#series
 */
export const alertTest = z.strictObject({
  bad: series.describe(
    'Series on which the alert fires, each with one sample for each evaluation: `0+5x20`.',
  ),
  fires_at: duration.describe('When it does, from the first sample on; one evaluation before it must not.'),
  good: series.describe('Series on which it never fires.'),
});

export type AlertTest = z.output<typeof alertTest>;
