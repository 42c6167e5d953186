import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Definition } from '../../../definition/schema.ts';
import { logsDefinition } from '../testing.ts';
import { queryName, savedQueries } from './index.ts';

const REQUESTS = `
  - type: logs
    name: backend
    files: [backend.json]
    golden_signals: { method: $.method, route: $.route, status: $.status, duration_ms: $.duration_ms }
    errors: { pattern: '{ $.level = "ERROR" }', type: $.error.type, message: $.message }`;

const GROUP = 'logs: { groups: [{ name: /shop/backend, source: backend';

function named(definition: Definition, name: string): string {
  const found = savedQueries(definition).queries.find((query) => query.name === name);
  if (found === undefined) throw new Error(`There is no query called ${name}.`);
  return found.query;
}

const titles = (definition: Definition) =>
  savedQueries(definition).queries.map(({ folder, name }) => `${folder}/${name}`);

test('requests, errors, users and identifiers that are known make all queries of the four folders', () => {
  const definition = logsDefinition({
    sources: REQUESTS,
    cloudwatch: `${GROUP}, fields: { user: $.user_id, session: $.session_id, request: $.request_id } }] }`,
  });
  expect(titles(definition)).toEqual([
    'Errors/Recent errors',
    'Errors/Errors by minute',
    'Errors/Error distribution by type',
    'Errors/New error types',
    'Errors/Top errors',
    'Errors/Error rate by minute',
    'Errors/Errors by route',
    'Performance/Response times',
    'Performance/Response times by minute',
    'Performance/Slow Requests',
    'Performance/Share of slow requests by minute',
    'Performance/Response times by route',
    'Performance/Share of slow requests by route',
    'Users and requests/Requests by minute',
    'Users and requests/Requests by route',
    'Users and requests/Status distribution',
    'Users and requests/Requests by session',
    'Users and requests/Requests by user',
    'Users and requests/Unique users by hour',
    'Combined/Errors and response times by minute',
    'Combined/Errors and response times by route',
    'Combined/Slow requests that failed',
    'Combined/Users with most errors',
    'Combined/All of one request',
  ]);
  expect(named(definition, 'Error rate by minute')).toBe(
    `filter ispresent(status)
| stats count(*) as requests, sum(floor(status / 500)) as failed, 100 * failed / requests as failed_percent by bin(1m)`,
  );
  expect(named(definition, 'Recent errors')).toBe(
    `fields @timestamp, level, error.type, message, request_id, session_id, user_id, @log
| filter level = "ERROR"
| sort @timestamp desc
| limit 100`,
  );
  expect(named(definition, 'All of one request')).toBe(
    `fields @timestamp, level, message, status, duration_ms, @log
| filter request_id = "put its identifier here"
| sort @timestamp asc
| limit 1000`,
  );
});

test('of lines of which nothing is known there are those that look like errors', () => {
  const definition = logsDefinition({
    cloudwatch: 'logs: { groups: [{ name: /aws/lambda/carts, exists: true }] }',
  });
  expect(titles(definition)).toEqual(['Errors/Recent errors', 'Errors/Errors by minute']);
  expect(named(definition, 'Recent errors')).toBe(
    `fields @timestamp, @message, @log
| filter @message like /(?i)(?:error|exception|fatal|panic|traceback)/
| sort @timestamp desc
| limit 100`,
  );
});

test('of a source that counts no errors, they are lines of a level of error, by name or number', () => {
  expect(named(logsDefinition({}), 'Errors by minute')).toMatch(
    /^filter level like \/\(\?i\)\^\(\?:err\|error\|.*\|fatal\|\[5-9\]\[0-9\]\)\$\/\n\| stats count\(\*\) as errors by bin\(1m\)$/,
  );
});

test('a histogram of times tells which lines are requests, and how long they took', () => {
  const definition = logsDefinition({
    sources: `
  - type: logs
    name: backend
    files: [backend.json]
    metrics:
      - { name: chat_seconds, type: histogram, pattern: '{ $.message = "chat_response_sent" }', value: $.latency_ms, unit: ms }`,
    cloudwatch: `${GROUP}, fields: { session: $.session_id } }] }`,
  });
  expect(named(definition, 'Slow Requests')).toBe(
    `fields @timestamp, latency_ms, session_id
| filter ispresent(latency_ms) and message = "chat_response_sent" and latency_ms > 3000
| sort latency_ms desc
| limit 50`,
  );
  expect(named(definition, 'Requests by session')).toBe(
    `filter message = "chat_response_sent" and ispresent(session_id)
| stats count(*) as requests by session_id
| sort requests desc
| limit 20`,
  );
});

test.each([
  ['objectives: [{ name: fast, signal: latency, threshold: 2s, target: 95% }]', 2000],
  [
    'alerts: [{ name: Slow, severity: info, signal: latency, above: 500ms, for: 5m, summary: Slow., only: prometheus }]',
    500,
  ],
])('a request is slow from where %s says on', (more, limit) => {
  const definition = logsDefinition({ sources: REQUESTS, cloudwatch: `${GROUP} }] }\n${more}` });
  expect(named(definition, 'Slow Requests')).toContain(`duration_ms > ${limit}\n`);
});

