import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { loadDefinition } from '../definition/load.ts';
import { PRESETS } from '../definition/presets/index.ts';
import { prometheusAlerts } from '../definition/sides.ts';
import { composeStack } from '../definition/stack.ts';
import { temporaryDirectory } from '../tests/support/temporary_directory.ts';
import { renderAlertTests, renderOwnAlertTests } from './alert_tests.ts';
import { renderPrometheus } from './render.ts';
import type { RuleTest } from './rule_tests/test_file.ts';
import { EVERY_ALERT } from './testing/definitions.ts';
import { promtool } from './testing/promtool.ts';

const PROJECT = join(import.meta.dirname, '..');

const load = (text: string) => loadDefinition(text, 'monitoring.yml', {});
const inProject = (path: string) => readFile(join(PROJECT, path), 'utf8');

async function filesNamed(name: string, folder: string): Promise<string[]> {
  const all = await readdir(join(PROJECT, folder), { recursive: true });
  return all.filter((path) => basename(path) === name).map((path) => join(folder, path));
}

/** A source for whatever presets need, among them one whose series nobody knows. */
const SOURCES = [
  {
    type: 'logs',
    files: ['logs/*.json'],
    golden_signals: { method: '$.method', path: '$.path', status: '$.status', duration_ms: '$.duration_ms' },
    presets: ['security'],
  },
  { type: 'llm' },
  { type: 'container' },
  { type: 'scrape', targets: ['http://127.0.0.1:8000/metrics'] },
];

const withAlerts = (alerts: readonly unknown[]) =>
  load(stringify({ service: { name: 'shop' }, sources: SOURCES, alerts }));

type Rendered = ReturnType<typeof renderOwnAlertTests>;

const testsIn = ({ files }: Rendered) =>
  files.flatMap(({ text }) => (parse(text) as { tests: RuleTest[] }).tests);

/** The alerts that some test has fire. */
const tested = (rendered: Rendered) =>
  new Set(testsIn(rendered).flatMap(({ name }) => /^(\w+).* fires /.exec(name)?.[1] ?? []));

/** Whether an alert of a definition is one that comes with goldwatch, with nothing about it changed. */
const isPresetAsItIs = (alert: unknown) =>
  typeof alert === 'string' || Object.keys(alert as object).every((key) => ['preset', 'only'].includes(key));

