import { describe, expect, test } from 'vitest';
import { substituteVariables } from '../grafana/expressions.ts';
import { deployedAt } from '../grafana/panels/deployments.ts';
import { objections } from './testing/rule_test.ts';

const DEFINITION = 'service: { name: demo-api }';
const dashboard_url = 'http://localhost:3000/d/goldwatch-golden-signals';

const targetDown = (job: string, instance: string, wait: string) => ({
  labels: {
    severity: /^(goldwatch|scrape\/)/.test(job) ? 'critical' : 'warning',
    service: 'goldwatch',
    job,
    instance,
  },
  annotations: {
    summary: 'Prometheus cannot scrape a target: its signals and their alerts are blind.',
    description: `${job} at ${instance} has not answered a scrape for ${wait}. Status > Target health in Prometheus says what it failed with.`,
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

describe('what does not answer is one alert for one cause:', () => {
  const WATCHED = `${DEFINITION}
sources:
  - { type: scrape, name: shop, service: shop, targets: ["http://a:1/metrics", "http://b:1/metrics"], via: prometheus }
`;
  const at = (instance: string) => `up{job="scrape/shop", service="shop", instance="${instance}"}`;
  const others = Object.fromEntries(
    ['goldwatch', 'prometheus', 'alertmanager', 'grafana'].map((job) => [`up{job="${job}"}`, '1x80']),
  );
  /** How many of each fire at a moment. */
  const firing = (moment: string, counts: Readonly<Record<string, number>>) => ({
    at: moment,
    query:
      'count by (alertname, service, severity) (ALERTS{alertstate="firing", alertname=~".*(Missing|Down)"})',
    gives: Object.entries(counts).map(
      ([alertname, count]) => [{ alertname, service: 'shop', severity: 'critical' }, count] as const,
    ),
  });

  test('one target of several', async () => {
    const series = { ...others, [at('a:1')]: '1x9 0x60', [at('b:1')]: '1x80' };

    expect(
      await objections(WATCHED, {
        series,
        queries: [firing('3m15s', {}), firing('3m30s', { TargetDown: 1 }), firing('10m', { TargetDown: 1 })],
      }),
    ).toBe('');
  });

  test('all targets of a job', async () => {
    const series = { ...others, [at('a:1')]: '1x9 0x60', [at('b:1')]: '1x9 0x60' };

    expect(
      await objections(WATCHED, {
        series,
        queries: [firing('3m15s', {}), firing('3m30s', { JobDown: 1 }), firing('10m', { JobDown: 1 })],
      }),
    ).toBe('');
  });

  test('one target, and a while later the other as well: never two alerts, and never none', async () => {
    const series = { ...others, [at('a:1')]: '1x9 0x60', [at('b:1')]: '1x29 0x40' };

    expect(
      await objections(WATCHED, {
        series,
        queries: [
          firing('3m30s', { TargetDown: 1 }),
          firing('8m15s', { TargetDown: 1 }),
          firing('8m30s', { JobDown: 1 }),
          firing('10m', { JobDown: 1 }),
        ],
      }),
    ).toBe('');
  });

  test('a job that Prometheus knows no target of', async () => {
    const series = { ...others, [at('a:1')]: '1x9 stale', [at('b:1')]: '1x9 stale' };

    expect(
      await objections(WATCHED, {
        series,
        queries: [firing('3m15s', {}), firing('3m30s', { JobMissing: 1 }), firing('10m', { JobMissing: 1 })],
      }),
    ).toBe('');
  });
});

test('a service that is scraped rarely has four scrapes of its own, and no alert at the start', async () => {
  const slow = 'job="scrape/slow", service="api", instance="a:1"';
  const fast = 'job="scrape/fast", service="api", instance="b:1"';
  const others = ['goldwatch', 'prometheus', 'alertmanager', 'grafana'].map((job) => [
    `up{job="${job}"}`,
    '1x80',
  ]);
  const series = Object.fromEntries(others);
  const firing = (at: string, names: readonly string[]) => ({
    at,
    query: 'count by (alertname, job) (ALERTS{alertstate="firing", alertname=~".*(Missing|Down)"})',
    gives: names.map((job) => [{ alertname: 'TargetDown', job }, 1] as const),
  });

  expect(
    await objections(
      `${DEFINITION}
sources:
  - { type: scrape, name: fast, service: api, targets: ["http://b:1/metrics"] }
  - { type: scrape, name: slow, service: api, interval: 1m, targets: ["http://a:1/metrics"] }
`,
      {
        // The first scrape of the slow one comes after 90 seconds; one of them fails, and from 8m on all of both.
        series: {
          ...series,
          [`up{${slow}}`]: '_x5 1x7 _x3 0 _x3 1 _x11 0x60',
          [`up{${fast}}`]: '1x31 0x60',
        },
        queries: [
          firing('1m15s', []),
          firing('4m45s', []),
          firing('8m', []),
          firing('9m30s', ['scrape/fast']),
          firing('12m', ['scrape/fast', 'scrape/slow']),
        ],
      },
    ),
  ).toBe('');
});

describe('a counter that nobody had before', () => {
  const dropped = 'goldwatch_series_limit_dropped_total{metric="x_total"}';
  const firing = (at: string, count: number) => ({
    at,
    query: 'ALERTS{alertname="SeriesDropped", alertstate="firing"} * 1',
    gives: Array.from(
      { length: count },
      () =>
        [
          {
            alertname: 'SeriesDropped',
            alertstate: 'firing',
            metric: 'x_total',
            service: 'goldwatch',
            severity: 'warning',
          },
          1,
        ] as const,
    ),
  });

  test('is told of at its first sample, for ten minutes', async () => {
    expect(
      await objections(DEFINITION, {
        series: { [dropped]: '_x40 1x80' },
        queries: [firing('9m45s', 0), firing('10m', 1), firing('19m45s', 1), firing('20m15s', 0)],
      }),
    ).toBe('');
  });

  test('is told of again when it grows, and not when it is there again after a restart', async () => {
    expect(
      await objections(DEFINITION, {
        series: { [dropped]: '7x80 stale 0x40 1x20' },
        queries: [firing('20m', 0), firing('25m', 0), firing('30m', 0), firing('31m', 1)],
      }),
    ).toBe('');
  });

  test('is not told of when it is back as it was, after a time without Prometheus', async () => {
    const up = 'up{job="goldwatch", instance="a"}';
    const counter = 'goldwatch_series_limit_dropped_total{metric="x_total", job="goldwatch", instance="a"}';
    const query = 'count(ALERTS{alertname="SeriesDropped", alertstate="firing"})';
    const fires = (at: string) => ({ at, query, gives: [[{}, 1]] as const });
    const isQuiet = (at: string) => ({ at, query, gives: [] });

    // Away from 20m to 40m.
    expect(
      await objections(DEFINITION, {
        ruleFiles: ['built_in.rules.yml'],
        series: { [up]: '1x80 _x79 1x60', [counter]: '7x80 _x79 7x60' },
        queries: [isQuiet('20m'), isQuiet('40m15s'), isQuiet('45m')],
      }),
    ).toBe('');
    expect(
      await objections(DEFINITION, {
        ruleFiles: ['built_in.rules.yml'],
        series: { [up]: '1x80 _x79 1x60', [counter]: '7x80 _x79 8x60' },
        queries: [isQuiet('20m'), fires('40m15s'), fires('45m')],
      }),
    ).toBe('');
    expect(
      await objections(DEFINITION, {
        ruleFiles: ['built_in.rules.yml'],
        series: { [up]: '1x220', [counter]: '7x80 stale _x79 7x60' },
        queries: [isQuiet('20m'), fires('40m30s'), fires('45m')],
      }),
    ).toBe('');
  });
});

test('AlertsUndelivered is quiet on what Prometheus drops at its start, and tells what it drops later', async () => {
  const own = 'job="prometheus", instance="prometheus:9090"';
  const firing = (at: string, count: number) => ({
    at,
    query: 'count(ALERTS{alertname="AlertsUndelivered", alertstate="firing"}) or vector(0)',
    gives: [[{}, count]] as const,
  });

  expect(
    await objections(DEFINITION, {
      ruleFiles: ['built_in.rules.yml'],
      series: {
        [`up{${own}}`]: '1x160',
        [`process_start_time_seconds{${own}}`]: '0x160',
        [`prometheus_notifications_dropped_total{${own}}`]: '2x100 3x60',
      },
      queries: [firing('6m', 0), firing('15m', 0), firing('20m', 0), firing('30m', 0), firing('30m15s', 1)],
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

test('SourceDown waits for four readings of a source that reads rarely', async () => {
  const { labels, annotations } = sourceDown('access', 'logs');
  expect(
    await objections(
      `${DEFINITION}
sources:
  - { type: llm, name: access }
  - { type: scrape, name: web, via: exporter, interval: 2m, targets: ["http://a:1/metrics"] }
`,
      {
        series: {
          'goldwatch_source_up{source="access", type="logs"}': '1x20 0x40',
          'goldwatch_source_up{source="web", type="scrape"}': '1x20 0x8 1x40',
        },
        alerts: [{ at: '7m', alert: 'SourceDown', fires: [{ labels, annotations }] }],
      },
    ),
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

describe('the certificate of an exporter that serves over TLS', () => {
  const SECURE = `${DEFINITION}\nexporter: { tls_server_config: { cert_file: cert.pem, key_file: key.pem } }`;
  const DAY_S = 86_400;
  const firing = (annotations: Readonly<Record<string, string>>) => [
    {
      labels: { severity: 'warning', service: 'goldwatch' },
      annotations: { ...annotations, dashboard_url },
    },
  ];

  test('is told of two weeks before it ends, and while its successor cannot be used', async () => {
    const ends = firing({
      summary:
        'The certificate of the exporter ends soon: then neither Prometheus nor Alertmanager reaches it.',
      description:
        'It is good for 13d 23h 45m 0s more. Put a new one into the files of `exporter.tls_server_config`; the exporter takes it within seconds.',
      value: '13d 23h 45m 0s',
      threshold: '14d',
    });
    const refused = firing({
      summary:
        'The exporter cannot use the new files of exporter.tls_server_config, and goes on with those before.',
      description:
        'The log of the exporter says what is wrong with them. The old certificate is in use until it ends.',
    });

    expect(
      await objections(SECURE, {
        series: {
          // promtool begins at the time 0.
          goldwatch_tls_certificate_expiry_timestamp_seconds: `${14 * DAY_S}x120`,
          goldwatch_tls_last_reload_successful: '1x8 0x40 1x80',
        },
        alerts: [
          { at: '10m', alert: 'CertificateEnds', fires: [] },
          { at: '15m', alert: 'CertificateEnds', fires: ends },
          { at: '5m', alert: 'CertificateRefused', fires: [] },
          { at: '9m', alert: 'CertificateRefused', fires: refused },
          { at: '20m', alert: 'CertificateRefused', fires: [] },
        ],
      }),
    ).toBe('');
  });

  test('is nobody’s concern where there is none', async () => {
    expect(
      await objections(DEFINITION, {
        series: { goldwatch_tls_last_reload_successful: '0x80' },
        alerts: [{ at: '15m', alert: 'CertificateRefused', fires: [] }],
      }),
    ).toBe('');
  });
});
