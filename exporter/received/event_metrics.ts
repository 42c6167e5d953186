import { LABEL } from '../../conventions/labels.ts';
import type { MetricDeclaration } from '../../conventions/metrics.ts';

/** What a source that takes events emits about itself. */
export const EVENT_METRICS = {
  accepted: {
    name: 'goldwatch_events_total',
    type: 'counter',
    help: 'Events counted.',
    labels: [LABEL.source],
  },
  duplicates: {
    name: 'goldwatch_events_duplicates_total',
    type: 'counter',
    help: 'Events not counted again, because their id was known.',
    labels: [LABEL.source],
  },
  refused: {
    name: 'goldwatch_event_batches_refused_total',
    type: 'counter',
    help: 'Requests of which no event was counted, by reason (not_events, too_many, mistake).',
    labels: [LABEL.source, LABEL.reason],
  },
  folded: {
    name: 'goldwatch_events_folded_total',
    type: 'counter',
    help: 'Events counted under labels "<other>" because label_sets_limit was reached, by metric.',
    labels: [LABEL.source, LABEL.metric],
  },
  dropped: {
    name: 'goldwatch_events_dropped_total',
    type: 'counter',
    help: 'Events lost because there was no room for their label set, by metric.',
    labels: [LABEL.source, LABEL.metric],
  },
} as const satisfies Record<string, MetricDeclaration>;
