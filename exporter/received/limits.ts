import { z } from 'zod';

/** Bounds that every source has that takes events. */
export const receivedLimits = {
  label_sets_limit: z
    .int({ error: 'a whole number of label sets' })
    .min(1, { error: 'at least 1 label set' })
    .max(100_000, { error: 'at most 100000 label sets' })
    .default(1_000)
    .describe('Most label sets of each metric; what is beyond is counted under labels "<other>".'),
  ids_limit: z
    .int({ error: 'a whole number of ids' })
    .min(1_000, { error: 'at least 1000 ids' })
    .max(1_000_000, { error: 'at most 1000000 ids' })
    .default(100_000)
    .describe(
      'How many ids of events are remembered, so that an event that is sent again is not counted again.',
    ),
};
