import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Context, type ContextManager, context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import Fastify from 'fastify';
import { describe, expect, onTestFinished, test } from 'vitest';
import { FROM_PATH, logsUnderTest } from '../exporter/sources/logs/testing.ts';
import { type GoldwatchLoggerOptions, goldwatchLogger, pinoOptions } from './logger.ts';

/** A logger, and its lines so far. */
function logger(options: Partial<GoldwatchLoggerOptions> = {}) {
  const written: string[] = [];
  const log = goldwatchLogger(
    { service: 'shop', ...options },
    { write: (line: string) => written.push(line) },
  );
  const lines = () => written.map((line) => JSON.parse(line) as Record<string, unknown>);
  return { log, lines, text: () => written.join('') };
}

describe('a line', () => {
  test('has time, level, service and message under the names that the source `logs` expects', () => {
    const { log, lines } = logger();
    const before = Date.now();
    log.info({ user_id: 'user-123', request_id: 'req-456', duration_ms: 150 }, 'Signed in');
    const [line] = lines();
    expect(line).toEqual({
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string,
      level: 'INFO',
      service: 'shop',
      message: 'Signed in',
      user_id: 'user-123',
      request_id: 'req-456',
      duration_ms: 150,
    });
    expect(Date.parse(String(line?.timestamp))).toBeGreaterThanOrEqual(before);
  });

  test('is written from `level` on, which is info unless given', () => {
    const usual = logger();
    usual.log.debug('a');
    usual.log.warn('b');
    expect(usual.lines().map(({ level }) => level)).toEqual(['WARN']);
    const verbose = logger({ level: 'debug' });
    verbose.log.debug('a');
    expect(verbose.lines().map(({ level }) => level)).toEqual(['DEBUG']);
  });

  test('has what its child logger has', () => {
    const { log, lines } = logger();
    log.child({ request_id: 'req-1' }).error('Failed');
    expect(lines()[0]).toMatchObject({ request_id: 'req-1', level: 'ERROR', message: 'Failed' });
  });
});

describe('an error', () => {
  class CardDeclined extends Error {}

  test.each<[string, (log: ReturnType<typeof goldwatchLogger>, error: Error) => void, string]>([
    ['alone', (log, error) => log.error(error), 'No money'],
    ['as error', (log, error) => log.error({ error }, 'Payment failed'), 'Payment failed'],
    ['as err', (log, err) => log.error({ err }, 'Payment failed'), 'Payment failed'],
    ['as err without a message', (log, err) => log.error({ err }), 'No money'],
  ])('that is logged %s has type, message and stack', (_how, write, message) => {
    const { log, lines } = logger();
    const error = new CardDeclined('No money');
    write(log, error);
    expect(lines()[0]).toMatchObject({
      message,
      error: { type: 'CardDeclined', message: 'No money', stack: error.stack },
    });
    expect(lines()[0]).not.toHaveProperty('err');
  });

  test('has its code and its causes, but not without end', () => {
    const { log, lines } = logger();
    const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
    log.error(new TypeError('fetch failed', { cause: refused }));
    expect(lines()[0]).toMatchObject({
      error: { type: 'TypeError', cause: { type: 'Error', message: 'connect', code: 'ECONNREFUSED' } },
    });
    const endless = new Error('round');
    endless.cause = endless;
    log.error(endless);
    expect(String(JSON.stringify(lines()[1])).match(/"type"/g)).toHaveLength(6);
  });
});

describe('secrets', () => {
  test.each<[string, (log: ReturnType<typeof goldwatchLogger>) => void]>([
    ['at any depth', (log) => log.info({ a: { b: [{ headers: { 'Set-Cookie': ['hunter2'] } }] } }, 'x')],
    ['of a child logger', (log) => log.child({ api_key: 'hunter2' }).info('x')],
    ['of an object with toJSON', (log) => log.info({ user: { toJSON: () => ({ apiKey: 'hunter2' }) } }, 'x')],
    ['of an interpolated object', (log) => log.info('user %o', { password: 'hunter2' })],
    [
      'of an interpolated object after another',
      (log) => log.info({ a: 1 }, '%s %j', 'x', { pwd: 'hunter2' }),
    ],
    ['that are objects', (log) => log.info({ credentials: { user: 'a', key: ['hunter2', '}'] } }, 'x')],
  ])('%s are masked', (_where, write) => {
    const { log, text } = logger();
    write(log);
    expect(text()).toContain('***');
    expect(text()).not.toContain('hunter2');
  });

  test('of one’s own are masked, too; all else stays', () => {
    const { log, lines } = logger({ redact: ['session_id'] });
    log.info({ session_id: 's-1', total_tokens: 512, token_type: 'bearer', tokens: ['t-1'] }, 'x');
    expect(lines()[0]).toMatchObject({
      session_id: '***',
      total_tokens: 512,
      token_type: 'bearer',
      tokens: '***',
    });
  });

  test('are shown where that is asked for', () => {
    const { log, lines } = logger({ redact: false });
    log.info({ password: 'open' }, 'x');
    expect(lines()[0]).toMatchObject({ password: 'open' });
  });
});

