import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { DCLinter } from 'dclint';
import { describe, expect, test } from 'vitest';
import { type Address, composeStack } from '../definition/stack.ts';
import {
  breaking,
  COMPOSE_PATH,
  compose,
  composeText,
  isBind,
  longRunning,
  mounts,
  networksOf,
  PROJECT,
  service,
  services,
} from './compose/compose_file.ts';

// What remains is the Compose specification's own schema, and rules that are not about the order of lines.
const ORDER_RULES = [
  'service-dependencies-alphabetical-order',
  'service-keys-order',
  'service-ports-alphabetical-order',
  'services-alphabetical-order',
  'top-level-properties-order',
];

const judge = new DCLinter({
  rules: Object.fromEntries(ORDER_RULES.map((rule) => [rule, 0 as const])),
  quiet: false,
  debug: false,
  exclude: [],
});

function complaints(path: string): string[] {
  const results: readonly { messages: readonly { message: string }[] }[] = judge.lintFiles([path], false);
  return results.flatMap(({ messages }) => messages.map(({ message }) => message));
}

describe('the Compose file', () => {
  test('parses under the Compose specification', () => {
    expect(complaints(COMPOSE_PATH)).toEqual([]);
  });

  test('is judged by somebody who knows the specification', () => {
    expect(complaints(join(PROJECT, 'tests/compose/testdata/unknown_key.bad.yml'))).toEqual([
      expect.stringContaining('must NOT have additional properties'),
    ]);
  });

  test('names no network, volume or service that is not there', () => {
    const lost = services.flatMap(([name, one]) => [
      ...networksOf(one).filter((network) => !(network in compose.networks)),
      ...mounts(one).flatMap((mount) =>
        isBind(mount) || mount.source in compose.volumes ? [] : `${name}: ${mount.source}`,
      ),
      ...Object.keys(one.depends_on ?? {}).filter((other) => !(other in compose.services)),
    ]);

    expect(lost).toEqual([]);
  });

  test('needs no variable to be set', () => {
    expect(composeText.match(/\$\{\w+(?!\w*:-)[^}]*\}/g) ?? []).toEqual([]);
  });

  test('mounts no path that the repository lacks', () => {
    const lost = services.flatMap(([, one]) =>
      mounts(one).flatMap(({ source }) =>
        source.startsWith('./') && !existsSync(join(PROJECT, source)) ? source : [],
      ),
    );

    expect(lost).toEqual([]);
  });

  test('pins every image by its full version', () => {
    expect(breaking(({ image }) => /:v?\d+\.\d+\.\d+$/.test(image))).toEqual([]);
  });

  test('builds one image, once, of the version in package.json, and looks for it nowhere else', () => {
    const { version } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')) as {
      version: string;
    };
    const ours = services.filter(([, { image }]) => image.startsWith('localhost/'));

    expect(new Set(ours.map(([, { image }]) => image))).toEqual(new Set([`localhost/goldwatch:${version}`]));
    expect(breaking(({ pull_policy }) => pull_policy === 'never', ours)).toEqual([]);
    expect(services.filter(([, { build }]) => build !== undefined).map(([name]) => name)).toEqual([
      'secrets',
    ]);
  });

  test('keeps the demo, the host’s metrics, the lines of logs and what stands by to their profiles', () => {
    const profiled = services.flatMap(([name, { profiles }]) => (profiles ? [[name, ...profiles]] : []));

    expect(profiled).toEqual([
      ['prometheus-2', 'ha'],
      ['alertmanager-2', 'ha'],
      ['loki', 'logs'],
      ['alloy', 'logs'],
      ['demo-service', 'demo'],
      ['demo-traffic', 'demo'],
      ['node-exporter', 'host'],
    ]);
  });

  test('lets Prometheus see a first increment, for which it needs to know when counting began', () => {
    const features = service('prometheus').command?.find((option) => option.startsWith('--enable-feature='));

    expect(features).toBe('--enable-feature=exemplar-storage,created-timestamp-zero-ingestion');
  });

  test('limits what Prometheus keeps by time and by size', () => {
    expect(service('prometheus').command).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^--storage\.tsdb\.retention\.time=\d+d$/),
        expect.stringMatching(/^--storage\.tsdb\.retention\.size=\d+GB$/),
      ]),
    );
  });
});

