import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SERVER_METRICS } from '../../conventions/server_metrics.ts';
import { REFUSALS } from './refusals.ts';
import { PLACES, webSettings } from './settings.ts';

const guide = await readFile(join(import.meta.dirname, '../../docs/server.md'), 'utf8');

test('the guide tells of every reason to refuse a request, and of no other', () => {
  const [, told = ''] = /^`goldwatch_requests_refused_total` counts [^:]+: ([^.]+)\./m.exec(guide) ?? [];

  expect(told.match(/`\w+`/g)).toEqual(REFUSALS.map((reason) => `\`${reason}\``));
});

test('the guide tells of every setting and place', () => {
  for (const setting of Object.keys(webSettings)) expect(guide, setting).toContain(setting);
  for (const place of PLACES) expect(guide).toContain(`| \`${place}\` |`);
});

test('the guide tells of every metric by which one sees that something is wrong', () => {
  const { requestsRefused, connectionsCutOff, tlsExpiry, tlsReloadSuccessful, tlsReloadFailures } =
    SERVER_METRICS;

  for (const { name } of [
    requestsRefused,
    connectionsCutOff,
    tlsExpiry,
    tlsReloadSuccessful,
    tlsReloadFailures,
  ])
    expect(guide).toContain(`\`${name}\``);
});
