import { expect, test } from 'vitest';
import { loadDefinition } from '../../definition/load.ts';
import { profilesOf } from './compose.ts';
import { withoutLoki } from './native.ts';

const withLogs = (more: string) =>
  loadDefinition(
    `service: { name: shop }\nsources: [{ type: logs, files: [a.json], errors: {}${more} }]\n`,
    'monitoring.yml',
    {},
  );

test('containers have Loki where a source keeps its lines', () => {
  expect(profilesOf(withLogs(', store: loki'), false)).toEqual(['logs']);
  expect(profilesOf(withLogs(', store: loki'), true)).toEqual(['demo', 'logs']);
  expect(profilesOf(withLogs(''), false)).toEqual([]);
});

test('processes have none, and say so where a source asks for it', () => {
  expect(withoutLoki(withLogs(', store: loki'))).toEqual([
    ['Loki', '(in containers only)', 'lines of sources with `store: loki` are not kept'],
  ]);
  expect(withoutLoki(withLogs(''))).toEqual([]);
});
