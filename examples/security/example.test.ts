import { test } from 'vitest';
import { startExample } from '../testing.ts';

test('guesses, refusals and scans are counted by status and by message', async () => {
  const example = await startExample(import.meta.dirname);

  await example.run('/usr/bin/python3', 'attack.py');

  await example.has('auth_failures_total', { reason: '401' }, 30);
  await example.has('auth_failures_total', { reason: '' }, 1);
  await example.has('rate_limited_requests_total', { reason: '429' }, 15);
  await example.has('rate_limited_requests_total', {}, 16);
  await example.has('http_requests_total', { status: '401' }, 30);
  await example.has('http_requests_total', { route: '<unmatched>', status: '404' }, 3);
});
