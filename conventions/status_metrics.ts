import { LABEL } from './labels.ts';
import { self } from './self_metric.ts';

/** What the exporter says about its status page. */
export const STATUS_METRICS = {
  statusStreams: self('goldwatch_status_streams', 'gauge', 'Status pages that are open and get what is new.'),
  statusStreamsEnded: self(
    'goldwatch_status_streams_ended_total',
    'counter',
    'Open status pages that were cut off or kept out, by reason: a slow reader, or too many of them.',
    [LABEL.reason],
  ),
  statusReadingsFailed: self(
    'goldwatch_status_readings_failed_total',
    'counter',
    'Times that the status could not be read or told; the log says why.',
  ),
} as const;
