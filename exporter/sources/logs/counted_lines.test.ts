import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, type TestContext, test } from 'vitest';
import { logsUnderTest } from './testing.ts';

async function logsOf(context: TestContext, settings: Record<string, unknown>) {
  const logs = await logsUnderTest(context);
  const file = join(logs.directory, 'app.json');
  await writeFile(file, '');
  const start = () => logs.start({ golden_signals: undefined, ...settings });
  await start();
  let lines = 0;
  return {
    ...logs,
    start,
    async write(...texts: readonly (string | object)[]) {
      const all = texts.map((text) => (typeof text === 'string' ? text : JSON.stringify(text)));
      lines += all.length;
      await appendFile(file, all.map((text) => `${text}\n`).join(''));
      await logs.hasRead(lines);
    },
  };
}

describe.concurrent('metrics from filters', () => {
  test('a counter counts the lines that its pattern matches, by labels from their fields', async (context) => {
    const logs = await logsOf(context, {
      metrics: [
        {
          name: 'app_errors_total',
          type: 'counter',
          pattern: '{ $.level = "ERROR" && $.code >= 500 }',
          labels: { kind: '$.error.kind', code: '$.code' },
        },
      ],
    });
    await logs.write(
      { level: 'ERROR', code: 500, error: { kind: 'db' } },
      { level: 'ERROR', code: 503, error: { kind: 'db' } },
      { level: 'ERROR', code: 404, error: { kind: 'db' } },
      { level: 'INFO', code: 500 },
      'no json',
    );
    expect(await logs.value('app_errors_total', { service: 'demo-api', kind: 'db', code: '500' })).toBe(1);
    expect(await logs.value('app_errors_total', { kind: 'db' })).toBe(2);
    expect(await logs.value('app_errors_total')).toBe(2);
  });

  test('values become base units, and a counter adds them up', async (context) => {
    const logs = await logsOf(context, {
      metrics: [
        { name: 'chat_seconds', type: 'histogram', pattern: '{ $.ms = * }', value: '$.ms', unit: 'ms' },
        { name: 'sent_bytes_total', type: 'counter', pattern: '{ $.kb > 0 }', value: '$.kb', unit: 'kB' },
        { name: 'queue_length', type: 'gauge', pattern: '{ $.queue >= 0 }', value: '$.queue' },
      ],
    });
    await logs.write({ ms: 250, kb: 2 }, { ms: '750', kb: 0.5 }, { queue: 7 }, { queue: 3 });
    expect(await logs.value('chat_seconds_count')).toBe(2);
    expect(await logs.value('chat_seconds_sum')).toBeCloseTo(1, 12);
    expect(await logs.value('sent_bytes_total')).toBeCloseTo(2500, 9);
    expect(await logs.value('queue_length')).toBe(3);
  });

  test('the patterns of space-delimited logs bring named fields', async (context) => {
    const logs = await logsOf(context, {
      format: 'text',
      metrics: [
        {
          name: 'slow_requests_total',
          type: 'counter',
          pattern: '[timestamp, request_id, latency > 5000]',
          labels: { request: '$request_id' },
        },
      ],
    });
    await logs.write('10:00 a 6000', '10:01 b 40', '10:02 c 7000', 'one two');
    expect(await logs.value('slow_requests_total')).toBe(2);
    expect(await logs.value('slow_requests_total', { request: 'c' })).toBe(1);
  });

  test('what brings no value is counted by reason, and changes nothing', async (context) => {
    const logs = await logsOf(context, {
      metrics: [{ name: 'cost_total', type: 'counter', pattern: '{ $.kind = "call" }', value: '$.cost' }],
    });
    await logs.write(
      { kind: 'call', cost: 2 },
      { kind: 'call' },
      { kind: 'call', cost: 'free' },
      { kind: 'call', cost: -1 },
      { kind: 'call', cost: [1] },
    );
    expect(await logs.value('cost_total')).toBe(2);
    const rejected = (reason: string) =>
      logs.value('goldwatch_log_values_rejected_total', { metric: 'cost_total', reason });
    expect(await rejected('missing_value')).toBe(2);
    expect(await rejected('bad_value')).toBe(1);
    expect(await rejected('negative_value')).toBe(1);
  });

  test('label values beyond the limit are <other>, and known ones stay what they are after a restart', async (context) => {
    const logs = await logsOf(context, {
      metrics: [
        {
          name: 'logins_total',
          type: 'counter',
          pattern: '{ $.user = * }',
          labels: { user: '$.user' },
          label_values_limit: 2,
        },
      ],
    });
    await logs.write({ user: 'a' }, { user: 'b' }, { user: 'c' }, { user: 'a' });
    await logs.stop();
    await logs.start();
    await logs.write({ user: 'd' }, { user: 'b' });
    const of = (user: string) => logs.value('logins_total', { user });
    expect([await of('a'), await of('b'), await of('c'), await of('d'), await of('<other>')]).toEqual([
      2, 2, 0, 0, 2,
    ]);
  });
});

