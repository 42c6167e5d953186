import { z } from 'zod';
import { exactlyOne } from '../../conventions/exactly_one.ts';
import { RESOURCES } from '../../conventions/labels.ts';
import { duration, formatDuration, percentage } from '../../conventions/quantities.ts';
import { DEFAULT_WINDOW_MS } from '../../conventions/recorded.ts';
import { common, quantile, service } from './common.ts';

const window = duration
  .prefault(formatDuration(DEFAULT_WINDOW_MS))
  .describe('Over how long the signal is measured.');
const rate = z
  .number({ error: 'a number of requests per second' })
  .nonnegative({ error: 'at least 0 requests per second' });

/** Schema of an alert on a golden signal. */
export const signalAlert = z.discriminatedUnion('signal', [
  z
    .strictObject({
      ...common,
      signal: z.literal('error_ratio'),
      service,
      window,
      above: percentage.describe('Share of requests answered 5xx.'),
    })
    .describe('Fires when too many requests fail.'),
  z
    .strictObject({
      ...common,
      signal: z.literal('latency'),
      service,
      window,
      quantile: quantile.default(0.95).describe('Which latency: 0.95 is the one that 5% of requests exceed.'),
      above: duration.describe('The latency.'),
    })
    .describe('Fires when requests take too long.'),
  z
    .strictObject({
      ...common,
      signal: z.literal('traffic'),
      service,
      window,
      above: rate.optional().describe('Requests per second.'),
      below: rate.optional().describe('Requests per second.'),
    })
    .refine(...exactlyOne('above', 'below'))
    .describe('Fires when there is too much or too little traffic.'),
  z
    .strictObject({
      ...common,
      signal: z.literal('saturation'),
      service,
      resource: z.enum(RESOURCES),
      above: percentage.describe('How full the resource is.'),
    })
    .describe('Fires when a resource runs out.'),
]);
