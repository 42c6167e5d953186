import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { loadDefinition } from '../definition/load.ts';
import { composeStack, nativeStack, RENDERED_NOTICE } from '../definition/stack.ts';
import { renderGrafana } from './render.ts';
import { definitionWith, everyDashboard, everySignal } from './testing.ts';

const native = nativeStack({
  exporter: '127.0.0.1:9464',
  prometheus: '127.0.0.1:9090',
  alertmanager: '127.0.0.1:9093',
  grafana: '127.0.0.1:3000',
  runsGrafana: true,
  exporterTokenFile: null,
  directory: '/home/a $HOME/state',
  baseDirectory: '/home/a',
});

function fileOf(path: string, stack = composeStack): string {
  return renderGrafana(everySignal, stack).find((file) => file.path === path)?.text ?? `no ${path}`;
}

describe('the data sources', () => {
  const path = 'grafana/provisioning/datasources/goldwatch.yml';

  test('are Prometheus, the default, and Alertmanager, where the stack has them', () => {
    expect(parse(fileOf(path))).toEqual({
      apiVersion: 1,
      prune: true,
      datasources: [
        {
          name: 'Prometheus',
          uid: 'prometheus',
          type: 'prometheus',
          access: 'proxy',
          url: 'http://prometheus:9090',
          isDefault: true,
          editable: false,
          jsonData: { timeInterval: '10s', httpMethod: 'POST' },
        },
        {
          name: 'Alertmanager',
          uid: 'alertmanager',
          type: 'alertmanager',
          access: 'proxy',
          url: 'http://alertmanager:9093',
          editable: false,
          jsonData: { implementation: 'prometheus', handleGrafanaManagedAlerts: false },
        },
      ],
    });
    expect(fileOf(path, native)).toContain('url: http://127.0.0.1:9090\n');
  });

  const settingsOf = (text: string, name: string) => {
    const files = renderGrafana(loadDefinition(text, 'monitoring.yml', {}), composeStack);
    const rendered = files.find((file) => file.path === path)?.text ?? '';
    const { datasources } = parse(rendered) as { datasources: { name: string; jsonData: unknown }[] };
    return datasources.find((source) => source.name === name)?.jsonData;
  };

  test('lead from a slow request to its trace, where notify.links says where traces are', () => {
    const text =
      'service: { name: shop }\nnotify: { links: { traces: "https://traces.example.com/$x/{trace_id}?full=1" } }\n';

    expect(settingsOf(text, 'Prometheus')).toMatchObject({
      exemplarTraceIdDestinations: [
        {
          name: 'trace_id',
          // Grafana makes one of two dollars.
          url: 'https://traces.example.com/$$x/$${__value.raw}?full=1',
          urlDisplayLabel: 'Show the trace',
        },
      ],
    });
  });

  test('have CloudWatch, by the credentials of where Grafana runs, where something is mirrored there', () => {
    const mirror =
      'mirror: { cloudwatch: { namespace: Shop, region: eu-central-1, select: [{ series: saturation_ratio }] } }';
    const text = 'service: { name: shop }\nsources: [{ type: container }]\n';

    expect(settingsOf(text, 'CloudWatch')).toBeUndefined();
    expect(settingsOf(`${text}${mirror}\n`, 'CloudWatch')).toEqual({
      authType: 'default',
      defaultRegion: 'eu-central-1',
      customMetricsNamespaces: 'Shop',
    });
  });

  test('start with the notice that edits are lost', () => {
    expect(fileOf(path).startsWith(RENDERED_NOTICE)).toBe(true);
  });
});

