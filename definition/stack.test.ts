import { expect, test } from 'vitest';
import { composeStack, nativeStack, renderWebFlags, withLinks } from './stack.ts';

const native = nativeStack({
  exporter: '127.0.0.1:9464',
  prometheus: '127.0.0.1:9090',
  alertmanager: '127.0.0.1:9093',
  grafana: '127.0.0.1:3000',
  runsGrafana: false,
  exporterTokenFile: '/srv/api/state/token',
  directory: '/srv/api/state/stack',
  baseDirectory: '/srv/api',
});

test('in containers, programs reach each other by name and people reach them on this machine', () => {
  expect(composeStack.prometheus).toEqual({ internal: 'prometheus:9090', external: 'http://localhost:9090' });
});

test('as processes, programs and people reach the same addresses', () => {
  expect(native.prometheus).toEqual({ internal: '127.0.0.1:9090', external: 'http://127.0.0.1:9090' });
  expect(native).toMatchObject({
    name: 'native',
    runsGrafana: false,
    exporterTokenFile: '/srv/api/state/token',
  });
});

test('as processes, rendered files are read where they are written', () => {
  expect(native.rulesDirectory).toBe('/srv/api/state/stack/prometheus/rules');
  expect(native.templatesDirectory).toBe('/srv/api/state/stack/alerting/templates');
  expect(native.dashboardsDirectory).toBe('/srv/api/state/stack/grafana/dashboards');
});

test('a secret of a relative path is mounted into containers, and beside monitoring.yml for processes', () => {
  expect(composeStack.secretFile('secrets/slack')).toBe('/etc/alertmanager/secrets/slack');
  expect(native.secretFile('secrets/slack')).toBe('/srv/api/secrets/slack');
  expect(native.secretFile('../slack')).toBe('/srv/slack');
  expect(composeStack.scrapeSecretFile('secrets/scrape/shop')).toBe('/etc/prometheus/secrets/scrape/shop');
  expect(native.scrapeSecretFile('secrets/scrape/shop')).toBe('/srv/api/secrets/scrape/shop');
});

test('a secret of an absolute path is where it says', () => {
  expect(composeStack.secretFile('/run/secrets/slack')).toBe('/run/secrets/slack');
  expect(native.secretFile('/run/secrets/slack')).toBe('/run/secrets/slack');
});

test('links change where people reach programs, and nothing else', () => {
  const links = { prometheus: 'https://prometheus.example.com', grafana: undefined };

  expect(withLinks(composeStack, links)).toEqual({
    ...composeStack,
    prometheus: { internal: 'prometheus:9090', external: 'https://prometheus.example.com' },
  });
});

test('Prometheus and Alertmanager are told where people reach them, whatever path that has', () => {
  const [, ...options] = renderWebFlags({ internal: 'a:9090', external: 'https://example.com/prometheus' })
    .trimEnd()
    .split('\n');

  expect(options).toEqual(['--web.external-url=https://example.com/prometheus', '--web.route-prefix=/']);
});
