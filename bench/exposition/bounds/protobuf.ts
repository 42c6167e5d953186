import type { Commands } from '../contestant.ts';
import { type Format, type Page, type PageSource, pageCommands } from '../page.ts';
import { BOUNDS, HELP, LABEL_NAMES, LABEL_SETS, labelSets, METRIC } from '../workload.ts';
import { NATIVE_FROM, NATIVE_ROOM, nativeIndex } from './native_index.ts';
import { ProtoBytes, varintSize } from './proto_bytes.ts';
import { BUCKETS_PER_SET, Store } from './store.ts';

const CONTENT_TYPE =
  'application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited';
const ROOM_FOR_LENGTH = 10;

/** Field numbers of io.prometheus.client (prometheus/client_model, metrics.proto) as tags. */
const TAG = {
  familyName: 0x0a,
  familyHelp: 0x12,
  familyType: 0x18,
  familyMetric: 0x22,
  metricLabel: 0x0a,
  metricHistogram: 0x3a,
  pairName: 0x0a,
  pairValue: 0x12,
  count: 0x08,
  sum: 0x11,
  bucket: 0x1a,
  schema: 0x28,
  zeroThreshold: 0x31,
  zeroCount: 0x38,
  positiveSpan: 0x62,
  positiveDelta: 0x6a,
} as const;
const HISTOGRAM = 4;
const BUCKET_REST = 10;
const NATIVE_FIXED = 2 + 9 + 2;

/** The least that encodes the workload: kept label bytes, one growing buffer, sizes counted before writing. */
class MinimalProtobuf implements PageSource {
  readonly #store = new Store();
  readonly #native: Uint32Array | null;
  readonly #labels: readonly Uint8Array[] = labelSets.map((labels) => {
    const bytes = new ProtoBytes(256);
    for (const name of LABEL_NAMES) {
      bytes.varint(TAG.metricLabel);
      bytes.varint(name.length + labels[name].length + 4);
      bytes.ascii(TAG.pairName, name);
      bytes.ascii(TAG.pairValue, labels[name]);
    }
    return bytes.bytes.slice(0, bytes.length);
  });
  readonly #out = new ProtoBytes(8 * 1024 * 1024);
  readonly #deltas = new Int32Array(NATIVE_ROOM);

  constructor(native: boolean) {
    this.#native = native ? new Uint32Array(LABEL_SETS * NATIVE_ROOM) : null;
  }

  observe(set: number, value: number): void {
    this.#store.observe(set, value);
    if (this.#native === null) return;
    const at = set * NATIVE_ROOM + nativeIndex(value) - NATIVE_FROM;
    this.#native[at] = (this.#native[at] as number) + 1;
  }

  render(format: Format): Page {
    if (format !== 'protobuf') throw new Error('This bound is about protobuf.');
    const out = this.#out;
    out.length = ROOM_FOR_LENGTH;
    out.ascii(TAG.familyName, METRIC);
    out.ascii(TAG.familyHelp, HELP);
    out.varint(TAG.familyType);
    out.varint(HISTOGRAM);
    for (let set = 0; set < LABEL_SETS; set += 1) this.#metric(set);
    const size = out.length - ROOM_FOR_LENGTH;
    const start = ROOM_FOR_LENGTH - varintSize(size);
    const end = out.length;
    out.length = start;
    out.varint(size);
    return { contentType: CONTENT_TYPE, chunks: [out.bytes.subarray(start, end)] };
  }

  #metric(set: number): void {
    const out = this.#out;
    out.ensure(4_096);
    const labels = this.#labels[set] as Uint8Array;
    const nativeSize = this.#native === null ? 0 : this.#measureNative(this.#native, set);
    const histogram = this.#classicSize(set) + nativeSize;
    out.varint(TAG.familyMetric);
    out.varint(labels.length + 1 + varintSize(histogram) + histogram);
    out.raw(labels);
    out.varint(TAG.metricHistogram);
    out.varint(histogram);
    this.#classic(set);
    if (this.#native !== null) this.#writeNative();
  }

  #classicSize(set: number): number {
    const { counts } = this.#store;
    let cumulative = 0;
    let size = 0;
    for (let bucket = 0; bucket < BUCKETS_PER_SET; bucket += 1) {
      cumulative += counts[set * BUCKETS_PER_SET + bucket] as number;
      if (bucket < BOUNDS.length) size += 2 + BUCKET_REST + varintSize(cumulative);
    }
    return size + 1 + varintSize(cumulative) + 9;
  }

  #classic(set: number): void {
    const { counts, sums } = this.#store;
    const out = this.#out;
    let cumulative = 0;
    for (let bucket = 0; bucket < BOUNDS.length; bucket += 1) {
      cumulative += counts[set * BUCKETS_PER_SET + bucket] as number;
      out.varint(TAG.bucket);
      out.varint(BUCKET_REST + varintSize(cumulative));
      out.varint(TAG.count);
      out.varint(cumulative);
      out.double(TAG.sum, BOUNDS[bucket] as number);
    }
    cumulative += counts[set * BUCKETS_PER_SET + BOUNDS.length] as number;
    out.varint(TAG.count);
    out.varint(cumulative);
    out.double(TAG.sum, sums[set] as number);
  }

  #from = 0;
  #buckets = 0;
  #deltaBytes = 0;

  /** One span from the first to the last bucket, its deltas zigzagged; the size of all native fields. */
  #measureNative(counts: Uint32Array, set: number): number {
    let first = set * NATIVE_ROOM;
    let last = first + NATIVE_ROOM - 1;
    while (counts[first] === 0 && first < last) first += 1;
    while (counts[last] === 0 && last > first) last -= 1;
    this.#from = first - set * NATIVE_ROOM + NATIVE_FROM;
    this.#buckets = last - first + 1;
    this.#deltaBytes = 0;
    let before = 0;
    for (let bucket = 0; bucket < this.#buckets; bucket += 1) {
      const delta = (counts[first + bucket] as number) - before;
      before += delta;
      const zigzag = (delta << 1) ^ (delta >> 31);
      this.#deltas[bucket] = zigzag;
      this.#deltaBytes += varintSize(zigzag);
    }
    return NATIVE_FIXED + 2 + this.#spanSize() + 1 + varintSize(this.#deltaBytes) + this.#deltaBytes;
  }

  #spanSize(): number {
    return 2 + varintSize(zigzagOf(this.#from)) + varintSize(this.#buckets);
  }

  #writeNative(): void {
    const out = this.#out;
    out.varint(TAG.schema);
    out.varint(zigzagOf(3));
    out.double(TAG.zeroThreshold, 2 ** -128);
    out.varint(TAG.zeroCount);
    out.varint(0);
    out.varint(TAG.positiveSpan);
    out.varint(this.#spanSize());
    out.varint(0x08);
    out.varint(zigzagOf(this.#from));
    out.varint(0x10);
    out.varint(this.#buckets);
    out.varint(TAG.positiveDelta);
    out.varint(this.#deltaBytes);
    for (let bucket = 0; bucket < this.#buckets; bucket += 1) out.varint(this.#deltas[bucket] as number);
  }
}

function zigzagOf(value: number): number {
  return (value << 1) ^ (value >> 31);
}

export function create(buckets?: string): Commands {
  return pageCommands(() => new MinimalProtobuf(buckets === 'native'));
}
