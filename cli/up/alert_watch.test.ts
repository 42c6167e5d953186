import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AlertWatch, changedAlarm, deliveredAlert } from './alert_watch.ts';

interface ListedAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly state: string;
  readonly value?: string;
}

// A server in place of Prometheus, since a real one takes its time over every change.
let listed: readonly ListedAlert[] | string;
let stop: () => void;
let told: string[];
let watch: AlertWatch;

beforeEach(async () => {
  const server = createServer((_request, response) => {
    const body = { status: 'success', data: { alerts: listed } };
    response.end(typeof listed === 'string' ? listed : JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  told = [];
  watch = new AlertWatch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, (text) =>
    told.push(text),
  );
  stop = () => {
    server.close();
    server.closeAllConnections();
  };
});

afterEach(() => stop());

/** What is told when Prometheus lists these alerts, and did not before. */
async function toldOf(alerts: readonly ListedAlert[] | string): Promise<string[]> {
  listed = alerts;
  told = [];
  await watch.look();
  return told;
}

const alert = (state: string, labels: Readonly<Record<string, string>> = {}, value = '0.5') => ({
  labels: {
    alertname: 'HighErrorRate',
    service: 'api',
    severity: 'warning',
    signal: 'error_ratio',
    ...labels,
  },
  state,
  value,
});

describe('the alerts of Prometheus', () => {
  test('are told at every station', async () => {
    expect(await toldOf([])).toEqual([]);
    expect(await toldOf([alert('pending')])).toEqual(['HighErrorRate (api) is pending at Prometheus']);
    expect(await toldOf([alert('firing')])).toEqual(['HighErrorRate (api) is firing at Prometheus']);
    expect(await toldOf([])).toEqual(['HighErrorRate (api) is over at Prometheus']);
    expect(await toldOf([alert('pending')])).toEqual(['HighErrorRate (api) is pending at Prometheus']);
    expect(await toldOf([])).toEqual(['HighErrorRate (api) is over at Prometheus: it did not last']);
  });

  test('are told once, however their values change', async () => {
    await toldOf([alert('firing', {}, '0.5')]);

    expect(await toldOf([alert('firing', {}, '0.6')])).toEqual([]);
    expect(await toldOf([alert('firing', {}, '0.7')])).toEqual([]);
  });

  test('of one name and service are told apart by their other labels', async () => {
    const down = (instance: string, state: string) =>
      alert(state, { alertname: 'TargetDown', service: 'goldwatch', job: 'a', instance });

    expect(await toldOf([down('h:1', 'firing'), down('h:2', 'pending')])).toEqual([
      'TargetDown (goldwatch) job=a instance=h:1 is firing at Prometheus',
      'TargetDown (goldwatch) job=a instance=h:2 is pending at Prometheus',
    ]);
    expect(await toldOf([down('h:2', 'pending')])).toEqual([
      'TargetDown (goldwatch) job=a instance=h:1 is over at Prometheus',
    ]);
  });

  test('are told without the watchdog, which always fires', async () => {
    expect(await toldOf([alert('firing', { alertname: 'Watchdog' })])).toEqual([]);
  });

  test.each([
    ['does not answer with JSON', 'upstream is away'],
    ['answers with an error', '{"status":"error","error":"loading"}'],
  ])('stay as they were known while Prometheus %s', async (_, answer) => {
    await toldOf([alert('firing')]);

    expect(await toldOf(answer)).toEqual([]);
    expect(await toldOf([alert('firing')])).toEqual([]);
  });

  test('stay as they were known while nothing listens', async () => {
    await toldOf([alert('firing')]);
    stop();

    expect(await toldOf([])).toEqual([]);
  });

  test('are told once where two looks overlap', async () => {
    listed = [alert('firing')];

    await Promise.all([watch.look(), watch.look(), watch.look()]);

    expect(told).toEqual(['HighErrorRate (api) is firing at Prometheus']);
  });

  test('that have no service are told without one', async () => {
    const { labels } = alert('firing');
    const { service, ...others } = labels;

    expect(service).toBe('api');
    expect(await toldOf([{ labels: others, state: 'firing' }])).toEqual([
      'HighErrorRate is firing at Prometheus',
    ]);
  });
});

describe('the exporter’s line about an alert', () => {
  const line = (status: string, alertname = 'HighErrorRate') =>
    JSON.stringify({
      level: 40,
      event: 'alert',
      status,
      alertname,
      labels: {
        alertname,
        service: 'api',
        severity: 'warning',
        signal: 'error_ratio',
        environment: 'test',
        team: 'platform',
        objective: 'availability',
        sloth_id: 'api-availability',
        zone: 'web',
      },
      annotations: { summary: 'S.', description: '12.5% of the requests failed.' },
      msg: `${alertname} is ${status}.`,
    });

  test('tells its delivery, and what it says', () => {
    expect(deliveredAlert(line('firing'))).toBe(
      'HighErrorRate (api) zone=web is delivered by Alertmanager as firing: 12.5% of the requests failed.',
    );
  });

  test('tells its end without the value that it last had', () => {
    expect(deliveredAlert(line('resolved'))).toBe(
      'HighErrorRate (api) zone=web is delivered by Alertmanager as resolved',
    );
  });

  test.each([
    ['the watchdog’s', line('firing', 'Watchdog')],
    ['no alert’s', '{"level":30,"msg":"The exporter listens."}'],
    ['cut off', line('firing').slice(0, 40)],
    ['another program’s', 'level=info event=alert status=firing'],
  ])('is none where it is %s', (_, text) => {
    expect(deliveredAlert(text)).toBeNull();
  });
});

describe('an alarm of the stand-in for CloudWatch', () => {
  test('tells where it comes from, where it goes, and whom it tells', () => {
    expect(changedAlarm('12:00:01 Alarm shop-ApiDown goes from OK to ALARM, and tells shop-critical')).toBe(
      'shop-ApiDown goes from OK to ALARM, and tells shop-critical',
    );
  });

  test.each([
    ['a request', '12:00:01 PutMetricData: accepted, 200, 7 datums, 812 bytes gzip'],
    ['a deployment', 'Deployed alarms-shop: 35 resources.'],
    ['a hint', 'Alarms:          curl http://127.0.0.1:4582/_standin/alarms'],
  ])('is none where a line is of %s', (_, text) => {
    expect(changedAlarm(text)).toBeNull();
  });
});