describe('the trace', () => {
  let active: Context = ROOT_CONTEXT;
  const manager: ContextManager = {
    active: () => active,
    with: (_context, work, self, ...args) => work.apply(self as never, args),
    bind: (_context, target) => target,
    enable: () => manager,
    disable: () => manager,
  };
  const inSpan = (traceId: string, spanId: string) => {
    context.setGlobalContextManager(manager);
    onTestFinished(() => context.disable());
    active = trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: 0 });
  };
  const TRACE = '0af7651916cd43dd8448eb211c80319c';

  test('is that of the span which OpenTelemetry has active', () => {
    inSpan(TRACE, 'b7ad6b7169203331');
    const { log, lines } = logger();
    log.info('x');
    expect(lines()[0]).toMatchObject({ trace_id: TRACE, span_id: 'b7ad6b7169203331' });
  });

  test('is the one that the application gives, if it does', () => {
    inSpan(TRACE, 'b7ad6b7169203331');
    const { log, lines } = logger();
    log.info({ trace_id: 'mine' }, 'x');
    expect(lines()[0]).toMatchObject({ trace_id: 'mine' });
  });

  test('is not there without a span, nor with one that is not valid', () => {
    const { log, lines } = logger();
    log.info('x');
    inSpan('0'.repeat(32), '0'.repeat(16));
    log.info('x');
    for (const line of lines()) expect(line).not.toHaveProperty('trace_id');
  });
});

test('what the logger writes, the source `logs` counts as requests and groups as errors', async (context) => {
  const logs = await logsUnderTest(context);
  const file = join(logs.directory, 'app.json');
  await writeFile(file, '');
  await logs.start({
    golden_signals: FROM_PATH,
    errors: { type: '$.error.type', stack: '$.error.stack' },
    metrics: [
      { name: 'slow_total', type: 'counter', pattern: '{ $.duration_ms > 1000 && $.level = "INFO" }' },
    ],
  });
  const { log, text } = logger();
  log.info({ method: 'GET', path: '/users/7', status: 200, duration_ms: 1500.25 }, 'request completed');
  for (const user of [7, 8]) log.error(new RangeError(`User ${user} not found`));
  log.error({ err: new TypeError('No money') }, 'Payment failed');
  await appendFile(file, text());
  await logs.hasRead(4);
  expect(await logs.value('http_requests_total', { method: 'GET', route: '/users/:id', status: '200' })).toBe(
    1,
  );
  expect(await logs.value('http_request_duration_seconds_sum')).toBe(1.50025);
  expect(await logs.value('slow_total')).toBe(1);
  expect(await logs.value('application_errors_total', { error_type: 'RangeError' })).toBe(2);
  expect(await logs.value('application_errors_total', { error_type: 'TypeError' })).toBe(1);
});

test('Fastify takes the options, and its own lines are as the others', async () => {
  const written: string[] = [];
  const stream = { write: (line: string) => void written.push(line) };
  const server = Fastify({ logger: { ...pinoOptions({ service: 'shop' }), stream } });
  onTestFinished(() => server.close());
  server.get('/fail', async (request) => {
    request.log.info({ headers: request.headers }, 'seen');
    throw new RangeError('Too much');
  });
  await server.inject({ url: '/fail', headers: { authorization: 'Bearer hunter2' } });
  const lines = written.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(written.join('')).not.toContain('hunter2');
  expect(lines.find(({ message }) => message === 'Too much')).toMatchObject({
    level: 'ERROR',
    service: 'shop',
    error: { type: 'RangeError', message: 'Too much' },
  });
});

test.each<[string, unknown, string]>([
  ['no service', { service: '' }, 'goldwatch needs "service", the name of this service.'],
  [
    'a text to redact',
    { service: 'shop', redact: 'password' },
    'goldwatch needs "redact" as a list of names, or false, not "password".',
  ],
])('%s is refused', (_what, options, problem) => {
  expect(() => pinoOptions(options as GoldwatchLoggerOptions)).toThrow(new TypeError(problem));
});
