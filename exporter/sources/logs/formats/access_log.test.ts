import fc from 'fast-check';
import { expect, test } from 'vitest';
import { albLog, combinedLog, commonLog } from './access_log.ts';
import { logfmt } from './logfmt.ts';

const COMMON = '203.0.113.7 - ann [21/Nov/2026:10:09:18 +0000] "GET /users/257?tab=1 HTTP/1.1" 200 5316';

test('a common log line has its fields, and the request in parts', () => {
  expect(commonLog(COMMON)).toEqual({
    remote_addr: '203.0.113.7',
    user: 'ann',
    time: '21/Nov/2026:10:09:18 +0000',
    request: 'GET /users/257?tab=1 HTTP/1.1',
    status: '200',
    bytes: '5316',
    method: 'GET',
    path: '/users/257',
    protocol: 'HTTP/1.1',
  });
});

test('a combined log line has referer and user agent, whose quotes are escaped', () => {
  expect(combinedLog(`${COMMON} "https://shop.example/" "a \\"browser\\" \\\\ 1.0"`)).toMatchObject({
    referer: 'https://shop.example/',
    user_agent: 'a "browser" \\ 1.0',
  });
});

test.each([
  ['0.042', 0.042],
  ['rt=0.042', 0.042],
  ['request_time=1', 1],
  ['-', undefined],
  ['rt=', undefined],
  ['pipe', undefined],
])('a combined log line that goes on with %s takes %s seconds', (more, seconds) => {
  expect(combinedLog(`${COMMON} "-" "curl" ${more}`)?.duration_s).toBe(seconds);
});

const ALB =
  'https 2026-11-21T10:09:18.186641Z app/shop/50dc6c495c0c9188 192.168.131.39:2817 10.0.0.1:80 0.086 0.048 0.037 200 200 34 366 ' +
  '"GET https://www.example.com:443/orders/7?a=b HTTP/1.1" "curl/7.46.0" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 ' +
  'arn:aws:elasticloadbalancing:us-east-2:123456789012:targetgroup/my-targets/73e2d6bc24d8a067 "Root=1-58337281-1d84f3d73c47ec4e58577259" ' +
  '"www.example.com" "arn:aws:acm:us-east-2:123456789012:certificate/12345678" 1 2026-11-21T10:09:18.186641Z "authenticate,forward" ' +
  '"-" "-" "10.0.0.1:80" "200" "-" "-"';

test('a line of a load balancer has its request, and lasts as long as its three times together', () => {
  const found = albLog(ALB);
  expect(found).toMatchObject({
    method: 'GET',
    path: '/orders/7',
    status: '200',
    trace_id: 'Root=1-58337281-1d84f3d73c47ec4e58577259',
  });
  expect(found?.duration_s).toBeCloseTo(0.171, 12);
});

test('a request that the load balancer could not hand on has no duration', () => {
  const found = albLog(ALB.replace('0.086 0.048 0.037 200 200', '-1 -1 -1 503 -'));
  expect(found).toMatchObject({ status: '503' });
  expect(found).not.toHaveProperty('duration_s');
  expect(found).not.toHaveProperty('target_status');
});

test.each([
  ['an empty line', ''],
  ['a quote that is not closed', COMMON.replace('HTTP/1.1"', 'HTTP/1.1')],
  ['a bracket that is not closed', COMMON.replace(']', '')],
  ['too few fields', '203.0.113.7 - ann'],
  ['a status that is none', COMMON.replace(' 200 ', ' OK ')],
])('%s is no access log', (_, line) => {
  for (const format of [commonLog, combinedLog, albLog]) expect(format(line)).toBeNull();
});

test.each(['\\x16\\x03\\x01', 'GET', '-', 'GET / HTTP/1.1 x'])(
  'a request of %s is left whole, since it is no HTTP',
  (request) => {
    const found = commonLog(`203.0.113.7 - - [21/Nov/2026:10:09:18 +0000] "${request}" 400 0`);
    expect(found).toMatchObject({ status: '400' });
    expect(found).not.toHaveProperty('method');
  },
);

test('a path is without query, fragment and origin', () => {
  const pathOf = (target: string) => commonLog(COMMON.replace('/users/257?tab=1', target))?.path;
  expect(pathOf('/a?b=c')).toBe('/a');
  expect(pathOf('/a#b')).toBe('/a');
  expect(pathOf('https://shop.example')).toBe('/');
  expect(pathOf('https://shop.example/a?b')).toBe('/a');
  expect(pathOf('*')).toBe('*');
});

test('logfmt has values as text, keys alone as true, and the last of a key', () => {
  expect({ ...logfmt('level=info msg="took \\"long\\"\\n" ms=12.5 cached empty= ms=13\tok') }).toEqual({
    level: 'info',
    msg: 'took "long"\n',
    ms: '13',
    cached: true,
    empty: '',
    ok: true,
  });
});

test.each(['', 'no value at all', '=value', 'msg="open', 'a=1 ="x"'])('%j is no logfmt', (line) => {
  expect(logfmt(line)).toBeNull();
});

test('a key may be called as what every object has', () => {
  expect(logfmt('__proto__=1 constructor=2')).toMatchObject({ constructor: '2' });
  expect(Object.keys(logfmt('__proto__=1 constructor=2') ?? {})).toEqual(['__proto__', 'constructor']);
});

test('what logfmt writes is read back, whatever the values are', () => {
  const key = fc.stringMatching(/^[a-z_][a-z0-9_.]{0,8}$/);
  fc.assert(
    fc.property(fc.dictionary(key, fc.string({ unit: 'binary' }), { minKeys: 1 }), (values) => {
      const line = Object.entries(values)
        .map(([name, value]) => `${name}="${value.replace(/["\\]/g, '\\$&')}"`)
        .join(' ');
      expect({ ...logfmt(line) }).toEqual({ ...values });
    }),
  );
});

test('no line makes any format throw', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...' "[]\\=-/?0a\t') }), (line) => {
      for (const format of [commonLog, combinedLog, albLog, logfmt]) expect(() => format(line)).not.toThrow();
    }),
    { numRuns: 2000 },
  );
});