describe('the dashboard provider', () => {
  const path = 'grafana/provisioning/dashboards/goldwatch.yml';

  test('reads the files of the stack and lets nobody edit or delete them', () => {
    expect(parse(fileOf(path))).toEqual({
      apiVersion: 1,
      providers: [
        {
          name: 'goldwatch',
          type: 'file',
          folder: 'goldwatch',
          folderUid: 'goldwatch',
          allowUiUpdates: false,
          disableDeletion: true,
          options: { path: '/etc/grafana/dashboards' },
        },
      ],
    });
    expect(fileOf(path).startsWith(RENDERED_NOTICE)).toBe(true);
  });

  test('escapes the dollar of a path, which Grafana would expand', () => {
    expect(fileOf(path, native)).toContain('path: /home/a $$HOME/state/grafana/dashboards\n');
  });
});

describe('the dashboards', () => {
  const dashboardsOf = (definition = everySignal, stack = composeStack) =>
    renderGrafana(definition, stack).filter(({ path }) => path.startsWith('grafana/dashboards/'));

  test('are JSON with two spaces and a newline at the end', () => {
    const files = dashboardsOf();
    expect(files.map(({ path }) => path)).toContain('grafana/dashboards/golden-signals.json');
    for (const { text } of files) expect(text).toBe(`${JSON.stringify(JSON.parse(text), null, 2)}\n`);
  });

  test('are the same bytes for the same monitoring.yml, on every stack', () => {
    expect(dashboardsOf()).toEqual(dashboardsOf());
    expect(dashboardsOf(everySignal, native)).toEqual(dashboardsOf());
  });

  test('change with the alerts of monitoring.yml', () => {
    expect(dashboardsOf(definitionWith('severity: warning, signal: error_ratio, above: 7%'))).not.toEqual(
      dashboardsOf(),
    );
  });

  test('carry nothing that one Grafana assigned', () => {
    for (const { text } of dashboardsOf()) {
      const dashboard = JSON.parse(text) as Record<string, unknown>;
      for (const key of ['id', 'version', 'iteration', 'meta']) expect(dashboard).not.toHaveProperty(key);
    }
  });
});

describe('Loki', () => {
  const LOKI_FILES = ['grafana/loki/loki.yml', 'grafana/loki/config.alloy'];
  const pathsOf = (definition = everyDashboard, stack = composeStack) =>
    renderGrafana(definition, stack).map(({ path }) => path);
  const sources = (definition = everyDashboard, stack = composeStack) =>
    renderGrafana(definition, stack).find(({ path }) => path.endsWith('datasources/goldwatch.yml'))?.text;

  test('is a data source with a dashboard where a source keeps its lines', () => {
    expect(pathsOf()).toContain('grafana/dashboards/logs.json');
    expect(sources()).toContain('uid: loki\n    type: loki\n    access: proxy\n    url: http://loki:3100\n');
    expect(pathsOf(everySignal)).not.toContain('grafana/dashboards/logs.json');
    expect(sources(everySignal)).not.toContain('loki');
  });

  test('has its files in any case, since the profile of Docker Compose mounts them', () => {
    expect(pathsOf(everySignal)).toEqual(expect.arrayContaining(LOKI_FILES));
  });

  test('is nothing that a stack without it hears of', () => {
    expect(pathsOf(everyDashboard, native).filter((path) => /loki|logs/.test(path))).toEqual([]);
    expect(sources(everyDashboard, native)).not.toContain('loki');
  });

  test('counts the lines of more sessions than 500, at which it would otherwise refuse to name the most frequent ones', () => {
    expect(parse(fileOf('grafana/loki/loki.yml'))).toMatchObject({
      limits_config: { max_query_series: 20_000 },
    });
  });

  test('deletes what is older than two weeks, and reports to nobody', () => {
    expect(parse(fileOf('grafana/loki/loki.yml'))).toMatchObject({
      limits_config: { retention_period: '336h' },
      compactor: { retention_enabled: true, delete_request_store: 'filesystem' },
      analytics: { reporting_enabled: false },
    });
    expect(fileOf('grafana/loki/loki.yml').startsWith(RENDERED_NOTICE)).toBe(true);
  });
});
