import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { loadDefinition } from '../definition/load.ts';
import { composeStack, nativeStack, RENDERED_NOTICE, type Stack } from '../definition/stack.ts';
import { renderPrometheus } from './render.ts';
import { EVERY_ALERT, EVERY_OBJECTIVE } from './testing/definitions.ts';
import { promtool } from './testing/promtool.ts';

const MINIMAL = 'service: { name: demo-api }\n';
const ROOT = await readFile(join(import.meta.dirname, '../monitoring.yml'), 'utf8');
const CONTAINER_PATHS = ['/etc/prometheus/rules', '/run/goldwatch/exporter/token'];

let directory: string;
let stacks: Record<'compose' | 'native', Stack>;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'goldwatch-prometheus-'));
  await writeFile(join(directory, 'token'), 'a-token-of-at-least-16-characters\n');
  const native = nativeStack({
    exporter: '127.0.0.1:9464',
    prometheus: '127.0.0.1:9090',
    alertmanager: '127.0.0.1:9093',
    grafana: '127.0.0.1:3000',
    runsGrafana: false,
    exporterTokenFile: join(directory, 'token'),
    directory,
    baseDirectory: directory,
  });
  stacks = { compose: composeStack, native };
});

afterAll(() => rm(directory, { recursive: true }));

const rendered = (definition: string, stack: Stack) =>
  renderPrometheus(loadDefinition(definition, 'monitoring.yml', {}), stack);

const configurationOf = (definition: string, stack: Stack) =>
  parse(rendered(definition, stack)[0]?.text ?? '') as Record<string, unknown>;

/** What the image's Prometheus knows, and Debian's 2.42 does not. */
const SINCE_3_8 = `    scrape_native_histograms: true
    always_scrape_classic_histograms: true
`;

