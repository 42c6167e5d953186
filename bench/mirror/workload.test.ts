import { expect, test } from 'vitest';
import { datumsOfAnInterval } from './datums.ts';
import { fewestRequests } from './fewest_requests.ts';
import { BUCKETS, HISTOGRAMS, SERIES, settingsFor, Workload } from './workload.ts';

const ENDPOINT = 'http://127.0.0.1:1';

test('every series comes to one datum, and every histogram to a value for each of its buckets', async () => {
  const settings = settingsFor({ endpoint: ENDPOINT });
  const datums = await datumsOfAnInterval(new Workload(settings), settings);
  const histograms = datums.filter(({ name }) => name === 'job_seconds');
  expect(datums).toHaveLength(SERIES);
  expect(histograms).toHaveLength(HISTOGRAMS);
  expect(new Set(histograms.map(({ values }) => values.length))).toEqual(new Set([BUCKETS]));
});

test('an interval of the workload takes ten requests at least, since its datums are few bytes', async () => {
  expect(await fewestRequests(ENDPOINT)).toBe(10);
});
