import type { FamilySamples, Sample } from '../../family.ts';
import { type ClassicHistogram, type ClassicSummary, histogramOf, summaryOf } from '../classic_histogram.ts';
import { type EscapingScheme, escapeMetricName } from '../escaping.ts';
import { exemplarOf } from '../exemplars.ts';
import { seriesName } from '../format.ts';
import { snapshotOf } from '../parts.ts';
import { groupSamples } from '../sample_groups.ts';
import { encodeExemplar, encodeHead, encodeLabels } from './messages.ts';
import { BUCKET, COUNTER, FAMILY, type FAMILY_TYPE, HISTOGRAM, METRIC, QUANTILE, SUMMARY } from './schema.ts';
import type { ProtoWriter } from './writer.ts';

/** Metrics that are encoded in one go, before whoever writes a page may pause. */
const METRICS_PER_STEP = 100;

/** What becomes one message. The name is escaped. */
interface Message {
  readonly name: string;
  readonly type: keyof typeof FAMILY_TYPE;
  readonly metrics: readonly Metric[];
}

type Metric = Sample | ClassicHistogram | ClassicSummary;

/**
 * Appends any family of prom-client's shape as a delimited `io.prometheus.client.MetricFamily`. One of
 * another type, or whose series do not make its type (a histogram without +Inf), goes out as an untyped
 * family for each name of its series, so that none is lost.
 */
export function encodeFamily(family: FamilySamples, escaping: EscapingScheme, writer: ProtoWriter): void {
  const steps = encodeFamilyInSteps(family, escaping, writer);
  while (!steps.next().done);
}

/**
 * The same in steps of at most 100 metrics. Nothing else may use the writer in between. The numbers are those
 * of the moment of the first step.
 */
export function* encodeFamilyInSteps(
  family: FamilySamples,
  escaping: EscapingScheme,
  writer: ProtoWriter,
): Generator<undefined, void> {
  const now = { ...family, values: snapshotOf(family.values) };
  const messages = typed(now, escaping) ?? untyped(now, escaping);
  let count = 0;
  for (const { name, type, metrics } of messages) {
    const start = writer.openDelimited();
    encodeHead(writer, name, family.help, type);
    for (const metric of metrics) {
      encodeMetric(writer, type, metric, escaping);
      count += 1;
      if (count % METRICS_PER_STEP === 0) yield;
    }
    writer.close(start);
  }
}

function typed({ name, type, values }: FamilySamples, escaping: EscapingScheme): Message[] | undefined {
  const metrics = metricsOf(name, type, values);
  if (metrics === undefined) return undefined;
  return [{ name: escapeMetricName(name, escaping), type: type as keyof typeof FAMILY_TYPE, metrics }];
}

/** Undefined where the samples do not make this type. */
function metricsOf(name: string, type: string, values: readonly Sample[]): readonly Metric[] | undefined {
  switch (type) {
    case 'counter':
    case 'gauge':
      return values.every(({ metricName = name }) => metricName === name) ? values : undefined;
    case 'histogram':
      return whole(groupSamples(values, 'le').groups.map((group) => histogramOf(name, group)));
    case 'summary':
      return whole(groupSamples(values, 'quantile').groups.map((group) => summaryOf(name, group)));
    default:
      return undefined;
  }
}

function whole<T>(all: readonly (T | undefined)[]): T[] | undefined {
  const there = all.filter((one) => one !== undefined);
  return there.length === all.length ? there : undefined;
}

function untyped({ name, values }: FamilySamples, escaping: EscapingScheme): Message[] {
  const series = Map.groupBy(values, ({ metricName = name }) => metricName);
  if (values.length === 0) series.set(name, []);
  return [...series].map(([own, metrics]) => ({
    name: seriesName(name, own, escaping),
    type: 'untyped',
    metrics,
  }));
}

function encodeMetric(
  writer: ProtoWriter,
  type: Message['type'],
  metric: Metric,
  escaping: EscapingScheme,
): void {
  const start = writer.open(FAMILY.metric);
  encodeLabels(writer, METRIC.label, metric.labels ?? {}, escaping);
  const value = writer.open(METRIC[type]);
  if ('buckets' in metric) encodeHistogram(writer, metric, escaping);
  else if ('quantiles' in metric) encodeSummary(writer, metric);
  else encodeNumber(writer, type, metric, escaping);
  writer.close(value);
  writer.close(start);
}

function encodeNumber(
  writer: ProtoWriter,
  type: Message['type'],
  sample: Sample,
  escaping: EscapingScheme,
): void {
  // The value has the same tag in a gauge and an untyped metric.
  writer.double(COUNTER.value, sample.value);
  const exemplar = type === 'counter' ? exemplarOf(sample, escaping) : undefined;
  if (exemplar !== undefined) encodeExemplar(writer, COUNTER.exemplar, exemplar, escaping);
}

function encodeHistogram(writer: ProtoWriter, histogram: ClassicHistogram, escaping: EscapingScheme): void {
  writer.uint(HISTOGRAM.sampleCount, histogram.count);
  writer.double(HISTOGRAM.sampleSum, histogram.sum);
  for (const bucket of histogram.buckets.toSorted((a, b) => a.upperBound - b.upperBound)) {
    const start = writer.open(HISTOGRAM.bucket);
    writer.uint(BUCKET.cumulativeCount, bucket.count);
    writer.double(BUCKET.upperBound, bucket.upperBound);
    const exemplar = exemplarOf(bucket.sample, escaping);
    if (exemplar !== undefined) encodeExemplar(writer, BUCKET.exemplar, exemplar, escaping);
    writer.close(start);
  }
}

function encodeSummary(writer: ProtoWriter, { count, sum, quantiles }: ClassicSummary): void {
  writer.uint(SUMMARY.sampleCount, count);
  writer.double(SUMMARY.sampleSum, sum);
  for (const { quantile, value } of quantiles) {
    const start = writer.open(SUMMARY.quantile);
    writer.double(QUANTILE.quantile, quantile);
    writer.double(QUANTILE.value, value);
    writer.close(start);
  }
}
