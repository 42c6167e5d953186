import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { loadDefinition } from '../../definition/load.ts';
import { PRESETS } from '../../definition/presets/index.ts';
import { composeStack } from '../../definition/stack.ts';
import { renderPrometheus } from '../../prometheus/render.ts';

// Whether each of these alerts fires when it must, its rendered tests say; examples/rendered.test.ts runs them.

interface Rule {
  readonly alert?: string;
  readonly for?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

const folder = import.meta.dirname;
const definition = loadDefinition(
  await readFile(join(folder, 'monitoring.yml'), 'utf8'),
  'monitoring.yml',
  {},
);
const rendered = renderPrometheus(definition, composeStack);
const rules = rendered
  .filter(({ path }) => path.endsWith('.rules.yml'))
  .flatMap(({ text }) => (parse(text) as { groups: { rules: Rule[] }[] }).groups)
  .flatMap(({ rules: ofGroup }) => ofGroup);
const tests = rendered.filter(({ path }) => path.endsWith('.test.yml')).map(({ text }) => text);
const table = (await readFile(join(folder, '../../docs/alerts.md'), 'utf8'))
  .split('\n')
  .filter((line) => /^\| (?!team|-)/.test(line))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

test('every alert that comes with goldwatch is in it', () => {
  const names = definition.alerts.map(({ name }) => name);

  expect(PRESETS.map(({ alert }) => alert.name).filter((name) => !names.includes(name))).toEqual([]);
});

test('the table of docs/alerts.md has rows of four teams', () => {
  expect(new Set(table.map(([team]) => team))).toEqual(
    new Set(['Experimentation platform', 'Mirror Collective', 'W.W.H.D.', 'Scheduling agent']),
  );
  expect(table.length).toBeGreaterThan(40);
});

test.each(table)('%s: %s is %s', (_team, _asked, cell = '', threshold = '', wait = '', severity = '') => {
  const name = cell.replaceAll('`', '');
  const rule = rules.find(({ alert }) => alert === name);

  expect(rule?.labels?.severity).toBe(severity);
  if (wait !== '') expect(rule?.for).toBe(wait);
  if (threshold !== '') expect(rule?.annotations?.threshold?.replaceAll(/[ ,]/g, '')).toContain(threshold);
  expect(tests.some((text) => text.includes(name))).toBe(true);
});
