import { expect, test } from 'vitest';
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