describe.concurrent('other formats', () => {
  test('an access log of nginx carries golden signals', async (context) => {
    const logs = await logsOf(context, {
      format: 'nginx',
      golden_signals: { method: '$.method', path: '$.path', status: '$.status', duration_s: '$.duration_s' },
    });
    await logs.write(
      '203.0.113.7 - - [21/Nov/2026:10:09:18 +0000] "GET /users/257 HTTP/1.1" 200 5316 "-" "curl" 0.042',
      '203.0.113.7 - - [21/Nov/2026:10:09:19 +0000] "GET /users/9 HTTP/1.1" 502 0 "-" "curl" 1.5',
      'not of this format',
    );
    expect(await logs.value('http_requests_total', { route: '/users/:id' })).toBe(2);
    expect(await logs.value('http_requests_total', { status: '502' })).toBe(1);
    expect(await logs.value('http_request_duration_seconds_sum')).toBeCloseTo(1.542, 12);
    expect(await logs.value('goldwatch_log_lines_rejected_total', { reason: 'not_in_format' })).toBe(1);
  });

  test('logfmt carries golden signals, and its lines are text to filters', async (context) => {
    const logs = await logsOf(context, {
      format: 'logfmt',
      golden_signals: { method: '$.method', route: '$.route', status: '$.status', duration_ms: '$.took' },
      metrics: [{ name: 'errors_total', type: 'counter', pattern: '"level=error"' }],
    });
    await logs.write('level=error method=GET route=/a status=500 took=12', 'level=info msg="level=error"');
    expect(await logs.value('http_requests_total', { route: '/a', status: '500' })).toBe(1);
    expect(await logs.value('errors_total')).toBe(2);
  });
});

describe.concurrent('errors', () => {
  const ERRORS = { type: '$.error.type', stack: '$.error.stack' };
  const error = (user: number, type = 'ValueError') => ({
    level: 'ERROR',
    message: `User ${user} not found`,
    error: { type, stack: '    at load (/app/users.js:10:3)' },
  });

  test('are counted by type and group, across restarts', async (context) => {
    const logs = await logsOf(context, { errors: ERRORS });
    await logs.write(error(1), error(2), error(3, 'KeyError'), { level: 'INFO', message: 'fine' });
    await logs.stop();
    await logs.start();
    await logs.write(error(4));
    expect(await logs.value('application_errors_total', { error_type: 'ValueError' })).toBe(3);
    expect(await logs.value('application_errors_total', { error_type: 'KeyError' })).toBe(1);
  });

  test('beyond the limit on groups are counted as others', async (context) => {
    const logs = await logsOf(context, { errors: { ...ERRORS, groups_limit: 1 } });
    await logs.write(error(1), error(2, 'KeyError'), error(3, 'TypeError'));
    expect(await logs.value('application_errors_total', { fingerprint: '<other>' })).toBe(2);
    expect(await logs.value('goldwatch_log_errors_other_total')).toBe(2);
  });
});
