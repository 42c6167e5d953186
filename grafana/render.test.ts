import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { composeStack, nativeStack, RENDERED_NOTICE } from '../definition/stack.ts';
import { renderGrafana } from './render.ts';
import { definitionWith, everySignal } from './testing.ts';

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
