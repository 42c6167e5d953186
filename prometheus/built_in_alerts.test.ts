import { describe, expect, test } from 'vitest';
import { substituteVariables } from '../grafana/expressions.ts';
import { deployedAt } from '../grafana/panels/deployments.ts';
import { objections } from './testing/rule_test.ts';

const DEFINITION = 'service: { name: demo-api }';
const dashboard_url = 'http://localhost:3000/d/goldwatch-golden-signals';

const targetDown = (job: string, instance: string, wait: string) => ({
  labels: { severity: 'critical', service: 'goldwatch', job, instance },
  annotations: {
    summary: 'Prometheus cannot scrape a target: its signals and their alerts are blind.',
    description: `${job} at ${instance} has not answered a scrape for ${wait}.`,
    dashboard_url,
  },
});

const sourceDown = (source: string, type: string) => ({
  labels: { severity: 'critical', service: 'goldwatch', source, type },
  annotations: {
    summary: 'A source of the exporter does not work: its signals stand still.',
    description: `The source ${source} (${type}) has failed for 1m; the log of the exporter says why.`,
    dashboard_url,
  },
});

const watchdog = {
  labels: { severity: 'info', service: 'goldwatch' },
  annotations: {
    summary: 'Always fires, to show that alerts get through.',
    description: 'Where this alert is missing, Prometheus, Alertmanager or the way between them is broken.',
  },
};

test('TargetDown names each target that has not answered four scrapes, and no other', async () => {
  const series = {
    'up{job="goldwatch", instance="exporter:9464"}': '1x20 0x40',
    'up{job="grafana", instance="grafana:3000"}': '1x20 0x60',
    'up{job="prometheus", instance="prometheus:9090"}': '1x60',
  };
  const down = [targetDown('goldwatch', 'exporter:9464', '1m'), targetDown('grafana', 'grafana:3000', '1m')];

  expect(
    await objections(DEFINITION, {
      series,
      alerts: [
        { at: '6m', alert: 'TargetDown', fires: [] },
        { at: '6m15s', alert: 'TargetDown', fires: down },
      ],
    }),
  ).toBe('');
});

test('TargetDown waits for four scrapes of whatever interval, and is quiet when fewer fail', async () => {
  const series = {
    'up{job="goldwatch", instance="exporter:9464"}': '1x4 0x7 1x40',
    'up{job="prometheus", instance="prometheus:9090"}': '1x4 0x40',
  };

  expect(
    await objections(`${DEFINITION}\nexporter: { scrape_interval: 30s }`, {
      series,
      alerts: [
        { at: '3m', alert: 'TargetDown', fires: [] },
        { at: '3m15s', alert: 'TargetDown', fires: [targetDown('prometheus', 'prometheus:9090', '2m')] },
      ],
    }),
  ).toBe('');
});

test('SourceDown names the source that fails, and no other', async () => {
  const series = {
    'goldwatch_source_up{source="access", type="logs", job="goldwatch"}': '1x20 0x40',
    'goldwatch_source_up{source="container", type="container", job="goldwatch"}': '1x60',
  };
  const { labels, annotations } = sourceDown('access', 'logs');

  expect(
    await objections(DEFINITION, {
      series,
      alerts: [
        { at: '6m', alert: 'SourceDown', fires: [] },
        {
          at: '6m15s',
          alert: 'SourceDown',
          fires: [{ labels: { ...labels, job: 'goldwatch' }, annotations }],
        },
      ],
    }),
  ).toBe('');
});

test('SourceDown is quiet on a source that fails now and then', async () => {
  const series = { 'goldwatch_source_up{source="access", type="logs"}': '1x20 0x3 1 0x3 1x20' };
  const moments = ['5m', '6m', '6m15s', '7m', '8m', '10m'];

  expect(
    await objections(DEFINITION, {
      series,
      alerts: moments.map((at) => ({ at, alert: 'SourceDown', fires: [] })),
    }),
  ).toBe('');
});

test('Watchdog fires from the first moment on, whatever is there', async () => {
  expect(
    await objections(DEFINITION, {
      series: {},
      alerts: ['0s', '15s', '1h'].map((at) => ({ at, alert: 'Watchdog', fires: [watchdog] })),
    }),
  ).toBe('');
});

describe('Deployed', () => {
  const SERVICE = 'service="shop", job="goldwatch", instance="exporter:9464"';
  const WITH_SOURCE = `${DEFINITION}\nsources: [{ type: deployments }]`;
  // Told at 5m, and again, as another version, at 6m.
  const series = {
    [`deployment_info{version="1.4.1", commit="f3c2a1b", environment="production", ${SERVICE}}`]:
      '_x20 1x3 stale',
    [`deployment_info{version="1.4.2", ${SERVICE}}`]: '_x24 1x60',
    [`deployment_timestamp_seconds{${SERVICE}}`]: '_x20 300x3 360x60',
  };
  const deployed = (version: Readonly<Record<string, string>>, description: string) => ({
    labels: { severity: 'info', service: 'shop', job: 'goldwatch', instance: 'exporter:9464', ...version },
    annotations: {
      summary: 'A deployment was told.',
      description,
      dashboard_url: `${dashboard_url}?var-service=shop`,
    },
  });

  test('tells each version for five minutes, as information', async () => {
    const first = deployed(
      { version: '1.4.1', commit: 'f3c2a1b', environment: 'production' },
      'shop runs 1.4.1 (commit f3c2a1b) in production.',
    );
    const second = deployed({ version: '1.4.2' }, 'shop runs 1.4.2.');
    const fires = (at: string, ...alerts: (typeof first)[]) => ({ at, alert: 'Deployed', fires: alerts });

    expect(
      await objections(WITH_SOURCE, {
        series,
        alerts: [
          fires('4m'),
          fires('5m15s', first),
          fires('6m15s', second),
          fires('10m45s', second),
          fires('11m'),
        ],
      }),
    ).toBe('');
  });

  test('is what the dashboards mark, at the time at which it was told', async () => {
    const query = substituteVariables(deployedAt());
    const at = { service: 'shop', job: 'goldwatch', instance: 'exporter:9464' };
    const first = { version: '1.4.1', commit: 'f3c2a1b', environment: 'production', ...at };

    expect(
      await objections(WITH_SOURCE, {
        series,
        queries: [
          { at: '5m15s', query, gives: [[first, 300_000]] },
          { at: '20m', query, gives: [[{ version: '1.4.2', ...at }, 360_000]] },
        ],
      }),
    ).toBe('');
  });

  test('is not there without a source that tells', async () => {
    expect(
      await objections(DEFINITION, { series, alerts: [{ at: '5m15s', alert: 'Deployed', fires: [] }] }),
    ).toBe('');
  });
});
