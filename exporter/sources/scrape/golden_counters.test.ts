import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { metricsOf } from '../../../metrics/exposition/collect.ts';
import { Pacer } from '../../../metrics/exposition/page/pacer.ts';
import { parsePage } from '../../../metrics/exposition/parse/page.ts';
import { renderText } from '../../../metrics/exposition/text.ts';
import { MetricRegistry } from '../../../metrics/registry.ts';
import { GoldenCounters } from './golden_counters.ts';
import type { SignalMapping } from './presets.ts';

const MAPPING: SignalMapping = {
  requests: { metric: 'hits_total', method: 'verb', route: 'path', status: 'code' },
  duration: { metric: 'took_seconds', unit: 'seconds', route: 'path' },
};

/** Targets of one service, and what is counted of them. */
function service(mapping: SignalMapping = MAPPING) {
  const registry = new MetricRegistry({ native: false });
  const scope = registry.scope();
  const bounds = new Map();
  return {
    registry,
    target() {
      const golden = new GoldenCounters({ scope, service: 'shop', mapping, bounds });
      return (page: string) => {
        const families = parsePage(page, 'text');
        return golden.count({ families, fresh: new Set(families) }, new Pacer());
      };
    },
    async lines(): Promise<string[]> {
      const families = await Promise.all(metricsOf(registry.registry).map((metric) => metric.get()));
      const page = renderText(families);
      return page.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    },
  };
}

const hits = (...values: readonly (readonly [labels: string, value: number])[]) =>
  `# TYPE hits_total counter\n${values.map(([labels, value]) => `hits_total{${labels}} ${value}\n`).join('')}`;

const took = (path: string, counts: readonly [number, number, number], sum: number) =>
  `${['0.1', '2', '+Inf']
    .map((le, at) => `took_seconds_bucket{path="${path}",le="${le}"} ${counts[at]}\n`)
    .join('')}took_seconds_sum{path="${path}"} ${sum}\ntook_seconds_count{path="${path}"} ${counts[2]}\n`;

const HISTOGRAM = '# TYPE took_seconds histogram\n';
const OK = 'verb="GET",path="/a",code="200"';
const BROKEN = 'verb="GET",path="/a",code="500"';
const COUNTED_OK = 'http_requests_total{service="shop",method="GET",route="/a",status="200"}';
const COUNTED_BROKEN = 'http_requests_total{service="shop",method="GET",route="/a",status="500"}';

