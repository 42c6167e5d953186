import protobuf from 'protobufjs';

/** The messages of an answer in protobuf as protobufjs reads them; a field that was not sent is not there. */
export interface DecodedFamily {
  readonly name: string;
  readonly help: string;
  readonly type: 'COUNTER' | 'GAUGE' | 'SUMMARY' | 'UNTYPED' | 'HISTOGRAM' | 'GAUGE_HISTOGRAM';
  readonly unit?: string;
  readonly metric: readonly DecodedMetric[];
}

export interface DecodedMetric {
  readonly label: readonly { readonly name: string; readonly value: string }[];
  readonly gauge?: { readonly value: number };
  readonly counter?: {
    readonly value: number;
    readonly exemplar?: DecodedExemplar;
    readonly createdTimestamp?: DecodedTimestamp;
  };
  readonly summary?: {
    readonly sampleCount: number;
    readonly sampleSum: number;
    readonly quantile: readonly { readonly quantile: number; readonly value: number }[];
  };
  readonly untyped?: { readonly value: number };
  readonly histogram?: DecodedHistogram;
}

export interface DecodedHistogram {
  readonly sampleCount: number;
  readonly sampleSum: number;
  readonly bucket: readonly DecodedBucket[];
  readonly schema?: number;
  readonly zeroThreshold?: number;
  readonly zeroCount?: number;
  readonly negativeSpan: readonly DecodedSpan[];
  readonly negativeDelta: readonly number[];
  readonly positiveSpan: readonly DecodedSpan[];
  readonly positiveDelta: readonly number[];
  readonly createdTimestamp?: DecodedTimestamp;
  readonly exemplars: readonly DecodedExemplar[];
}

export interface DecodedBucket {
  readonly cumulativeCount: number;
  readonly upperBound: number;
  readonly exemplar?: DecodedExemplar;
}

export interface DecodedSpan {
  readonly offset: number;
  readonly length: number;
}

export interface DecodedExemplar {
  readonly label: readonly { readonly name: string; readonly value: string }[];
  readonly value: number;
  readonly timestamp?: DecodedTimestamp;
}

export interface DecodedTimestamp {
  readonly seconds: number;
  readonly nanos: number;
}

type Fields = Record<string, { readonly type: string; readonly id: number; readonly rule?: string }>;

const one = (type: string, id: number) => ({ type, id });
const many = (type: string, id: number) => ({ type, id, rule: 'repeated' });
// In proto2 a zero that was sent is not the same as a field that was not.
const message = (fields: Fields) => ({ edition: 'proto2', fields });

/**
 * What this project writes of https://github.com/prometheus/client_model,
 * `io/prometheus/client/metrics.proto`.
 */
const root = protobuf.Root.fromJSON({
  nested: {
    Family: message({
      name: one('string', 1),
      help: one('string', 2),
      type: one('FamilyType', 3),
      metric: many('Metric', 4),
      unit: one('string', 5),
    }),
    FamilyType: {
      edition: 'proto2',
      values: { COUNTER: 0, GAUGE: 1, SUMMARY: 2, UNTYPED: 3, HISTOGRAM: 4, GAUGE_HISTOGRAM: 5 },
    },
    Metric: message({
      label: many('LabelPair', 1),
      gauge: one('Value', 2),
      counter: one('Counter', 3),
      summary: one('Summary', 4),
      untyped: one('Value', 5),
      histogram: one('Histogram', 7),
    }),
    LabelPair: message({ name: one('string', 1), value: one('string', 2) }),
    Value: message({ value: one('double', 1) }),
    Counter: message({
      value: one('double', 1),
      exemplar: one('Exemplar', 2),
      createdTimestamp: one('Timestamp', 3),
    }),
    Summary: message({
      sampleCount: one('uint64', 1),
      sampleSum: one('double', 2),
      quantile: many('Quantile', 3),
      createdTimestamp: one('Timestamp', 4),
    }),
    Quantile: message({ quantile: one('double', 1), value: one('double', 2) }),
    Histogram: message({
      sampleCount: one('uint64', 1),
      sampleSum: one('double', 2),
      bucket: many('Bucket', 3),
      schema: one('sint32', 5),
      zeroThreshold: one('double', 6),
      zeroCount: one('uint64', 7),
      negativeSpan: many('Span', 9),
      negativeDelta: many('sint64', 10),
      positiveSpan: many('Span', 12),
      positiveDelta: many('sint64', 13),
      createdTimestamp: one('Timestamp', 15),
      exemplars: many('Exemplar', 16),
    }),
    Bucket: message({
      cumulativeCount: one('uint64', 1),
      upperBound: one('double', 2),
      exemplar: one('Exemplar', 3),
    }),
    Span: message({ offset: one('sint32', 1), length: one('uint32', 2) }),
    Exemplar: message({
      label: many('LabelPair', 1),
      value: one('double', 2),
      timestamp: one('Timestamp', 3),
    }),
    Timestamp: message({ seconds: one('int64', 1), nanos: one('int32', 2) }),
  },
});

const Family = root.lookupType('Family');

/** The families of an answer in `encoding=delimited`. Throws where a message is cut short. */
export function decodeDelimited(bytes: Uint8Array): DecodedFamily[] {
  const reader = protobuf.Reader.create(bytes);
  const families: DecodedFamily[] = [];
  while (reader.pos < reader.len) {
    const message = Family.decodeDelimited(reader);
    families.push(
      // Numbers beyond 2^53 would be wrong as numbers, and there are none.
      Family.toObject(message, { longs: Number, enums: String, arrays: true }) as DecodedFamily,
    );
  }
  return families;
}
