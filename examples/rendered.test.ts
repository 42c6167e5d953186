import { globSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ALERTING_TEMPLATES, renderAlerting } from '../alerting/render.ts';
import { stackIn } from '../alerting/testing/alerting.ts';
import { amtool } from '../alerting/testing/programs.ts';
import { loadDefinition } from '../definition/load.ts';
import type { RenderedFile } from '../definition/stack.ts';
import { renderAlertTests } from '../prometheus/alert_tests.ts';
import { renderPrometheus } from '../prometheus/render.ts';
import { promtool } from '../prometheus/testing/promtool.ts';

// What Prometheus's and Alertmanager's own programs say of what every monitoring.yml here renders to; one process
// judges the files of all examples, since most of its time is its start.

const PROJECT = join(import.meta.dirname, '..');
/** The one whose tests are run here, but for those of its own alerts. */
const EVERYTHING = 'examples/every-alert/monitoring.yml';

let directory: string;
/** The rendered files of every example, absolute. */
let files: readonly string[];
let examples: number;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'goldwatch-examples-'));
  const definitions = ['monitoring.yml', ...globSync('examples/*/monitoring.yml', { cwd: PROJECT })];
  examples = definitions.length;
  const written = definitions.map((file) => writeRendered(file, join(directory, basename(dirname(file)))));
  files = (await Promise.all(written)).flat();
}, 180_000);

afterAll(() => rm(directory, { recursive: true }));

async function writeRendered(file: string, folder: string): Promise<string[]> {
  const definition = loadDefinition(await readFile(join(PROJECT, file), 'utf8'), file, {});
  const stack = stackIn(folder);
  for (const template of ALERTING_TEMPLATES) {
    await cp(join(PROJECT, template), join(folder, template), { recursive: true });
  }
  const rendered: RenderedFile[] = [
    ...renderPrometheus(definition, stack),
    ...(file === EVERYTHING ? renderAlertTests({ ...definition, alerts: [] }, stack).files : []),
    ...renderAlerting(definition, stack),
  ];
  return await Promise.all(
    rendered.map(async ({ path, text }) => {
      const target = join(folder, path);
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, text);
      return target;
    }),
  );
}

const named = (end: string) => files.filter((file) => file.endsWith(end));

test('Prometheus takes the configuration and the rules of every example', async () => {
  const { output, status } = await promtool('check', 'config', ...named('/prometheus.yml'));

  expect(status, output).toBe(0);
  expect(output.match(/is valid prometheus config file syntax/g)).toHaveLength(examples);
});

test('the linter of rules has no complaint', async () => {
  const { output, status } = await promtool(
    'check',
    'rules',
    '--lint=all',
    '--lint-fatal',
    ...named('.rules.yml'),
  );

  expect(status, output).toBe(0);
});

// The tests of all other alerts are run by prometheus/alert_tests.test.ts; here is what sources and a mirror add.
test('what is always there fires when it must, where everything is configured', {
  timeout: 180_000,
}, async () => {
  const tests = named('.test.yml');

  const { output, status } = await promtool('test', 'rules', ...tests);

  expect(status, output).toBe(0);
  expect(output.match(/SUCCESS/g)).toHaveLength(tests.length);
  expect(tests.length).toBeGreaterThan(2);
});

test('Alertmanager takes the configuration of every example', async () => {
  const { stdout, failed } = await amtool('check-config', ...named('/alertmanager.yml'));

  expect(failed, stdout).toBe(false);
  expect(stdout.match(/^Checking '.*alertmanager\.yml' {2}SUCCESS$/gm)).toHaveLength(examples);
});
