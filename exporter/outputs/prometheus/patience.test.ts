import { once } from 'node:events';
import { expect, test } from 'vitest';
import { Patience, scrapeTimeoutSeconds, unlessAborted } from './patience.ts';
import { ask, serve } from './testing.ts';

test.each<[string | undefined, number]>([
  [undefined, 30],
  ['10', 10],
  ['1.5', 1.5],
  ['0.05', 1],
  ['60', 60],
  ['3600', 60],
  ['0', 30],
  ['0.0', 30],
  ['-1', 30],
  ['', 30],
  ['10s', 30],
  ['1e3', 30],
  ['0x10', 30],
  ['NaN', 30],
  ['Infinity', 30],
  ['10, 20', 30],
  [`1${'0'.repeat(400)}`, 60],
])('a scrape whose timeout is said to be %j may take %d s', (header, seconds) => {
  expect(scrapeTimeoutSeconds(header)).toBe(seconds);
});

async function patienceWith(headers: Record<string, string>) {
  const made = Promise.withResolvers<Patience>();
  const { url } = await serve((request, response) => made.resolve(new Patience(request, response)));
  const client = ask(url, headers);
  return { client, patience: await made.promise };
}

test('patience is lost when the time is up', async () => {
  const { patience } = await patienceWith({ 'X-Prometheus-Scrape-Timeout-Seconds': '0.1' });
  expect([patience.seconds, patience.lostBecause, patience.signal.aborted]).toEqual([1, null, false]);

  await once(patience.signal, 'abort');

  expect(patience.lostBecause).toBe('time is up');
});

test('patience is lost when the client goes away', async () => {
  const { client, patience } = await patienceWith({});
  client.destroy();

  await once(patience.signal, 'abort');

  expect(patience.lostBecause).toBe('client gone');
});

test('there is no patience with a client that went away before', async () => {
  const made = Promise.withResolvers<Patience>();
  const { url } = await serve((request, response) => {
    response.once('close', () => made.resolve(new Patience(request, response)));
    request.socket.destroy();
  });
  ask(url);

  const { lostBecause, signal } = await made.promise;

  expect([lostBecause, signal.aborted]).toEqual(['client gone', true]);
});

test('what comes before the signal aborts is the result, also where that is a failure', async () => {
  const { signal } = new AbortController();
  const never = () => expect.unreachable();

  expect(await unlessAborted(signal, Promise.resolve('page'), never)).toBe('page');
  await expect(unlessAborted(signal, Promise.reject(new Error('No page.')), never)).rejects.toThrow(
    'No page.',
  );
});

test('what comes after the signal has aborted is handed over, so that it can be released', async () => {
  const outcomes = [
    { begin: () => Promise.resolve('page'), expected: { status: 'fulfilled', value: 'page' } },
    {
      begin: () => Promise.reject(new Error('No page.')),
      expected: { status: 'rejected', reason: new Error('No page.') },
    },
  ] as const;
  for (const { begin, expected } of outcomes) {
    const controller = new AbortController();
    const gate = Promise.withResolvers<void>();
    const late = Promise.withResolvers<PromiseSettledResult<string>>();
    const awaited = unlessAborted(controller.signal, gate.promise.then(begin), late.resolve);
    controller.abort();

    expect(await awaited).toBe(null);
    gate.resolve();
    expect(await late.promise).toEqual(expected);
  }
});
