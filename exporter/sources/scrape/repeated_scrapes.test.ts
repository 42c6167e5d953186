import fc from 'fast-check';
import { expect, test } from 'vitest';
import { metricsOf } from '../../../metrics/exposition/collect.ts';
import { fakeService, targetUnderTest } from './testing.ts';

const SIGNALS = {
  requests: { metric: 'hits_total', route: 'service', status: 'code' },
  duration: { metric: 'took_seconds', route: 'service' },
};

/** Requests to some routes, as a service counts them, whose label is called like one that a target adds. */
function pageOf(counts: readonly number[]): string {
  const hits: string[] = [];
  const took: string[] = [];
  for (const [route, count] of counts.entries()) {
    if (count === 0) continue;
    hits.push(`hits_total{service="/${route}",code="200"} ${count}\n`);
    const [name, labels] = ['took_seconds', `service="/${route}"`];
    took.push(
      `${name}_bucket{${labels},le="1"} ${count}\n${name}_bucket{${labels},le="+Inf"} ${count}\n`,
      `${name}_sum{${labels}} ${count / 4}\n${name}_count{${labels}} ${count}\n`,
    );
  }
  return `# TYPE hits_total counter\n${hits.join('')}# TYPE took_seconds histogram\n${took.join('')}`;
}

test('whoever scrapes again and again has what whoever scrapes once has, and counts all that came', async () => {
  const page = fc.array(fc.nat(3), { minLength: 3, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(fc.array(page, { minLength: 2, maxLength: 6 }), async (increases) => {
      const service = await fakeService();
      const { scrape, series } = targetUnderTest(service.url, { golden_signals: SIGNALS });
      const counts = [0, 0, 0];
      const first = increases[0] ?? [];
      for (const increase of increases) {
        for (const [route, by] of increase.entries()) counts[route] = (counts[route] ?? 0) + by;
        service.page(pageOf(counts));

        expect(await scrape()).toBeNull();

        const once = targetUnderTest(service.url, { golden_signals: SIGNALS });
        expect(await once.scrape()).toBeNull();
        const own = (lines: readonly string[]) => lines.filter((line) => !line.startsWith('http_request'));
        expect(own(await series())).toEqual(own(await once.series()));
      }
      const lines = await series();
      for (const [route, count] of counts.entries()) {
        if (count === 0) continue;
        const labels = `{service="shop",method="",route="/${route}",status=`;
        const since = count - (first[route] ?? 0);
        expect(lines).toContain(`http_requests_total${labels}"200"} ${since}`);
        expect(lines).toContain(`http_request_duration_seconds_count${labels}""} ${since}`);
        expect(lines).toContain(`http_request_duration_seconds_sum${labels}""} ${since / 4}`);
      }
      await service.stop();
    }),
    { numRuns: 25 },
  );
});

test('a series says since when it is there, also when others come and go beside it', async () => {
  const service = await fakeService(pageOf([1, 0, 0]));
  const { scrape, registry } = targetUnderTest(service.url);
  const firstSeen = async () => {
    const families = await Promise.all(metricsOf(registry.registry).map((metric) => metric.get()));
    const hits = families.find(({ name }) => name === 'hits_total')?.values ?? [];
    return Object.fromEntries(hits.map(({ labels, firstSeen }) => [labels?.exported_service, firstSeen]));
  };
  await scrape();
  const before = Date.now();
  service.page(pageOf([1, 0, 5]));
  await scrape();
  const later = (await firstSeen())['/2'];

  service.page(pageOf([0, 7, 6]));
  await scrape();
  service.page(pageOf([0, 7, 8]));
  await scrape();

  expect(later).toBeGreaterThanOrEqual(before);
  expect(await firstSeen()).toEqual({ '/1': expect.any(Number), '/2': later });
});

test('after a page that was refused, the next one is read in full, and nothing is lost', async () => {
  const service = await fakeService(pageOf([1, 1, 0]));
  const { scrape, series } = targetUnderTest(service.url, { golden_signals: SIGNALS, sample_limit: 12 });
  await scrape();
  const before = await series();

  service.page(pageOf([1, 1, 1]));
  expect(await scrape()).toContain('sample_limit: ');
  expect(await series()).toEqual(before);
  service.page(pageOf([1, 2, 0]));
  expect(await scrape()).toBeNull();

  const hits = (await series()).find((line) => /^hits_total.*exported_service="\/1"/.test(line));
  expect(hits).toMatch(/\} 2$/);
});
