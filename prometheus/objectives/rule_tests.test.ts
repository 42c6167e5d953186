import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { loadDefinition } from '../../definition/load.ts';
import { composeStack } from '../../definition/stack.ts';
import { renderPrometheus } from '../render.ts';
import { promtool } from '../testing/promtool.ts';
import { renderObjectiveTests } from './rule_tests.ts';

/** Availability with these settings, of one service. */
const definition = (settings: string) =>
  loadDefinition(
    `
service: { name: api }
sources:
  - { type: logs, files: [a], golden_signals: { method: $.m, path: $.p, status: $.s, duration_ms: $.d } }
objectives:
  - { name: availability, signal: availability, ${settings} }
`,
    'monitoring.yml',
    {},
  );

/** What promtool says of the tests for one definition, and the rules of another one. */
async function judged(tested: string, ruled: string) {
  const directory = await mkdtemp(join(tmpdir(), 'goldwatch-objectives-'));
  try {
    const tests = renderObjectiveTests(definition(tested), composeStack);
    const rules = renderPrometheus(definition(ruled), composeStack).filter(({ path }) =>
      path.endsWith('objectives.rules.yml'),
    );
    for (const { path, text } of [...tests, ...rules]) await writeFile(join(directory, basename(path)), text);
    return await promtool('test', 'rules', join(directory, 'objectives.test.yml'));
  } finally {
    await rm(directory, { recursive: true });
  }
}

const OBJECTIVE = 'target: 99.9%, window: 30d';

test('the tests of an objective hold for its rules', async () => {
  const { output, status } = await judged(OBJECTIVE, OBJECTIVE);

  expect(status, output).toBe(0);
});

test.each([
  ['a budget half as large', 'target: 99.95%, window: 30d'],
  ['no least number of bad events', `${OBJECTIVE}, minimum_events: 1`],
  ['no ticket', `${OBJECTIVE}, ticket: false`],
])('they do not hold for rules with %s', async (_, settings) => {
  const { status } = await judged(OBJECTIVE, settings);

  expect(status).toBe(1);
});

test('there are none without objectives', () => {
  const empty = loadDefinition('service: { name: api }', 'monitoring.yml', {});
  expect(renderObjectiveTests(empty, composeStack)).toEqual([]);
});
