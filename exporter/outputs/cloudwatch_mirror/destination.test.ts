import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../../../tests/support/temporary_directory.ts';
import { directoryName, strandedSpools } from './destination.ts';
import { cloudwatchMirrorSettings } from './settings.ts';

const nameOf = (settings: Readonly<Record<string, unknown>>) =>
  directoryName(
    cloudwatchMirrorSettings.parse({
      namespace: 'Shop/Api',
      select: [{ series: 'mails_total' }],
      ...settings,
    }),
  );

test('the directory is called by namespace and region, and what is not in its name is in its hash', () => {
  expect(nameOf({ region: 'eu-central-1' })).toMatch(/^shop-api-eu-central-1-[0-9a-f]{8}$/);
  expect(nameOf({})).toMatch(/^shop-api-[0-9a-f]{8}$/);
  const places = [
    {},
    { region: 'eu-central-1' },
    { region: 'us-east-1' },
    { endpoint: 'http://127.0.0.1:4582' },
    { namespace: 'Shop-Api' },
    { namespace: 'Shop/Api', region: 'eu-central-1', endpoint: 'http://127.0.0.1:4582' },
  ];
  expect(new Set(places.map(nameOf)).size).toBe(places.length);
});

test('what does not change the place does not change the directory', () => {
  expect(nameOf({ interval: '10s', budget: { metrics: 7 }, in_doubt: 'drop' })).toBe(nameOf({}));
});

test('neither a password in the endpoint nor a path gets into the name', () => {
  expect(nameOf({ endpoint: 'https://user:secret@example.com' })).not.toMatch(/user|secret|example/);
  expect(nameOf({ namespace: '../../etc' })).toMatch(/^etc-[0-9a-f]{8}$/);
  expect(nameOf({ namespace: 'x'.repeat(255) }).length).toBeLessThan(80);
});

test('directories beside its own in which datums wait are named, empty ones are not', async () => {
  const parent = await temporaryDirectory();
  for (const name of ['own', 'waiting', 'sent', 'other']) {
    await mkdir(join(parent, name, 'spool'), { recursive: true });
    await writeFile(join(parent, name, 'spool', 'cursor'), '');
  }
  for (const name of ['own', 'waiting'])
    await writeFile(join(parent, name, 'spool', '0000000000000000.jsonl'), '');
  await writeFile(join(parent, 'notes.txt'), '');
  expect(await strandedSpools(parent, 'own')).toEqual([join(parent, 'waiting')]);
});

test('before there is any directory, nothing is stranded', async () => {
  expect(await strandedSpools(join(await temporaryDirectory(), 'mirror'), 'own')).toEqual([]);
});
