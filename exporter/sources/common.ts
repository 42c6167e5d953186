import { z } from 'zod';
import { LABEL } from '../../conventions/labels.ts';

const METRIC_NAME = 'a metric name such as orders_total, in lower case';
const PART_OF_A_HISTOGRAM = /_(?:bucket|count|sum|created)$/;

/** Names that Prometheus and goldwatch give to labels themselves. */
export const TAKEN_LABELS: readonly string[] = [
  LABEL.service,
  LABEL.source,
  LABEL.quantile,
  'le',
  'job',
  'instance',
];

/** The name of a metric that settings declare. */
export const declaredName = z
  .string({ error: METRIC_NAME })
  .regex(/^[a-z][a-z0-9_]{0,118}[a-z0-9]$/, { error: METRIC_NAME, abort: true })
  .refine((name) => !name.startsWith('goldwatch_'), {
    error: 'a name that does not begin with goldwatch_',
  })
  .refine((name) => !PART_OF_A_HISTOGRAM.test(name), {
    error: 'a name that does not end in _bucket, _count, _sum or _created, as parts of a histogram do',
  });

/** A name that is fit for a label value, a file name and a job name. */
export const identifier = z
  .string({ error: 'a name of letters, digits, "-", "_" and "."' })
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/, { error: 'a name of letters, digits, "-", "_" and "."' });

/** What every source may carry beside its own settings. */
export const commonSourceSettings = {
  name: identifier.optional().describe('Names the source in metrics and state; its type unless given.'),
  service: identifier.optional().describe('The service it watches; `service.name` unless given.'),
};
