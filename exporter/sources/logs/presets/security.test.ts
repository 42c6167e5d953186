import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type TestContext, test } from 'vitest';
import { matches } from '../filter/testing.ts';
import { logsUnderTest } from '../testing.ts';
import { securityMetrics } from './security.ts';

/** What the preset counts of these lines: [failed authentications, refused for their number], by reason. */
async function counted(
  context: TestContext,
  lines: readonly object[],
  settings: Record<string, unknown> = {},
) {
  const logs = await logsUnderTest(context);
  const file = join(logs.directory, 'app.json');
  await writeFile(file, '');
  await logs.start({ presets: ['security'], golden_signals: undefined, ...settings });
  await appendFile(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  await logs.hasRead(lines.length);
  return async (reason?: string) => {
    const labels = { service: 'demo-api', ...(reason !== undefined && { reason }) };
    return [
      await logs.value('auth_failures_total', labels),
      await logs.value('rate_limited_requests_total', labels),
    ];
  };
}

test.concurrent('requests count by their status, and by the status as the reason', async (context) => {
  const statuses = [200, 401, 401, '401', 403, 404, 429, 500, 4010];
  const of = await counted(
    context,
    statuses.map((status) => ({ status })),
  );
  expect(await of()).toEqual([4, 1]);
  expect(await of('401')).toEqual([3, 0]);
  expect(await of('403')).toEqual([1, 0]);
  expect(await of('429')).toEqual([0, 1]);
});

test.concurrent('lines without a status count by their message, and have no reason', async (context) => {
  const lines = [
    { message: 'User authentication failed' },
    { message: 'authentication_failed', status: null },
    { message: 'User authentication successful' },
    { message: 'Rate limit exceeded for 10.0.0.1' },
    { message: 'rate_limited' },
    { message: 'Too Many Requests' },
    { message: 'rate of return' },
  ];
  const of = await counted(context, lines);
  expect(await of()).toEqual([2, 3]);
  expect(await of('')).toEqual([2, 3]);
});

test.concurrent('a line counts once, though status and message say the same', async (context) => {
  const of = await counted(context, [{ status: 401, message: 'Login failed' }]);
  expect(await of()).toEqual([1, 0]);
});

test.concurrent('the fields are those that golden_signals and errors name', async (context) => {
  const lines = [
    { http: { status: 401 }, text: 'GET /' },
    { http: { status: 200 }, text: 'failed login' },
    { status: 401, message: 'failed login' },
  ];
  const of = await counted(context, lines, {
    golden_signals: { method: '$.method', path: '$.path', status: '$.http.status', duration_s: '$.took' },
    errors: { message: '$.text' },
  });
  expect(await of()).toEqual([2, 0]);
  expect(await of('401')).toEqual([1, 0]);
  expect(await of('200')).toEqual([1, 0]);
});

const patterns = securityMetrics({ status: '$.status', message: '$.message' }).map(({ pattern }) => pattern);

test.each([
  ['authentication failed', 'auth'],
  ['Authentication failure for user 7', 'auth'],
  ['Failed authentication', 'auth'],
  ['auth_failed', 'auth'],
  ['Login failed', 'auth'],
  ['login_failed', 'auth'],
  ['failed_login', 'auth'],
  ['Failed password for root from 10.0.0.1 port 22 ssh2', 'auth'],
  ['Invalid credentials', 'auth'],
  ['invalid_password', 'auth'],
  ['Invalid token', 'auth'],
  ['Rate limit exceeded', 'rate'],
  ['RateLimit Exceeded', 'rate'],
  ['rate-limited', 'rate'],
  ['Rate limiting triggered', 'rate'],
  ['too_many_requests', 'rate'],
  ['User authentication successful', 'none'],
  ['token is valid', 'none'],
  ['request completed', 'none'],
  ['the login page failed to load', 'none'],
])('%j is of %s', (message, kind) => {
  const line = JSON.stringify({ message });
  expect(patterns.map((pattern) => matches(pattern, line))).toEqual([kind === 'auth', kind === 'rate']);
});
