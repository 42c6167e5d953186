import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { startExample } from '../testing.ts';

const BODIES = join(import.meta.dirname, '../../exporter/sources/logs/inputs/testdata');

/** Where the configuration of a collector sends to. */
async function targetOf(file: string): Promise<string> {
  const text = await readFile(join(import.meta.dirname, file), 'utf8');
  const [path] = /\/v1\/logs\?source=[\w-]+/.exec(text) ?? [];
  expect(parse(text), file).toBeTypeOf('object');
  return path ?? `${file} has no target`;
}

// Each body holds the same three lines, as the collector sends them with its configuration.
test.each([
  ['vector', 'vector.yaml', 'vector.txt', { 'content-type': 'text/plain' }],
  ['fluent-bit', 'fluent-bit.yaml', 'fluent_bit_lines.json', { 'content-type': 'application/json' }],
  [
    'firehose',
    'firehose.json',
    'firehose.json',
    {
      'content-type': 'application/json',
      'x-amz-firehose-request-id': 'ed4acda5-034f-9f42-bba1-f29aea6d7d8f',
    },
  ],
  [
    'firehose',
    'firehose.json',
    'firehose_subscription.json',
    {
      'content-type': 'application/json',
      'x-amz-firehose-request-id': '1f5d0a11-2a3e-4c9a-8a55-6b8c0f8b3c01',
    },
  ],
])('what %s sends as %s has it, in %s, is counted', async (source, configuration, body, headers) => {
  const example = await startExample(import.meta.dirname);

  const response = await fetch(`${example.url}${await targetOf(configuration)}`, {
    method: 'POST',
    headers: { ...headers, 'content-encoding': 'gzip' },
    body: gzipSync(await readFile(join(BODIES, body))),
  });

  expect(response.ok, await response.text()).toBe(true);
  await example.has('goldwatch_log_lines_total', { source }, 3);
  await example.has('http_requests_total', { route: '/orders/:id', status: '200' }, 2);
  await example.has('http_requests_total', { route: '/orders/:id', status: '500' }, 1);
});
