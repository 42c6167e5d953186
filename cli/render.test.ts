import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { TEMPLATE_NOTICE } from '../cloudwatch/templates.ts';
import { RENDERED_NOTICE } from '../definition/stack.ts';
import { PROJECT } from '../tests/support/process.ts';
import { temporaryDirectory } from '../tests/support/temporary_directory.ts';
import { runHere } from './testing/run_here.ts';

const DEFINITION = 'service: { name: api }\nsources: [{ type: container }]\n';

/** A directory with a definition in it. */
async function directoryWith(definition = DEFINITION): Promise<string> {
  const directory = await temporaryDirectory();
  await writeFile(join(directory, 'monitoring.yml'), definition);
  return directory;
}

async function filesBelow(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .sort();
}

const failed = (stderr: string) => ({ status: 1, stdout: '', stderr });
const done = (stdout: string) => ({ status: 0, stdout, stderr: '' });

describe('goldwatch render', () => {
  test('writes every file beside the definition, and says which', async () => {
    const directory = await directoryWith();

    const { status, stdout, stderr } = await runHere(['render'], directory);

    const written = (await filesBelow(directory)).filter((path) => path !== 'monitoring.yml');
    const [title, ...list] = stdout.trimEnd().split('\n');
    expect(title).toBe(`Written, ${written.length} of ${written.length} files:`);
    expect(list.sort()).toEqual(written.map((path) => `  ${path} (new)`));
    expect(written).toEqual(
      expect.arrayContaining([
        'prometheus/prometheus.yml',
        'prometheus/rules/alerts.rules.yml',
        'alerting/alertmanager.yml',
      ]),
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  test('--out puts them elsewhere, seen from where it is called', async () => {
    const directory = await directoryWith();

    await runHere(['render', '--out', 'rendered/here'], directory);

    expect(await readdir(directory)).toEqual(['monitoring.yml', 'rendered']);
    expect(await filesBelow(join(directory, 'rendered/here'))).toContain('prometheus/prometheus.yml');
  });

  test('a second time writes nothing', async () => {
    const directory = await directoryWith();
    await runHere(['render'], directory);
    const count = (await filesBelow(directory)).length - 1;

    expect(await runHere(['render'], directory)).toEqual(
      done(`All ${count} rendered files are what monitoring.yml says.\n`),
    );
  });

  test('writes only what has changed', async () => {
    const directory = await directoryWith();
    await runHere(['render'], directory);
    const count = (await filesBelow(directory)).length - 1;
    await writeFile(join(directory, 'monitoring.yml'), DEFINITION.replace('api', 'api, environment: test'));

    const { stdout } = await runHere(['render'], directory);

    expect(stdout).toBe(`Written, 1 of ${count} files:\n  prometheus/prometheus.yml\n`);
  });

  test('writes into the files that are there, which containers have mounted', async () => {
    const directory = await directoryWith();
    await mkdir(join(directory, 'prometheus'));
    const file = join(directory, 'prometheus/prometheus.yml');
    await writeFile(file, 'old\n', { mode: 0o640 });
    const { ino } = await stat(file);

    await runHere(['render'], directory);

    expect((await stat(file)).ino).toBe(ino);
    expect(await readFile(file, 'utf8')).not.toBe('old\n');
  });

  test('removes dashboards and tests of rules that it wrote once, and has no use for any more', async () => {
    const directory = await directoryWith();
    await runHere(['render'], directory);
    await writeFile(
      join(directory, 'prometheus/rules/built_in_every_9m.test.yml'),
      `${RENDERED_NOTICE}a: 1\n`,
    );
    await writeFile(join(directory, 'prometheus/rules/by_hand.test.yml'), 'rule_files: []\n');
    await writeFile(
      join(directory, 'grafana/dashboards/by_hand.json'),
      '{ "uid": "goldwatch-mine", "tags": [] }\n',
    );
    const golden = await readFile(join(directory, 'grafana/dashboards/golden-signals.json'), 'utf8');
    await writeFile(join(directory, 'grafana/dashboards/copied.json'), golden);
    await writeFile(
      join(directory, 'grafana/dashboards/checkout.json'),
      '{ "uid": "goldwatch-checkout", "tags": ["goldwatch"] }\n',
    );
    await writeFile(join(directory, 'grafana/dashboards/broken.json'), '{');
    await mkdir(join(directory, 'cloudwatch'));
    await writeFile(
      join(directory, 'cloudwatch/alarms-till.template.json'),
      JSON.stringify({ Description: `Alarms of till. ${TEMPLATE_NOTICE}` }),
    );
    await writeFile(join(directory, 'monitoring.yml'), DEFINITION.replace('container', 'deployments'));
    const stale = [
      'grafana/dashboards/system-health.json',
      'prometheus/rules/built_in_every_9m.test.yml',
      'cloudwatch/alarms-till.template.json',
    ];

    const check = await runHere(['render', '--check'], directory);
    const { stdout } = await runHere(['render'], directory);

    for (const path of stale) expect(check.stderr).toContain(`  ${path} (of no use any more)\n`);
    expect(stdout).toContain(
      `Removed, which monitoring.yml has no use for any more:\n${stale.map((path) => `  ${path}\n`).join('')}What was deployed from a template stays in AWS, alarms and all, until its stack is deleted: see docs/cloudwatch.md.\n`,
    );
    const left = await filesBelow(directory);
    for (const path of stale) expect(left).not.toContain(path);
    expect(left).toEqual(
      expect.arrayContaining([
        'prometheus/rules/by_hand.test.yml',
        'grafana/dashboards/by_hand.json',
        'grafana/dashboards/copied.json',
        'grafana/dashboards/checkout.json',
        'grafana/dashboards/broken.json',
      ]),
    );
  });

  test('writes nothing where the definition is wrong', async () => {
    const directory = await directoryWith('service: {}\n');

    const { status, stderr } = await runHere(['render'], directory);

    expect(status).toBe(1);
    expect(stderr).toContain('monitoring.yml:1:1: "name" is missing in service');
    expect(await readdir(directory)).toEqual(['monitoring.yml']);
  });
});

test('notify.links is where every link leads', async () => {
  const links = ['prometheus', 'alertmanager', 'grafana'].map(
    (name) => `${name}: "https://${name}.example.com/x/"`,
  );
  const directory = await directoryWith(`${DEFINITION}notify: { links: { ${links.join(', ')} } }\n`);
  await runHere(['render'], directory);
  const textOf = (path: string) => readFile(join(directory, path), 'utf8');

  expect(await textOf('prometheus/web.flags')).toContain(
    '\n--web.external-url=https://prometheus.example.com/x\n',
  );
  expect(await textOf('alerting/web.flags')).toContain(
    '\n--web.external-url=https://alertmanager.example.com/x\n',
  );
  expect(await textOf('grafana/root_url')).toBe('https://grafana.example.com/x\n');
  const paths = (await filesBelow(directory)).filter((path) => path.endsWith('.rules.yml'));
  const rules = (await Promise.all(paths.map(textOf))).join('');
  expect(rules).toContain('dashboard_url: https://grafana.example.com/x/d/');
  expect(rules).not.toContain('localhost');
});

describe('goldwatch render --check', () => {
  test('is content with files as they were rendered', async () => {
    const directory = await directoryWith();
    await runHere(['render'], directory);
    const count = (await filesBelow(directory)).length - 1;

    expect(await runHere(['render', '--check'], directory)).toEqual(
      done(`All ${count} rendered files are what monitoring.yml says.\n`),
    );
  });

  test('names what was edited and what is missing, and leaves both alone', async () => {
    const directory = await directoryWith();
    await runHere(['render', '--out', 'out'], directory);
    const count = (await filesBelow(join(directory, 'out'))).length;
    const edited = join(directory, 'out/prometheus/prometheus.yml');
    await writeFile(edited, 'by hand\n');
    await rm(join(directory, 'out/alerting/alertmanager.yml'));

    expect(
      await runHere(['render', '--check', '--out', 'out', '--config', './monitoring.yml'], directory),
    ).toEqual(
      failed(`2 of ${count} rendered files are not what ./monitoring.yml says:
  prometheus/prometheus.yml
  alerting/alertmanager.yml (missing)
Run \`npx goldwatch render --out out --config ./monitoring.yml\`, and commit what it writes.
`),
    );
    expect(await readFile(edited, 'utf8')).toBe('by hand\n');
    expect(await readdir(join(directory, 'out/alerting'))).toEqual(['web.flags']);
  });

  test('compares the reference and the editor’s schema too, in the repository', async () => {
    const { stdout: ours, stderr } = await runHere(['render', '--check'], PROJECT);
    const directory = await temporaryDirectory();
    const { stdout: copied } = await runHere(
      ['render', '--config', join(PROJECT, 'monitoring.yml'), '--out', directory],
      PROJECT,
    );

    const count = (text: string) => Number(/(\d+)(?: rendered)? files/.exec(text)?.[1]);
    expect(count(`${ours}${stderr}`) - count(copied)).toBe(5);
  });
});

describe('goldwatch render for AWS', () => {
  const FOR_AWS = `${DEFINITION}mirror: { cloudwatch: { namespace: Api, region: eu-central-1, select: [] } }\ncloudwatch: {}\n`;

  test('writes templates and a script that deploys them, and removes them where the definition has no use for them', async () => {
    const directory = await directoryWith(FOR_AWS);
    const renderedForAws = async () =>
      (await filesBelow(directory)).filter((path) => path.startsWith('cloudwatch/'));
    const files = [
      'cloudwatch/alarms-api.template.json',
      'cloudwatch/dashboards-api.template.json',
      'cloudwatch/dashboards.template.json',
      'cloudwatch/deploy.sh',
      'cloudwatch/notifications.template.json',
    ];

    await runHere(['render'], directory);

    expect(await renderedForAws()).toEqual(files);
    expect((await stat(join(directory, 'cloudwatch/deploy.sh'))).mode & 0o777).toBe(0o755);
    expect((await runHere(['render', '--check'], directory)).status).toBe(0);

    await writeFile(join(directory, 'cloudwatch/mine.template.json'), '{}');
    await writeFile(join(directory, 'monitoring.yml'), DEFINITION);

    expect((await runHere(['render', '--check'], directory)).stderr).toContain(
      `cloudwatch/deploy.sh (of no use any more)`,
    );
    const { stdout } = await runHere(['render'], directory);
    for (const path of files) expect(stdout).toContain(`  ${path}\n`);
    expect(await renderedForAws()).toEqual(['cloudwatch/mine.template.json']);
  });
});
