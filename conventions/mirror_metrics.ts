import { LABEL } from './labels.ts';
import { self } from './self_metric.ts';

/** What the CloudWatch mirror says about itself; there while one is configured. */
export const MIRROR_METRICS = {
  mirrorUp: self(
    'goldwatch_mirror_up',
    'gauge',
    '1 while CloudWatch takes what is sent, 0 while something keeps datums from it.',
  ),
  mirrorReadings: self('goldwatch_mirror_readings_total', 'counter', 'Intervals read from the registry.'),
  mirrorReadingsFailed: self(
    'goldwatch_mirror_readings_failed_total',
    'counter',
    'Intervals that could not be read or kept as they should; the log says why.',
  ),
  mirrorReadingTimestamp: self(
    'goldwatch_mirror_last_reading_timestamp_seconds',
    'gauge',
    'Unix time of the last reading.',
  ),
  mirrorDatums: self('goldwatch_mirror_datums_total', 'counter', 'Datums handed over to be sent.'),
  mirrorRecovered: self(
    'goldwatch_mirror_datums_recovered_total',
    'counter',
    'Datums of an earlier process, or of a worker that has crashed, that were found in the spool.',
  ),
  mirrorAccepted: self(
    'goldwatch_mirror_datums_accepted_total',
    'counter',
    'Datums that CloudWatch has taken.',
  ),
  mirrorDropped: self(
    'goldwatch_mirror_datums_dropped_total',
    'counter',
    'Datums handed over that never reach CloudWatch, by reason.',
    [LABEL.reason],
  ),
  mirrorRefused: self(
    'goldwatch_mirror_datums_refused_total',
    'counter',
    'Datums that were not made or not handed over: beyond the budget, or nothing that CloudWatch takes.',
    [LABEL.reason],
  ),
  mirrorLeftOut: self(
    'goldwatch_mirror_observations_left_out_total',
    'counter',
    'Observations of histograms that are in no datum, by reason.',
    [LABEL.reason],
  ),
  mirrorRolledBack: self(
    'goldwatch_mirror_series_rolled_back_total',
    'counter',
    'Series that restarted with less than they had counted and go on from there.',
  ),
  mirrorUnmatched: self(
    'goldwatch_mirror_selections_unmatched',
    'gauge',
    'Entries of mirror.cloudwatch.select that selected nothing at the last reading.',
  ),
  mirrorRequests: self('goldwatch_mirror_requests_total', 'counter', 'Requests to CloudWatch by outcome.', [
    LABEL.outcome,
  ]),
  mirrorRetries: self(
    'goldwatch_mirror_retries_total',
    'counter',
    'Requests that sent again what one before had not brought through.',
  ),
  mirrorBytes: self(
    'goldwatch_mirror_request_bytes_total',
    'counter',
    'Bytes of request bodies as sent, compressed.',
  ),
  mirrorInDoubt: self(
    'goldwatch_mirror_in_doubt_total',
    'counter',
    'Requests of which it is not known whether CloudWatch has processed them.',
  ),
  mirrorInDoubtDatums: self(
    'goldwatch_mirror_in_doubt_datums_total',
    'counter',
    'Datums in requests of which it is not known whether CloudWatch has processed them.',
  ),
  mirrorWorkerRestarts: self(
    'goldwatch_mirror_worker_restarts_total',
    'counter',
    'Crashes of the worker that spools and sends.',
  ),
  mirrorSpoolDatums: self('goldwatch_mirror_spool_datums', 'gauge', 'Datums that wait to be sent.'),
  mirrorSpoolMemory: self(
    'goldwatch_mirror_spool_memory_datums',
    'gauge',
    'Those that wait in memory, since the disk takes nothing: a crash loses them.',
  ),
  mirrorSpoolBytes: self('goldwatch_mirror_spool_bytes', 'gauge', 'Bytes of the spool on disk.'),
  mirrorSpoolLimit: self(
    'goldwatch_mirror_spool_limit_bytes',
    'gauge',
    'The setting mirror.cloudwatch.spool_size.',
  ),
  mirrorSpoolAge: self(
    'goldwatch_mirror_spool_age_seconds',
    'gauge',
    'How long ago the interval of the oldest datum began that waits; 0 where none does.',
  ),
  mirrorMetrics: self(
    'goldwatch_mirror_metrics',
    'gauge',
    'Metrics in CloudWatch: distinct names and dimensions that were sent in the last two weeks.',
  ),
  mirrorMetricsLimit: self(
    'goldwatch_mirror_metrics_limit',
    'gauge',
    'Most metrics that mirror.cloudwatch.budget allows.',
  ),
  mirrorCost: self(
    'goldwatch_mirror_estimated_monthly_usd',
    'gauge',
    'What the mirrored metrics and their requests cost a month if it goes on as in the last interval.',
  ),
} as const;
