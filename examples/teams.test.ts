import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { runHere } from '../cli/testing/run_here.ts';
import { type CloudwatchPrice, monthlyPriceOf } from '../cloudwatch/price.ts';
import { renderCloudwatch } from '../cloudwatch/render.ts';
import { loadDefinition } from '../definition/load.ts';
import { temporaryDirectory } from '../tests/support/temporary_directory.ts';

// What four teams have on AWS. Whether AWS takes it, tests/rendered_for_aws.test.ts says; whether Prometheus and Alertmanager take the
// other half, rendered.test.ts.

const TEAMS = ['experimentation-platform', 'mirror-collective', 'scheduling-agent', 'wwhd'] as const;

interface Template {
  /** `alarms`, `logs`, … */
  readonly name: string;
  readonly body: { readonly Resources: Readonly<Record<string, unknown>> };
}

interface Team {
  readonly templates: readonly Template[];
  readonly price: CloudwatchPrice;
}

const teams = new Map<string, Team>();

beforeAll(async () => {
  for (const team of TEAMS) {
    const text = await readFile(join(import.meta.dirname, team, 'monitoring.yml'), 'utf8');
    const definition = loadDefinition(text, 'monitoring.yml', {});
    const files = new Map((await renderCloudwatch(definition)).map((file) => [file.path, file.text]));
    const script = files.get('cloudwatch/deploy.sh') ?? '';
    const templates = [...script.matchAll(/^deploy (\S+) (\S+)\.template\.json/gm)].map(
      ([, , name = '']): Template => ({
        name,
        body: JSON.parse(files.get(`cloudwatch/${name}.template.json`) ?? '') as Template['body'],
      }),
    );
    expect(templates.length, 'every file but deploy.sh is deployed').toBe(files.size - 1);
    teams.set(team, { templates, price: monthlyPriceOf(definition) });
  }
}, 60_000);

test.each(TEAMS)('%s passes the strict check once its secrets are there', async (team) => {
  const directory = await temporaryDirectory();
  await cp(join(import.meta.dirname, team, 'monitoring.yml'), join(directory, 'monitoring.yml'));
  await mkdir(join(directory, 'secrets'));
  await writeFile(join(directory, 'secrets/slack_webhook_url'), 'https://hooks.slack.com/services/T/B/x');
  await writeFile(join(directory, 'secrets/pagerduty_routing_key'), '0123456789abcdef0123456789abcdef');

  const { status, stdout, stderr } = await runHere(['check', '--strict'], directory, {
    PATH: process.env.PATH,
  });

  expect(stderr).toBe('');
  expect(status, stdout).toBe(0);
  expect(stdout).toContain('CLOUDWATCH');
});

const rows = (await readFile(join(import.meta.dirname, '../docs/cloudwatch_resources.md'), 'utf8'))
  .split('\n')
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
  .filter(([, , example]) => example !== undefined && (TEAMS as readonly string[]).includes(example));

test('the table of resources has rows of four teams', () => {
  expect(new Set(rows.map(([team]) => team))).toEqual(
    new Set(['Experimentation platform', 'Mirror Collective', 'W.W.H.D.', 'Scheduling agent']),
  );
  expect(rows.length).toBeGreaterThan(80);
});

test.each(rows)('%s, %s: in %s', (...cells) => {
  const [, , example = '', template = '', resource = '', line = '', cost = ''] = cells;
  const { templates, price } = teams.get(example) ?? { templates: [], price: { lines: [] } };
  const names = templates
    .filter(({ name }) => name.startsWith(template))
    .flatMap(({ body }) => Object.keys(body.Resources));
  const begin = resource.replaceAll('`', '');
  const its = price.lines.find(({ of }) => of === line);

  expect(names.filter((name) => name.startsWith(begin))).not.toEqual([]);
  expect(cost).toBe(line === '' ? 'nothing' : `$${its?.usd?.toFixed(2)}`);
});
