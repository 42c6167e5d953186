import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type DecodedHistogram, decodeDelimited } from '../../metrics/exposition/testing/metrics_proto.ts';
import type { Field } from './contest.ts';
import { MEMCPY } from './entrants.ts';
import { removeDirectory, temporaryDirectory } from './processes.ts';
import { LABEL_SETS, LINES_PER_SET, METRIC } from './workload.ts';

/**
 * Throws an Error unless all contestants, filled and changed alike, say the same of every label set: a renderer that
 * is fast and wrong is no peer.
 */
export async function requireAgreement({ contestants }: Field, format: 'text' | 'protobuf'): Promise<void> {
  const directory = await temporaryDirectory();
  let first: Reading | undefined;
  for (const contestant of contestants) {
    const { name } = contestant.entrant;
    if (name === MEMCPY) continue;
    const path = join(directory, 'page');
    await contestant.ask(`write ${format} ${path}`);
    const page = await readFile(path);
    const reading = { name, says: format === 'text' ? readText(page.toString()) : readProtobuf(page) };
    first ??= reading;
    requireSame(first, reading);
  }
  removeDirectory(directory);
}

/** What a contestant says, by label set or by series. */
interface Reading {
  readonly name: string;
  readonly says: ReadonlyMap<string, string>;
}

function requireSame(one: Reading, other: Reading): void {
  for (const series of new Set([...one.says.keys(), ...other.says.keys()])) {
    const [ours, theirs] = [one.says.get(series), other.says.get(series)];
    if (ours === theirs) continue;
    throw new Error(
      `${one.name} says ${series} is ${ours ?? 'nothing'}, ${other.name} says ${theirs ?? 'nothing'}. ` +
        'One of them is wrong, so their times say nothing.',
    );
  }
}

/** The workload's series by name and sorted labels, with bounds and values as numbers. */
function readText(page: string): Map<string, string> {
  const series = new Map<string, string>();
  for (const line of page.split('\n')) {
    if (!line.startsWith(METRIC)) continue;
    const [, name = '', labels = '', value = ''] = /^(\w+)\{(.*)\} +(\S+)$/.exec(line) ?? [];
    // Python adds when a histogram came to be.
    if (name.endsWith('_created')) continue;
    const pairs = labels
      .split(',')
      .map((pair) => pair.replace(/^le="(\d.*)"$/, (_, le) => `le="${Number(le)}"`));
    series.set(`${name}{${pairs.sort().join()}}`, String(Number(value)));
  }
  if (series.size === LABEL_SETS * LINES_PER_SET) return series;
  throw new Error(`A page has ${series.size} series instead of ${LABEL_SETS * LINES_PER_SET}.`);
}

/** The workload's histograms by sorted labels: count, sum, classic buckets but +Inf, native ones by index. */
function readProtobuf(page: Uint8Array): Map<string, string> {
  const series = new Map<string, string>();
  const family = decodeDelimited(page).find(({ name }) => name === METRIC);
  for (const { label, histogram } of family?.metric ?? []) {
    if (histogram === undefined) continue;
    const { sampleCount, sampleSum, bucket, schema = null } = histogram;
    const classic = bucket
      .filter(({ upperBound }) => Number.isFinite(upperBound))
      .map(({ upperBound, cumulativeCount }) => [upperBound, cumulativeCount]);
    const labels = label.map(({ name, value }) => `${name}="${value}"`).sort();
    const says = [sampleCount, sampleSum, classic, schema, nativeBuckets(histogram)];
    series.set(labels.join(), JSON.stringify(says));
  }
  if (series.size === LABEL_SETS) return series;
  throw new Error(`A page has ${series.size} label sets instead of ${LABEL_SETS}.`);
}

/** Index and count of each bucket that is not empty, wherever its spans begin. */
function nativeBuckets({ positiveSpan, positiveDelta }: DecodedHistogram): [number, number][] {
  const buckets: [number, number][] = [];
  let [index, count, next] = [0, 0, 0];
  for (const { offset, length } of positiveSpan) {
    index += offset;
    for (let within = 0; within < length; within += 1) {
      count += positiveDelta[next++] ?? Number.NaN;
      if (count !== 0) buckets.push([index, count]);
      index += 1;
    }
  }
  return buckets;
}