describe('the start', () => {
  const conditions = (name: string) =>
    Object.fromEntries(
      Object.entries(service(name).depends_on ?? {}).map(([other, { condition }]) => [other, condition]),
    );

  test('waits for the secrets in every service that reads one', () => {
    const readers = services.filter(
      ([name, one]) => name !== 'secrets' && mounts(one).some(({ source }) => source.endsWith('_secrets')),
    );

    expect(readers.map(([name]) => name)).toEqual([
      'exporter',
      'prometheus',
      'prometheus-2',
      'alertmanager',
      'alertmanager-2',
      'grafana',
    ]);
    expect(
      breaking((_, name) => conditions(name).secrets === 'service_completed_successfully', readers),
    ).toEqual([]);
  });

  test('waits for the health of everything else that it waits for', () => {
    const impatient = breaking((_, name) =>
      Object.entries(conditions(name)).every(
        ([other, condition]) => other === 'secrets' || condition === 'service_healthy',
      ),
    );

    expect(impatient).toEqual([]);
  });

  test('goes from the exporter over Alertmanager and Prometheus to Grafana', () => {
    expect(conditions('alertmanager')).toHaveProperty('exporter');
    expect(conditions('prometheus')).toHaveProperty('alertmanager');
    expect(conditions('grafana')).toHaveProperty('prometheus');
  });

  test('checks the health of every service that is to keep running, without a shell where its image has anything else', () => {
    expect(breaking(({ healthcheck }) => healthcheck?.test[0] === 'CMD', longRunning)).toEqual([]);
    expect(breaking(({ healthcheck }) => healthcheck?.test[1] !== 'bash', longRunning)).toEqual(['alloy']);
  });

  test('comes again for every service that is to keep running, should it end, and not for the secrets', () => {
    expect(breaking(({ restart }) => restart === 'unless-stopped', longRunning)).toEqual([]);
    expect(service('secrets').restart).toBe('no');
  });
});

describe('what the rendered files use', () => {
  const programs = ['exporter', 'prometheus', 'alertmanager', 'grafana'] as const;

  test.each(programs)('is the address of %s, inside and outside', (name) => {
    const { internal, external }: Address = composeStack[name];
    const [host, port] = internal.split(':');

    expect(host).toBe(name);
    expect(service(name).ports).toEqual([`127.0.0.1:${new URL(external).port}:${port}`]);
  });

  const seen = (name: string, path: string) =>
    mounts(service(name))
      .filter(({ target }) => !relative(target, path).startsWith('..'))
      .map(({ source, target }) => join(source, relative(target, path)));

  test.each([
    ['prometheus', '/etc/prometheus/prometheus.yml', 'prometheus/prometheus.yml'],
    ['prometheus', '/etc/prometheus/web.flags', 'prometheus/web.flags'],
    ['prometheus', composeStack.rulesDirectory, 'prometheus/rules'],
    ['prometheus', composeStack.scrapeSecretFile('secrets/scrape/token'), 'secrets/scrape/token'],
    ['exporter', '/app/secrets/scrape/token', 'secrets/scrape/token'],
    ['exporter', '/app/secrets/exporter/heartbeat_url', 'secrets/exporter/heartbeat_url'],
    ['alertmanager', '/etc/alertmanager/alertmanager.yml', 'alerting/alertmanager.yml'],
    ['alertmanager', '/etc/alertmanager/web.flags', 'alerting/web.flags'],
    ['alertmanager', composeStack.templatesDirectory, 'alerting/templates'],
    ['alertmanager', composeStack.secretFile('secrets/slack_webhook_url'), 'secrets/slack_webhook_url'],
    ['grafana', '/etc/grafana/root_url', 'grafana/root_url'],
    ['grafana', '/etc/grafana/provisioning', 'grafana/provisioning'],
    ['grafana', composeStack.dashboardsDirectory, 'grafana/dashboards'],
    ['loki', '/etc/loki/loki.yml', 'grafana/loki/loki.yml'],
    ['alloy', '/etc/alloy/config.alloy', 'grafana/loki/config.alloy'],
  ])('is where %s looks for it: %s', (name, path, source) => {
    expect(seen(name, path)).toEqual([source]);
  });

  test('has Alloy see the logs where the exporter does', () => {
    const logs = (name: string) => mounts(service(name)).filter(({ target }) => target === '/app/logs');

    expect(logs('alloy')).toEqual(logs('exporter'));
    expect(composeStack.logFile('logs/*.json')).toBe('/app/logs/*.json');
  });

  test('has Loki where Alloy and Grafana look for it, and nowhere else', () => {
    expect(composeStack.loki).toBe('loki:3100');
    expect(service('loki').ports).toBeUndefined();
    expect(networksOf(service('loki'))).toEqual(networksOf(service('alloy')));
  });

  test.each(['exporter', 'prometheus', 'alertmanager'])('is the token, in %s', (name) => {
    const token = composeStack.exporterTokenFile ?? '';

    expect(service('secrets').command).toContain(`exporter:${token}`);
    expect(seen(name, dirname(token))).toEqual(['exporter_secrets']);
  });
});