describe('requests', () => {
  test('are counted from the first page on, which only says where counters stand', async () => {
    const { target, lines } = service({ requests: MAPPING.requests });
    const count = target();

    await count(hits([OK, 1000]));
    expect(await lines()).toEqual([`${COUNTED_OK} 0`]);
    await count(hits([OK, 1007]));

    expect(await lines()).toEqual([`${COUNTED_OK} 7`]);
  });

  test('of a series that is new on a later page are counted in full: the first error is one', async () => {
    const { target, lines } = service({ requests: MAPPING.requests });
    const count = target();
    await count(hits([OK, 1000]));

    await count(hits([OK, 1000], [BROKEN, 1]));

    expect(await lines()).toEqual([`${COUNTED_OK} 0`, `${COUNTED_BROKEN} 1`]);
  });

  test('of a target that began anew are neither lost nor counted twice', async () => {
    const { target, lines } = service({ requests: MAPPING.requests });
    const count = target();
    await count(hits([OK, 1000]));
    await count(hits([OK, 1010]));

    await count(hits([OK, 4]));
    await count(hits([OK, 5]));

    expect(await lines()).toEqual([`${COUNTED_OK} 15`]);
  });

  test('of several targets add up, and the end of one takes nothing away', async () => {
    const { target, lines } = service({ requests: MAPPING.requests });
    const [one, other] = [target(), target()];
    await one(hits([OK, 0]));
    await other(hits([OK, 50]));

    await one(hits([OK, 3]));
    await other(hits([OK, 1]));

    expect(await lines()).toEqual([`${COUNTED_OK} 4`]);
  });

  test('of a metric that a page has only after its first request are counted from that one on', async () => {
    const { target, lines } = service({ requests: MAPPING.requests });
    const count = target();
    expect(await count('other 1\n')).toEqual(['it has no counter hits_total']);

    await count(hits([OK, 3]));

    expect(await lines()).toEqual([`${COUNTED_OK} 3`]);
  });

  test('are counted on where a page has no number in between, and begin where they stand after one at first', async () => {
    const { target, lines } = service({ requests: MAPPING.requests });
    const count = target();
    await count(hits([OK, 1000], [BROKEN, Number.NaN]));
    await count(hits([OK, Number.NaN], [BROKEN, 500]));

    await count(hits([OK, 1007], [BROKEN, 502]));

    expect(await lines()).toEqual([`${COUNTED_OK} 7`, `${COUNTED_BROKEN} 2`]);
  });

  test('may be the count of a histogram', async () => {
    const { target, lines } = service({
      requests: { metric: 'took_seconds_count', route: 'path', status: 'code' },
    });
    const count = target();
    await count(HISTOGRAM + took('/a', [0, 0, 0], 0));

    await count(HISTOGRAM + took('/a', [1, 2, 3], 5));

    expect(await lines()).toEqual(['http_requests_total{service="shop",method="",route="/a",status=""} 3']);
  });

  test('are the same whatever the order of labels', async () => {
    const { target, lines } = service({ requests: MAPPING.requests });
    const count = target();
    await count(hits([OK, 10]));

    await count(hits(['code="200",verb="GET",path="/a"', 11]));

    expect(await lines()).toEqual([`${COUNTED_OK} 1`]);
  });

  test('are all of those since the first page, however often a target begins anew', async () => {
    // Between two pages a target counts on, or begins anew and has counted less than before: more than that no page shows.
    const step = fc.record({ begins: fc.boolean(), by: fc.nat(50) });
    await fc.assert(
      fc.asyncProperty(fc.nat(100), fc.array(step, { maxLength: 30 }), async (first, steps) => {
        const { target, lines } = service({ requests: MAPPING.requests });
        const count = target();
        let value = first;
        let total = 0;
        await count(hits([OK, value]));
        for (const { begins, by } of steps) {
          const isAnew = begins && by < value;
          value = isAnew ? by : value + by;
          total += by;
          await count(hits([OK, value]));
        }
        expect(await lines()).toEqual([`${COUNTED_OK} ${total}`]);
      }),
      { numRuns: 50 },
    );
  });
});

