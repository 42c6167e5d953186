import { expect, test } from 'vitest';
import { routesQuery } from './routes_query.ts';
import { Producer, statusUnderTest } from './testing.ts';

test('routes that are asked for while they are counted wait until all of them are', async () => {
  const query = routesQuery({});
  if (typeof query === 'string') throw new Error(query);
  const seen = new Set<string>();
  for (let turns = 0; turns <= 40; turns += 1) {
    const { registry, status, ticks } = statusUnderTest();
    const source = new Producer(registry);
    await ticks();
    source.request('shop', '/', { times: 50 });
    await ticks();
    source.request('shop', '/', { times: 150, seconds: 0.75 });
    const ticking = ticks();
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
    const { routes } = await status.routes(query);
    seen.add(JSON.stringify(routes.map(({ traffic, p95 }) => [traffic, p95])));
    await ticking;
  }

  expect([...seen]).toEqual(['[[20,0.966667]]']);
});