/** Writes the files for Debian's promtool; paths inside a container become paths that are there. */
async function write(definition: string, stack: Stack): Promise<string[]> {
  const written: string[] = [];
  for (const { path, text } of rendered(definition, stack)) {
    const file = join(directory, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(
      file,
      text
        .replace(SINCE_3_8, '')
        .replaceAll('/etc/prometheus/rules', join(directory, 'prometheus/rules'))
        .replaceAll('/run/goldwatch/exporter/token', join(directory, 'token')),
    );
    written.push(file);
  }
  return written;
}

describe.each(['compose', 'native'] as const)('for the %s stack', (name) => {
  describe.each([
    ['without an alert', MINIMAL],
    ['with every form of alert', EVERY_ALERT],
    ['with every form of objective', EVERY_OBJECTIVE],
    ['of the repository', ROOT],
  ])('promtool accepts a definition %s:', (_, definition) => {
    test('the configuration, with its rule files and the token', async () => {
      const [configuration = ''] = await write(definition, stacks[name]);

      const { output, status } = await promtool('check', 'config', configuration);

      expect(output).toContain('SUCCESS: 4 rule files found');
      expect(status, output).toBe(0);
    });

    test('the rules, with no complaint of its linter', async () => {
      const files = await write(definition, stacks[name]);
      const rules = files.filter((file) => file.endsWith('.rules.yml'));

      const { output, status } = await promtool('check', 'rules', '--lint=all', '--lint-fatal', ...rules);

      expect(output.match(/SUCCESS: \d+ rules found/g)).toHaveLength(4);
      expect(status, output).toBe(0);
    });
  });
});

test('what Debian’s promtool refuses in the configuration of the image is what that needs for native histograms, and only that', async () => {
  const file = join(directory, 'image.yml');
  await writeFile(file, rendered(EVERY_ALERT, composeStack)[0]?.text ?? '');

  const { output } = await promtool('check', 'config', '--syntax-only', file);

  expect([...output.matchAll(/field (\w+) not found/g)].map(([, field]) => field)).toEqual([
    'scrape_native_histograms',
    'always_scrape_classic_histograms',
  ]);
});

test('docs/histograms.md shows the lines that are rendered for it', async () => {
  const page = await readFile(join(import.meta.dirname, '../docs/histograms.md'), 'utf8');

  expect(page).toContain(`  - job_name: goldwatch\n${SINCE_3_8}`);
  expect(rendered(MINIMAL, composeStack)[0]?.text).toContain(SINCE_3_8);
});

test('promtool refuses a token file that is not there', async () => {
  const [configuration = ''] = await write(MINIMAL, {
    ...stacks.native,
    exporterTokenFile: join(directory, 'nowhere'),
  });

  const { output, status } = await promtool('check', 'config', configuration);

  expect(output).toContain('nowhere');
  expect(status).toBe(1);
});

test('in containers, Prometheus reads no path but those that docker-compose.monitoring.yml mounts', async () => {
  const text = rendered(EVERY_ALERT, composeStack)[0]?.text ?? '';
  const compose = await readFile(join(import.meta.dirname, '../docker-compose.monitoring.yml'), 'utf8');
  const { services } = parse(compose, { merge: true }) as {
    services: { prometheus: { volumes: string[] } };
  };

  const paths = [...text.matchAll(/\s(\/\S+)/g)].map(([, path = '']) => path.replace(/\/\*.*$/, ''));

  expect(paths).toEqual(CONTAINER_PATHS);
  for (const path of paths) {
    expect(
      services.prometheus.volumes.map((volume) => volume.split(':')[1] ?? ''),
      path,
    ).toSatisfy((mounts: string[]) => mounts.some((mount) => path === mount || path.startsWith(`${mount}/`)));
  }
});

test('the same definition renders to the same bytes, the notice first', () => {
  const first = rendered(EVERY_ALERT, composeStack);

  expect(first.map(({ path }) => path)).toEqual([
    'prometheus/prometheus.yml',
    'prometheus/rules/golden_signals.rules.yml',
    'prometheus/rules/objectives.rules.yml',
    'prometheus/rules/alerts.rules.yml',
    'prometheus/rules/built_in.rules.yml',
    'prometheus/web.flags',
  ]);
  expect(first).toEqual(rendered(EVERY_ALERT, composeStack));
  for (const { text } of first) expect(text.startsWith(RENDERED_NOTICE)).toBe(true);
});

describe('the configuration', () => {
  test('scrapes and evaluates at the interval of the exporter', () => {
    const fast = `${MINIMAL}exporter: { scrape_interval: 2s }\n`;

    expect(configurationOf(MINIMAL, composeStack).global).toEqual({
      scrape_interval: '15s',
      scrape_timeout: '10s',
      evaluation_interval: '15s',
      external_labels: { environment: 'staging', cluster: 'demo-api', __replica__: `\${GOLDWATCH_REPLICA}` },
    });
    expect(configurationOf(MINIMAL, stacks.native).global).toMatchObject({
      external_labels: { environment: 'staging' },
    });
    expect(configurationOf(fast, composeStack).global).toMatchObject({
      scrape_interval: '2s',
      scrape_timeout: '2s',
      evaluation_interval: '2s',
    });
  });

  test('sends alerts to Alertmanager', () => {
    expect(configurationOf(MINIMAL, stacks.native).alerting).toEqual({
      alertmanagers: [{ static_configs: [{ targets: ['127.0.0.1:9093'] }] }],
    });
  });

  test('scrapes every program of the stack and none that is not there', () => {
    const jobs = (stack: Stack) =>
      (configurationOf(MINIMAL, stack).scrape_configs as { job_name: string }[]).map(
        ({ job_name }) => job_name,
      );

    expect(jobs(composeStack)).toEqual(['goldwatch', 'prometheus', 'alertmanager', 'grafana', 'node']);
    expect(jobs(stacks.native)).toEqual(['goldwatch', 'prometheus', 'alertmanager']);
    expect(jobs({ ...stacks.native, runsGrafana: true })).toEqual([
      'goldwatch',
      'prometheus',
      'alertmanager',
      'grafana',
    ]);
  });

  test('carries the token only where the exporter wants one', () => {
    const [withToken] = configurationOf(MINIMAL, composeStack).scrape_configs as object[];
    const [without] = configurationOf(MINIMAL, { ...composeStack, exporterTokenFile: null })
      .scrape_configs as object[];

    expect(withToken).toMatchObject({
      job_name: 'goldwatch',
      authorization: { type: 'Bearer', credentials_file: '/run/goldwatch/exporter/token' },
    });
    expect(without).not.toHaveProperty('authorization');
  });

  test('has the image store the exporter’s native histograms beside its classic buckets, which the rules read', () => {
    const histograms = (stack: Stack) =>
      (configurationOf(MINIMAL, stack).scrape_configs as Record<string, unknown>[]).map((job) =>
        Object.fromEntries(
          Object.entries(job).filter(([key]) => /^job_name$|histogram|scrape_protocols/.test(key)),
        ),
      );

    expect(histograms(composeStack)).toEqual([
      {
        job_name: 'goldwatch',
        scrape_native_histograms: true,
        always_scrape_classic_histograms: true,
      },
      { job_name: 'prometheus' },
      { job_name: 'alertmanager' },
      { job_name: 'grafana' },
      { job_name: 'node' },
    ]);
    expect(histograms(stacks.native)).toEqual([
      { job_name: 'goldwatch' },
      { job_name: 'prometheus' },
      { job_name: 'alertmanager' },
    ]);
    expect(Object.keys(configurationOf(MINIMAL, composeStack).global as object).join()).not.toMatch(
      /histogram|scrape_protocols/,
    );
  });
});
