import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findingsTables } from './documentation.ts';
import { FINDINGS } from './findings/index.ts';

const DOCUMENT = join(import.meta.dirname, '../../docs/doctor.md');

test('docs/doctor.md lists every finding as it is told, and none that there is not', async () => {
  const text = await readFile(DOCUMENT, 'utf8');

  expect(text.slice(text.indexOf('### '))).toBe(findingsTables());
});

test('docs/doctor.md names no finding among the symptoms that there is not', async () => {
  const text = await readFile(DOCUMENT, 'utf8');
  const symptoms = text.slice(text.indexOf('## Symptoms'), text.indexOf('## Every finding'));
  const named = [
    ...symptoms.matchAll(/`((?:definition|exporter|prometheus|alertmanager|grafana|loki|aws)\.\w+)`/g),
  ];
  const unknown = named.map(([, id = '']) => id).filter((id) => !Object.hasOwn(FINDINGS, id));

  expect(named.length).toBeGreaterThan(30);
  expect(unknown).toEqual([]);
});

test('every text of a finding is whole sentences, and says what to do', () => {
  for (const { what, why, remedy } of Object.values(FINDINGS)) {
    for (const text of [why, remedy]) expect(text).toMatch(/[.]$/);
    // What others have said may end the sentence by itself.
    expect(what).toMatch(/(?:\.|\{said\}|\{problem\}|\{problems\}|\{trouble\})$/);
  }
});