/** What promtool says of the rendered tests of several definitions: nothing, if all of them hold. */
async function failures(
  sets: readonly { definition: ReturnType<typeof load>; rendered: Rendered }[],
): Promise<string> {
  const directory = await temporaryDirectory();
  const tests: string[] = [];
  for (const [index, { definition, rendered }] of sets.entries()) {
    const rules = renderPrometheus(definition, composeStack).filter(({ path }) =>
      path.endsWith('.rules.yml'),
    );
    const there = new Set(testsOf(rendered).flatMap(({ rule_files: names }) => names));
    const used = rules.filter(({ path }) => there.has(basename(path)));
    for (const { path, text } of [...used, ...rendered.files]) {
      const file = join(directory, String(index), path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
      if (path.endsWith('.test.yml')) tests.push(file);
    }
  }
  const { output, status } = await promtool('test', 'rules', ...tests);
  return status === 0 ? '' : output;
}

const testsOf = ({ files }: Rendered) => files.map(({ text }) => parse(text) as { rule_files: string[] });

describe('every alert fires, and is quiet, as its rendered tests say:', () => {
  test('those of the repository, with those that are always there', async () => {
    const definition = load(await inProject('monitoring.yml'));
    const rendered = renderAlertTests(definition, composeStack);
    const rules = renderPrometheus(definition, composeStack).flatMap(({ text }) =>
      [...text.matchAll(/^ +- alert: (\w+)$/gm)].map(([, name = '']) => name),
    );

    expect(rendered.untested).toEqual([]);
    expect(rules.filter((name) => !tested(rendered).has(name) && !/Budget|Unknown/.test(name))).toEqual([]);
    // Those that are always there are judged by examples/rendered.test.ts, with all that may come with them.
    const own = { ...rendered, files: rendered.files.filter(({ path }) => !path.includes('built_in')) };
    expect(await failures([{ definition, rendered: own }])).toBe('');
  });

  test('those of every form, and of every example', async () => {
    const texts = await Promise.all(
      (await filesNamed('monitoring.yml', 'examples')).map(async (path) => {
        // Every alert that comes with goldwatch is below.
        const { alerts = [], ...rest } = parse(await inProject(path)) as { alerts?: unknown[] };
        return stringify({ ...rest, alerts: alerts.filter((alert) => !isPresetAsItIs(alert)) });
      }),
    );
    const { alerts, ...rest } = parse(EVERY_ALERT) as { alerts: object[] };
    // One definition for each, since promtool evaluates every rule of one in each of its tests.
    const forms = alerts.map((alert) => stringify({ ...rest, alerts: [alert] }));
    const sets = [...forms, ...texts].map((text) => {
      const definition = load(text);
      return { definition, rendered: renderOwnAlertTests(definition, composeStack) };
    });

    for (const { definition, rendered } of sets) {
      expect(rendered.untested).toEqual([]);
      const names = prometheusAlerts(definition).map(({ name }) => name);
      expect([...tested(rendered)].sort()).toEqual(names.sort());
    }
    expect(await failures(sets)).toBe('');
  });

  test('those of every preset', async () => {
    const presets = PRESETS.filter(({ alert }) => !('aws' in alert));
    const sets = presets.map(({ alert }) => {
      const definition = withAlerts([alert.name]);
      return { definition, rendered: renderOwnAlertTests(definition, composeStack) };
    });

    expect(sets.flatMap(({ rendered }) => rendered.untested)).toEqual([]);
    expect(sets.flatMap(({ rendered }) => [...tested(rendered)])).toEqual(
      presets.map(({ alert }) => alert.name),
    );
    expect(await failures(sets)).toBe('');
  });
});

test('the alert of the README, which is on too little traffic, is tested, and so it is with other limits', async () => {
  const readme = await inProject('README.md');
  const [, yaml = ''] = /^```yaml\n(alerts:\n.*?)```$/ms.exec(readme) ?? [];
  const { alerts } = parse(yaml) as { alerts: { below: number }[] };
  const definition = withAlerts(
    alerts.flatMap((alert) =>
      [alert.below, 3, 10].map((below) => ({ ...alert, below, name: `TooQuiet${below * 10}` })),
    ),
  );
  const rendered = renderOwnAlertTests(definition, composeStack);

  expect(rendered.untested).toEqual([]);
  expect([...tested(rendered)]).toEqual(['TooQuiet1', 'TooQuiet30', 'TooQuiet100']);
  expect(await failures([{ definition, rendered }])).toBe('');
});

test('an alert of which no series are found that make it fire is named, and is tested by those that come with it', async () => {
  const promql = 'changes(leader_id[10m])';
  const alert = {
    name: 'LeaderFlaps',
    severity: 'warning',
    promql,
    above: 3,
    for: '1m',
    summary: 'It grows.',
  };
  const given = {
    bad: { leader_id: '1x10 1 2 1 2 1 2x40' },
    fires_at: '4m45s',
    good: { leader_id: '1x10 2x40' },
  };
  const without = renderOwnAlertTests(withAlerts([alert]), composeStack);
  const definition = withAlerts([{ ...alert, test: given }]);
  const rendered = renderOwnAlertTests(definition, composeStack);

  expect(without.untested).toEqual(['LeaderFlaps']);
  expect(rendered.untested).toEqual([]);
  expect(testsIn(rendered).map(({ name }) => name)).toEqual([
    'LeaderFlaps fires at 4m45s',
    'LeaderFlaps is quiet on good series',
  ]);
  expect(await failures([{ definition, rendered }])).toBe('');
});

test('without data those fire that say so, and no others', () => {
  const definition = load(EVERY_ALERT);
  const declared = definition.alerts.filter(
    (alert) =>
      alert.no_data === 'alert' ||
      (alert.signal === 'traffic' && alert.below !== undefined && alert.no_data !== 'ok'),
  );
  const { promql_expr_test: expected = [] } =
    testsIn(renderOwnAlertTests(definition, composeStack)).find(({ name }) =>
      name.startsWith('Without data'),
    ) ?? {};

  expect(declared.length).toBeGreaterThan(1);
  expect(expected.flatMap(({ exp_samples: samples }) => samples.map(({ labels }) => labels))).toEqual(
    declared.map(({ name }) => `{alertname="${name}"}`).sort(),
  );
});
