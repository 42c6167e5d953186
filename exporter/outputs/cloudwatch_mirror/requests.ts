import { constants, gzipSync, type ZlibOptions } from 'node:zlib';
import type { Datum, Dimensions } from './datum.ts';

/** Most datums in a request (API reference, PutMetricData). */
export const MOST_DATUMS = 1000;

/**
 * Most bytes in a request's body, compressed. The limit is 1 MB (API reference, PutMetricData); it is taken for a
 * million bytes, of which two in a hundred are left for another version of zlib.
 */
export const MOST_BYTES = 980_000;

/** `{"Namespace":"","MetricData":[]}`, and the longest namespace. */
export const AROUND_DATUMS = 320;

const TIMESTAMP = '{"Timestamp":';

/**
 * A datum as it stands in the body of a request, in AWS JSON 1.0 (API reference, MetricDatum): made once, on its way into
 * the spool, and never read again but for its time. The SDK would write it by its schema, which takes three times as long.
 */
export type WireDatum = string;

/** What is the same in all datums of a metric, as text. */
interface Written {
  readonly name: string;
  readonly unit: string;
  readonly resolution: number;
  readonly text: string;
}

/** By the dimensions, which a metric keeps from one interval to the next. */
const written = new WeakMap<Dimensions, Written>();

/** Writes a datum. What it makes begins with the time, and has no line break and no tab. */
export function wireDatum(datum: Datum): WireDatum {
  const { timestamp, values, counts } = datum;
  const isOne = values.length === 1 && counts[0] === 1;
  // All are finite, so that their text is that of JSON.
  const what = isOne ? `"Value":${values[0]}` : `"Values":[${values.join()}],"Counts":[${counts.join()}]`;
  return `${TIMESTAMP}${timestamp / 1000},${what},${metricText(datum)}`;
}

function metricText({ name, dimensions, unit, resolution }: Datum): string {
  const known = written.get(dimensions);
  if (known?.name === name && known.unit === unit && known.resolution === resolution) return known.text;
  const metric = {
    MetricName: name,
    Dimensions: dimensions.map(([Name, Value]) => ({ Name, Value })),
    Unit: unit,
    StorageResolution: resolution,
  };
  const text = JSON.stringify(metric).slice(1);
  written.set(dimensions, { name, unit, resolution, text });
  return text;
}

/** The time of a datum, in milliseconds since 1970. */
export function timeOf(datum: WireDatum): number {
  return Number.parseFloat(datum.slice(TIMESTAMP.length, datum.indexOf(',', TIMESTAMP.length))) * 1000;
}

/** The metric and the time that a datum is of, as a text for people. */
export function describeDatum(datum: WireDatum): { readonly metric: string; readonly time: string } {
  const { MetricName, Dimensions } = JSON.parse(datum) as {
    readonly MetricName: string;
    readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
  };
  const dimensions = Dimensions.map(({ Name, Value }) => `${Name}=${JSON.stringify(Value)}`).join(',');
  return { metric: `${MetricName}{${dimensions}}`, time: new Date(timeOf(datum)).toISOString() };
}

/** The body of a request (API reference, PutMetricData). */
export function requestBody(namespace: string, datums: readonly WireDatum[]): string {
  return `{"Namespace":${JSON.stringify(namespace)},"MetricData":[${datums.join(',')}]}`;
}

/** Below so many bytes the SDK does not compress either (requestMinCompressionSizeBytes). */
const WORTH_COMPRESSING = 10_240;
const QUICK = { level: constants.Z_BEST_SPEED };

/**
 * A body as it is sent: gzipped, or as it is where that is not worth it. Quickly, which takes 0.4 times as long as the SDK's way for a
 * tenth more bytes; thoroughly where it would be too large otherwise.
 */
export function compressed(body: string): string | Uint8Array {
  if (Buffer.byteLength(body) < WORTH_COMPRESSING) return body;
  const quick = gzipSync(body, QUICK);
  return quick.length <= MOST_BYTES ? quick : gzipSync(body);
}

/**
 * How many of the first datums one request takes: at most 1000, and at most so many that the body, compressed, has at most `mostBytes`. At least one, since a datum alone is always smaller than that. Taking so many again
 * and again makes the fewest requests that keep the order.
 */
export function requestLength(datums: readonly WireDatum[], mostBytes: number = MOST_BYTES): number {
  const most = Math.min(datums.length, MOST_DATUMS);
  let bytes = AROUND_DATUMS;
  for (let index = 0; index < most; index += 1) bytes += Buffer.byteLength(datums[index] ?? '') + 1;
  // What compression cannot shrink grows by less than is left of the limit.
  if (bytes <= mostBytes) return most;
  if (sizeOf(datums.slice(0, most), QUICK) <= mostBytes) return most;
  const size = compressedSizes(datums);
  return size(most) <= mostBytes ? most : longestWithin(size, most, mostBytes);
}

/** The largest length below `most` whose size is within; size grows nearly in proportion to length. */
function longestWithin(size: (length: number) => number, most: number, mostBytes: number): number {
  let [within, withinBytes] = [0, 0];
  let [beyond, beyondBytes] = [most, size(most)];
  for (let step = 0; beyond - within > 1; step += 1) {
    const share = (mostBytes - withinBytes) / (beyondBytes - withinBytes);
    // Guessing alone could come near from one side only, by ones.
    const guess = step % 3 === 2 ? 0.5 : share;
    const length = Math.min(beyond - 1, Math.max(within + 1, within + Math.floor((beyond - within) * guess)));
    const bytes = size(length);
    if (bytes <= mostBytes) [within, withinBytes] = [length, bytes];
    else [beyond, beyondBytes] = [length, bytes];
  }
  return Math.max(1, within);
}

/** The compressed size of a request of the first so many datums; measured, each once. */
function compressedSizes(datums: readonly WireDatum[]): (length: number) => number {
  const known = new Map<number, number>();
  return (length) => {
    const bytes = known.get(length) ?? sizeOf(datums.slice(0, length));
    known.set(length, bytes);
    return bytes;
  };
}

/** The compressed size of a request, whatever its namespace. */
function sizeOf(datums: readonly WireDatum[], options: ZlibOptions = {}): number {
  return AROUND_DATUMS + gzipSync(requestBody('', datums), options).length;
}
