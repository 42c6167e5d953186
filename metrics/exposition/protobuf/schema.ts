/**
 * The messages of `io.prometheus.client.MetricFamily` as the tags that precede their fields: the field's
 * number and wire type (https://github.com/prometheus/client_model, `io/prometheus/client/metrics.proto`).
 */
export const PROTOBUF_CONTENT_TYPE =
  'application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited';

/** Whole numbers, enumerations. */
const VARINT = 0;
/** Doubles. */
const FIXED64 = 1;
/** Strings, messages, packed lists: what has a length. */
const LENGTH = 2;

function tag(field: number, wireType: number): number {
  return (field << 3) | wireType;
}

export const FAMILY = {
  name: tag(1, LENGTH),
  help: tag(2, LENGTH),
  type: tag(3, VARINT),
  metric: tag(4, LENGTH),
  unit: tag(5, LENGTH),
} as const;

/** Values of `FAMILY.type`. */
export const FAMILY_TYPE = { counter: 0, gauge: 1, summary: 2, untyped: 3, histogram: 4 } as const;

export const METRIC = {
  label: tag(1, LENGTH),
  gauge: tag(2, LENGTH),
  counter: tag(3, LENGTH),
  summary: tag(4, LENGTH),
  untyped: tag(5, LENGTH),
  histogram: tag(7, LENGTH),
} as const;

export const LABEL_PAIR = { name: tag(1, LENGTH), value: tag(2, LENGTH) } as const;

/** `Gauge` and `Untyped` have a value only. */
export const COUNTER = {
  value: tag(1, FIXED64),
  exemplar: tag(2, LENGTH),
  createdTimestamp: tag(3, LENGTH),
} as const;

export const SUMMARY = {
  sampleCount: tag(1, VARINT),
  sampleSum: tag(2, FIXED64),
  quantile: tag(3, LENGTH),
  createdTimestamp: tag(4, LENGTH),
} as const;

export const QUANTILE = { quantile: tag(1, FIXED64), value: tag(2, FIXED64) } as const;

/** Spans are messages each; deltas are one packed list of `sint64`. */
export const HISTOGRAM = {
  sampleCount: tag(1, VARINT),
  sampleSum: tag(2, FIXED64),
  bucket: tag(3, LENGTH),
  schema: tag(5, VARINT),
  zeroThreshold: tag(6, FIXED64),
  zeroCount: tag(7, VARINT),
  negativeSpan: tag(9, LENGTH),
  negativeDelta: tag(10, LENGTH),
  positiveSpan: tag(12, LENGTH),
  positiveDelta: tag(13, LENGTH),
  createdTimestamp: tag(15, LENGTH),
  exemplars: tag(16, LENGTH),
} as const;

export const BUCKET = {
  cumulativeCount: tag(1, VARINT),
  upperBound: tag(2, FIXED64),
  exemplar: tag(3, LENGTH),
} as const;

export const BUCKET_SPAN = { offset: tag(1, VARINT), length: tag(2, VARINT) } as const;

export const EXEMPLAR = {
  label: tag(1, LENGTH),
  value: tag(2, FIXED64),
  timestamp: tag(3, LENGTH),
} as const;

/** `google.protobuf.Timestamp`. */
export const TIMESTAMP = { seconds: tag(1, VARINT), nanos: tag(2, VARINT) } as const;