describe('latency', () => {
  const start = HISTOGRAM + took('/a', [10, 20, 30], 100) + hits();

  test('has the buckets of the service', async () => {
    const { target, lines } = service();
    const count = target();
    await count(start);

    await count(HISTOGRAM + took('/a', [11, 23, 34], 109.5) + hits());

    const labels = 'service="shop",method="",route="/a",status=""';
    expect(await lines()).toEqual([
      `http_request_duration_seconds_bucket{${labels},le="0.1"} 1`,
      `http_request_duration_seconds_bucket{${labels},le="2"} 3`,
      `http_request_duration_seconds_bucket{${labels},le="+Inf"} 4`,
      `http_request_duration_seconds_sum{${labels}} 9.5`,
      `http_request_duration_seconds_count{${labels}} 4`,
    ]);
  });

  test('counts in full where a target began anew, also with other buckets, and stays one histogram', async () => {
    const { target, lines } = service();
    const count = target();
    await count(start);

    await count(HISTOGRAM + took('/a', [1, 1, 2], 3) + hits());
    const others = took('/a', [5, 6, 7], 2).replace('le="2"', 'le="3"');
    await count(HISTOGRAM + others + hits());

    const labels = 'service="shop",method="",route="/a",status=""';
    expect(await lines()).toEqual([
      `http_request_duration_seconds_bucket{${labels},le="0.1"} 6`,
      // What took up to three seconds may have taken more than two.
      `http_request_duration_seconds_bucket{${labels},le="2"} 6`,
      `http_request_duration_seconds_bucket{${labels},le="+Inf"} 9`,
      `http_request_duration_seconds_sum{${labels}} 5`,
      `http_request_duration_seconds_count{${labels}} 9`,
    ]);
  });

  test('counts on where a page has no histogram in between, and begins where it stands after none at first', async () => {
    const { target, lines } = service();
    const count = target();
    const torn = took('/a', [10, 20, 30], 100).replace('_count{path="/a"} 30', '_count{path="/a"} 31');
    await count(HISTOGRAM + torn + took('/b', [1, 1, 1], 1) + hits());
    await count(HISTOGRAM + took('/a', [10, 20, 31], 100) + torn.replaceAll('/a', '/b') + hits());

    await count(HISTOGRAM + took('/a', [10, 21, 32], 101) + took('/b', [1, 2, 3], 9) + hits());

    const counts = (await lines()).filter((line) => line.startsWith('http_request_duration_seconds_count'));
    expect(counts.map((line) => line.replace(/.*route="|",status=""}/g, ''))).toEqual(['/b 2', '/a 1']);
  });

  test('of a metric that a page has only after its first request is counted from that one on', async () => {
    const { target, lines } = service();
    const count = target();
    await count(hits());

    await count(HISTOGRAM + took('/a', [1, 2, 3], 5) + hits());

    expect(await lines()).toContain(
      'http_request_duration_seconds_count{service="shop",method="",route="/a",status=""} 3',
    );
  });

  test('in milliseconds becomes seconds', async () => {
    const { target, lines } = service({
      ...MAPPING,
      duration: { metric: 'took_seconds', unit: 'milliseconds' },
    });
    const count = target();
    const page = (count: number) =>
      `${HISTOGRAM}took_seconds_bucket{le="5"} ${count}\ntook_seconds_bucket{le="+Inf"} ${count}\n` +
      `took_seconds_sum ${count * 4}\ntook_seconds_count ${count}\n${hits()}`;
    await count(page(0));

    await count(page(10));

    expect((await lines()).map((line) => line.replace(/service.*status=""/, ''))).toEqual([
      'http_request_duration_seconds_bucket{,le="0.005"} 10',
      'http_request_duration_seconds_bucket{,le="+Inf"} 10',
      'http_request_duration_seconds_sum{} 0.04',
      'http_request_duration_seconds_count{} 10',
    ]);
  });
});

describe('a mapping that does not fit', () => {
  test('is told, each of its metrics', async () => {
    expect(await service().target()('other 1\n')).toEqual([
      'it has no counter hits_total',
      'it has no histogram took_seconds',
    ]);
  });

  test('is told where a metric has another type', async () => {
    const page = '# TYPE hits_total gauge\nhits_total 1\n# TYPE took_seconds summary\ntook_seconds_count 1\n';
    expect(await service().target()(page)).toEqual([
      'it has no counter hits_total',
      'took_seconds is no histogram (summary)',
    ]);
  });

  test('is told where series make no histogram or count no number, and the others count', async () => {
    const { target, lines } = service();
    const count = target();
    const broken = took('/b', [3, 2, 1], 1);
    await count(HISTOGRAM + took('/a', [0, 0, 0], 0) + hits([OK, 1]));

    const problems = await count(
      `${HISTOGRAM}${took('/a', [1, 1, 1], 0.05)}${broken}${hits([OK, 2], [BROKEN, Number.NaN])}`,
    );

    expect(problems).toEqual([
      '1 series of hits_total count what is no number',
      '1 label sets of took_seconds make no histogram',
    ]);
    expect(await lines()).toContain(`${COUNTED_OK} 1`);
  });
});