test('log groups that tell the same are asked together, and others have queries of their own', () => {
  const definition = logsDefinition({
    sources: `${REQUESTS}
  - { type: logs, name: audit, files: [audit.json], metrics: [{ name: audits_total, type: counter, pattern: '{ $.a = 1 }' }] }`,
    cloudwatch: `logs:
    groups:
      - { name: /shop/backend, source: backend }
      - { name: /shop/replica, source: backend }
      - { name: /shop/audit, source: audit }
      - { name: /shop/plain }
      - { name: /shop/more }`,
  });
  const asked = savedQueries(definition).queries.filter(({ name }) => name.startsWith('Recent errors'));
  expect(asked.map(({ name, groups }) => [name, groups])).toEqual([
    ['Recent errors of backend', ['/shop/backend', '/shop/replica']],
    ['Recent errors of audit', ['/shop/audit']],
    ['Recent errors of other log groups', ['/shop/plain', '/shop/more']],
  ]);
  expect(asked.every(({ isRecentErrors }) => isRecentErrors)).toBe(true);
});

test('queries of the definition come last, and ask all log groups unless they name some', () => {
  const definition = logsDefinition({
    cloudwatch: `logs:
    groups: [{ name: /a }, { name: /b }]
    queries: [{ name: Carts, query: ' limit 20 ' }, { name: Sales, folder: Shop, query: limit 20, groups: [/b] }]`,
  });
  expect(savedQueries(definition).queries.slice(-2)).toMatchObject([
    { folder: 'Own', name: 'Carts', query: 'limit 20', groups: ['/a', '/b'] },
    { folder: 'Shop', name: 'Sales', query: 'limit 20', groups: ['/b'] },
  ]);
  expect(queryName(definition, { folder: 'Own', name: 'Carts' })).toBe('production-shop/Own/Carts');
});

test('a query of the definition takes the place of one of that folder and name', () => {
  const definition = logsDefinition({
    cloudwatch: `${GROUP} }], queries: [{ folder: Errors, name: Recent errors, query: fields @message | limit 5 }] }`,
  });
  const recent = savedQueries(definition).queries.filter(({ name }) => name === 'Recent errors');
  expect(recent.map(({ query, isRecentErrors }) => [query, isRecentErrors])).toEqual([
    ['fields @message | limit 5', true],
  ]);
});

test('a query asks fifty log groups, and the plan says which are left out', () => {
  const groups = Array.from({ length: 51 }, (_, index) => `{ name: /g${index} }`);
  const { queries, absent } = savedQueries(
    logsDefinition({ cloudwatch: `logs: { groups: [${groups.join(', ')}] }` }),
  );
  expect(queries.map((query) => query.groups.length)).toEqual([50, 50]);
  expect(absent[0]).toEqual({
    what: 'Errors/Recent errors',
    group: '/g50',
    reason: 'a query asks at most 50 log groups',
    remedy: 'a query of your own with `groups`',
  });
});

/** Words of Logs Insights that the catalogue uses: CloudWatch Logs user guide, «CloudWatch Logs Insights language query syntax». */
const LANGUAGE = new Set([
  ...['fields', 'filter', 'stats', 'sort', 'limit', 'by', 'as', 'asc', 'desc', 'and', 'or', 'not', 'like'],
  ...['avg', 'count', 'count_distinct', 'max', 'min', 'pct', 'sum', 'bin', 'floor', 'least', 'ispresent'],
  ...['@timestamp', '@message', '@log', '1m', '1h'],
]);
const KEYS = ['level', 'message', 'error', 'error_type', 'method', 'route', 'status', 'duration_ms'];

test('whichever fields are known, a query names these, and is whole', () => {
  const fields = fc.subarray([...KEYS, 'user', 'session', 'request']);
  fc.assert(
    fc.property(fields, (keys) => {
      const written = keys.map((key) => `${key}: $.f_${key}`).join(', ');
      const { queries } = savedQueries(
        logsDefinition({ cloudwatch: `logs: { groups: [{ name: /a, fields: { ${written} } }] }` }),
      );
      for (const { query } of queries) {
        const bare = query.replace(/"[^"]*"| like \/(?:[^/\\]|\\.)*\//g, ' ');
        const own = [...bare.matchAll(/\bas (\w+)/g)].map(([, name]) => name);
        const known = new Set([...LANGUAGE, ...own, ...keys.map((key) => `f_${key}`)]);
        const words = bare.match(/[@A-Za-z_][\w.@]*|\d+[mh]\b/g) ?? [];
        expect(words.filter((word) => !known.has(word))).toEqual([]);
        expect(bare.split('(').length).toBe(bare.split(')').length);
        expect(query.split('\n| ').every((line) => /^(?:fields|filter|stats|sort|limit) \S/.test(line))).toBe(
          true,
        );
      }
      const names = queries.map(({ folder, name }) => `${folder}/${name}`);
      expect(new Set(names).size).toBe(names.length);
    }),
    { numRuns: 50 },
  );
});
