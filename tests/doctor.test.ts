import { appendFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Examined, examined, seen } from './doctor/examined.ts';
import {
  startTamperingProxy,
  type Tamper,
  type TamperingProxy,
  withSeries,
} from './doctor/tampering_proxy.ts';
import { freePort } from './support/ports.ts';
import { type RunningStack, startStack } from './support/stack.ts';

let directory: string;
let stack: RunningStack;
let written: string;
let exporter: TamperingProxy;
let prometheus: TamperingProxy;
let alertmanager: TamperingProxy;

const SECRETS = {
  'secrets/token': 'a-token-that-nobody-sees\n',
  'secrets/slack': 'https://hooks.example.com/services/T0/B0/nobody-sees-this\n',
};
const LINE = '{"method":"GET","path":"/","status":200,"duration_ms":12}\n';
const definition = (listen: string) => `
service: { name: shop }
exporter: { listen: "${listen}", scrape_interval: 3s, token_file: secrets/token }
sources:
  - { type: logs, files: [logs/*.json], golden_signals: { method: $.method, path: $.path, status: $.status, duration_ms: $.duration_ms } }
  - { type: container }
alerts: [HighErrorRate]
notify:
  slack: { webhook_file: secrets/slack, channels: { warning: "#monitoring" } }
`;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'goldwatch-doctor-'));
  stack = await startStack(directory, { ...SECRETS, 'logs/a.json': '' }, (listen) => {
    written = definition(listen);
    return written;
  });
  [exporter, prometheus, alertmanager] = (await Promise.all(
    [stack.exporter, stack.prometheus, stack.alertmanager].map(startTamperingProxy),
  )) as [TamperingProxy, TamperingProxy, TamperingProxy];
  await appendFile(join(directory, 'logs/a.json'), LINE.repeat(10));
  heal();
  await vi.waitFor(
    async () => {
      const healthy = await look();
      expect(healthy.findings).toEqual({});
      expect(seen(healthy, 'prometheus.targets')).toBe('3 of 3 up');
    },
    { timeout: 60_000, interval: 1_000 },
  );
}, 90_000);
afterEach(heal);
afterAll(async () => {
  await Promise.all([exporter, prometheus, alertmanager].map((one) => one?.stop()));
  await stack?.stop();
  await rm(directory, { recursive: true, force: true });
});

function heal(): void {
  exporter.tamper(undefined);
  tamperPrometheus(() => ({}));
  alertmanager.tamper(undefined);
}

/** It is not waited until Prometheus is no longer young. */
function tamperPrometheus(how: Tamper): void {
  prometheus.tamper((answer, path) => {
    const text = path === '/metrics' ? withSeries(answer.text, 'process_start_time_seconds', 0) : answer.text;
    return { text, ...how({ ...answer, text }, path) };
  });
}

async function look(...more: readonly string[]): Promise<Examined> {
  const places = [
    '--exporter',
    exporter.url,
    '--prometheus',
    prometheus.url,
    '--alertmanager',
    alertmanager.url,
  ];
  return await examined(directory, [...places, ...more]);
}

/** Changes a page of metrics. */
function page(series: Readonly<Record<string, number>>): Tamper {
  return ({ text }, path) =>
    path !== '/metrics'
      ? {}
      : { text: Object.entries(series).reduce((all, [name, value]) => withSeries(all, name, value), text) };
}

/** Changes the JSON at a path. */
function json(at: string, change: (value: never) => unknown): Tamper {
  return ({ text }, path) =>
    path.startsWith(at) ? { text: JSON.stringify(change(JSON.parse(text) as never)) } : {};
}

describe('goldwatch doctor, of a stack that runs,', () => {
  test('finds nothing where all is sound, and says what it has seen', async () => {
    const healthy = await look();

    expect([healthy.status, healthy.report.first, healthy.findings]).toEqual([0, null, {}]);
    expect(seen(healthy, 'exporter.lines')).toBe('10 read');
    expect(seen(healthy, 'prometheus.targets')).toBe('3 of 3 up');
    expect(seen(healthy, 'alertmanager.secret_files')).toBe('all 1 are well-formed');
    expect(seen(healthy, 'grafana.data_sources')).toBe('not checked, since nobody said where Grafana is');
  });

  test('changes nothing: it asks by GET alone', () => {
    const requests = [exporter, prometheus, alertmanager].flatMap((one) => one.requests);

    expect(requests.length).toBeGreaterThan(20);
    expect(requests.filter((request) => !request.startsWith('GET '))).toEqual([]);
    expect(requests.filter((request) => request.includes('reload'))).toEqual([]);
  });

  test('shows no secret of any file, in no way of telling', async () => {
    exporter.tamper(({ text, status }, path) =>
      path === '/metrics' ? { status: 401, text: `a-token-that-nobody-sees is not mine` } : { text, status },
    );
    alertmanager.tamper(() => ({
      status: 500,
      text: 'https://hooks.example.com/services/T0/B0/nobody-sees-this',
    }));
    const { report } = await look();

    const told = JSON.stringify(report);
    expect(report.counts.findings).toBe(2);
    expect(told).not.toContain('nobody-sees');
    expect(told).toContain('<secret> is not mine');
  });
});

describe('goldwatch doctor finds', () => {
  const cases: {
    readonly what: string;
    readonly exporter?: Tamper;
    readonly prometheus?: Tamper;
    readonly alertmanager?: Tamper;
    readonly options?: readonly string[];
    readonly finds: (urls: {
      exporter: string;
      prometheus: string;
      alertmanager: string;
    }) => Readonly<Record<string, string>>;
  }[] = [
    {
      what: 'an exporter that is not ready, and tells nothing that follows from it',
      exporter: () => ({
        status: 503,
        text: 'The exporter is catching up with what happened while it was down.\n',
      }),
      finds: ({ exporter }) => ({
        'exporter.not_ready': `The exporter at ${exporter} is not ready: The exporter is catching up with what happened while it was down.`,
      }),
    },
    {
      what: 'a Prometheus that does not say what it scrapes, evaluates and tells',
      prometheus: (_answer, path) =>
        /^\/api\/v1\/(?:targets|rules|alertmanagers)/.test(path)
          ? { status: 401, text: 'Who is there?\u001b[2J' }
          : {},
      finds: ({ prometheus }) => ({
        'prometheus.api_failing': ['what it scrapes', 'which rules it has', 'to whom it sends alerts']
          .map(
            (what) => `Prometheus at ${prometheus} does not say ${what}: it answers 401 (Who is there? [2J).`,
          )
          .join('\n'),
      }),
    },
    {
      what: 'a Prometheus that has just started, and answers nothing until it is ready',
      prometheus: () => ({ status: 503, text: 'Service Unavailable' }),
      finds: ({ prometheus }) => ({
        'prometheus.not_ready': `Prometheus at ${prometheus} is not ready: Service Unavailable`,
      }),
    },
    {
      what: 'another program at the place of the exporter',
      exporter: () => ({ status: 404, text: 'Not Found' }),
      finds: ({ exporter }) => ({
        'exporter.other_program': `At ${exporter} is no exporter of goldwatch: it answers 404 (Not Found).`,
      }),
    },
    {
      what: 'credentials that are not let in, and those of Prometheus no more than ours',
      exporter: (_answer, path) =>
        path === '/metrics' ? { status: 401, text: '{"error":"Unknown token."}' } : {},
      prometheus: json('/api/v1/targets', ({ data: { activeTargets } }: Targets) => ({
        data: {
          activeTargets: activeTargets.map((target) =>
            target.scrapePool === 'goldwatch'
              ? { ...target, labels: { instance: 'e:1' }, health: 'down', lastError: 'HTTP status 401' }
              : target,
          ),
        },
      })),
      finds: ({ exporter }) => ({
        'exporter.credentials_refused': `The exporter at ${exporter} does not let us in: it answers 401 ({"error":"Unknown token."}).`,
        'prometheus.target_down': 'Prometheus cannot scrape goldwatch at e:1: HTTP status 401.',
      }),
    },
    {
      what: 'a token that cannot be read',
      options: ['--token-file', 'secrets/nowhere'],
      finds: () => ({
        'exporter.credentials_unreadable': expect.stringMatching(
          /^The exporter cannot be asked: .*secrets\/nowhere.*/,
        ) as string,
      }),
    },
    {
      what: 'metrics that cannot be had',
      exporter: (_answer, path) => (path === '/metrics' ? { status: 503, text: 'Too many scrapes.' } : {}),
      finds: ({ exporter }) => ({
        'exporter.no_page': `The metrics of the exporter at ${exporter} cannot be had: it answers 503 (Too many scrapes).`,
      }),
    },
    {
      what: 'clocks that do not agree, each once',
      exporter: () => ({ date: new Date(Date.now() - 90_000).toUTCString() }),
      prometheus: json('/api/v1/query', () => ({ data: { result: [Date.now() / 1_000 - 90, '0'] } })),
      finds: () => ({
        'exporter.clock_skew': expect.stringMatching(
          /^The clock of the exporter is (?:89|90|91) s behind this one\.$/,
        ) as string,
        'prometheus.clock_skew': expect.stringMatching(
          /^The clock of Prometheus is (?:89|90|91) s behind that of this host\.$/,
        ) as string,
      }),
    },
    {
      what: 'a configuration that was refused',
      exporter: page({ goldwatch_config_last_reload_successful: 0 }),
      finds: () => ({
        'exporter.reload_failed': 'The exporter refuses monitoring.yml, and goes on with the one before.',
      }),
    },
    {
      what: 'what is wrong with sources, series, CPU and lines of logs',
      exporter: (answer, path) =>
        page({
          'goldwatch_source_up{source="container",type="container"}': 0,
          'goldwatch_source_last_success_timestamp_seconds{source="container"}': Date.now() / 1_000 - 600,
          'goldwatch_log_lines_rejected_total{source="logs",reason="missing_status"}': 4,
          goldwatch_series_limit: 10,
          goldwatch_series: 9,
          'goldwatch_series_limit_dropped_total{metric="orders_total"}': 7,
          process_cpu_seconds_total: 900,
          process_start_time_seconds: Date.now() / 1_000 - 1_000,
        })(answer, path),
      finds: () => ({
        'exporter.source_down':
          'The source container does not work: its log says why. It last worked 10m ago.',
        'exporter.lines_rejected':
          'The source logs could use 60% of its lines only: 4 missing_status were rejected.',
        'exporter.series_near_limit': 'The exporter holds 9 of 10 series: new ones will be dropped.',
        'exporter.series_dropped':
          'The exporter has dropped 7 observations of orders_total since it started: it counts too little.',
        'exporter.cpu_busy': expect.stringMatching(
          /^The exporter has used (?:89\.9|90)% of a CPU since it started\.$/,
        ) as string,
      }),
    },
    {
      what: 'sources that stand still',
      exporter: (answer, path) =>
        page({
          'goldwatch_source_last_success_timestamp_seconds{source="container"}': Date.now() / 1_000 - 600,
          'goldwatch_log_lines_total{source="logs"}': 0,
        })(answer, path),
      finds: () => ({
        'exporter.source_stale': 'The source container last worked 10m ago, and is to every 5s.',
        'exporter.no_lines': 'The source logs has not read a single line of logs/*.json.',
      }),
    },
    {
      what: 'another program at the place of Prometheus',
      prometheus: () => ({ status: 302, text: 'Please log in.' }),
      finds: ({ prometheus }) => ({
        'prometheus.other_program': `At ${prometheus} is no Prometheus: it answers 302 (Please log in).`,
      }),
    },
    {
      what: 'what is wrong with Prometheus itself',
      prometheus: (answer, path) => ({
        ...page({
          prometheus_config_last_reload_successful: 0,
          prometheus_target_scrapes_sample_out_of_order_total: 3,
          prometheus_target_scrapes_sample_duplicate_timestamp_total: 2,
        })(answer, path),
        ...json('/api/v1/status/buildinfo', () => ({ data: { version: '2.30.1' } }))(answer, path),
        ...json('/api/v1/alertmanagers', () => ({ data: { activeAlertmanagers: [] } }))(answer, path),
      }),
      finds: ({ prometheus }) => ({
        'prometheus.too_old': 'Prometheus 2.30.1 is older than 2.42, for which rules are rendered.',
        'prometheus.reload_failed': 'Prometheus refuses its configuration, and goes on with the one before.',
        'prometheus.samples_refused':
          'Prometheus has refused 5 samples since it started: 3 out of order, 2 twice for one time.',
        'prometheus.no_alertmanager': `Prometheus at ${prometheus} sends its alerts to nobody.`,
      }),
    },
    {
      what: 'targets that are down, slow or missing',
      prometheus: json('/api/v1/targets', ({ data: { activeTargets } }: Targets) => ({
        data: {
          activeTargets: activeTargets
            .filter(({ scrapePool }) => scrapePool !== 'goldwatch')
            .map((target) =>
              target.scrapePool === 'prometheus'
                ? { ...target, labels: { instance: 'p:1' }, lastScrapeDuration: 0.9, scrapeTimeout: '1s' }
                : { ...target, labels: { instance: 'a:1' }, health: 'down', lastError: 'connection refused' },
            ),
        },
      })),
      finds: () => ({
        'prometheus.job_missing': 'Prometheus has no target of the job goldwatch.',
        'prometheus.target_down': 'Prometheus cannot scrape alertmanager at a:1: connection refused.',
        'prometheus.scrape_slow': 'A scrape of prometheus at p:1 takes 900ms of the 1s that it may.',
      }),
    },
    {
      what: 'rules that are missing, others, of no use any more, or fail',
      prometheus: json('/api/v1/rules', ({ data: { groups } }: Rules) => ({
        data: {
          groups: groups.map((group) => ({
            ...group,
            rules: group.rules.flatMap((rule) => {
              if (rule.name === 'Watchdog') return [];
              if (rule.name === 'HighErrorRate')
                return [
                  { ...rule, duration: 1 },
                  { ...rule, name: 'Old' },
                ];
              return rule.name === 'TargetDown'
                ? [{ ...rule, health: 'err', lastError: 'many-to-many' }]
                : [rule];
            }),
          })),
        },
      })),
      finds: () => ({
        'prometheus.rules_differ':
          'Prometheus does not have the rules that monitoring.yml says: HighErrorRate is another one, Watchdog is missing, Old is of no use any more.',
        'prometheus.rule_failing': 'Prometheus cannot evaluate TargetDown: many-to-many.',
      }),
    },
    {
      what: 'another program at the place of Alertmanager',
      alertmanager: () => ({ status: 401, text: 'Unauthorized' }),
      finds: ({ alertmanager }) => ({
        'alertmanager.other_program': `At ${alertmanager} is no Alertmanager: it answers 401 (Unauthorized).`,
      }),
    },
    {
      what: 'an Alertmanager that refuses its configuration, has lost others, and does not get through',
      alertmanager: page({
        alertmanager_config_last_reload_successful: 0,
        alertmanager_cluster_failed_peers: 1,
        'alertmanager_notifications_failed_total{integration="slack"}': 3,
      }),
      finds: ({ alertmanager }) => ({
        'alertmanager.reload_failed': `Alertmanager at ${alertmanager} refuses its configuration, and goes on with the one before.`,
        'alertmanager.peers_failed': `Alertmanager at ${alertmanager} has lost 1 of the others of its cluster.`,
        'alertmanager.notifications_failed': `Alertmanager at ${alertmanager} has given up 3 notifications to slack since it started.`,
      }),
    },
    {
      what: 'receivers that are not those of the definition',
      alertmanager: json('/api/v2/status', (status: Status) => ({
        ...status,
        config: { original: status.config.original.replaceAll('#monitoring', '#elsewhere') },
      })),
      finds: ({ alertmanager }) => ({
        'alertmanager.receivers_differ': expect.stringContaining(
          `Alertmanager at ${alertmanager} does not tell those whom monitoring.yml names: HighErrorRate reaches Slack #elsewhere, the exporter in place of Slack #monitoring, the exporter`,
        ) as string,
      }),
    },
  ];

  test.for(cases)('$what', async (one) => {
    exporter.tamper(one.exporter);
    if (one.prometheus !== undefined) tamperPrometheus(one.prometheus);
    alertmanager.tamper(one.alertmanager);
    const { status, findings, report } = await look(...(one.options ?? []));

    const urls = { exporter: exporter.url, prometheus: prometheus.url, alertmanager: alertmanager.url };
    expect(findings).toEqual(one.finds(urls));
    expect([status, report.first]).toEqual([1, Object.keys(findings)[0]]);
  });

  test('Alertmanagers that do not know each other', async () => {
    const { findings } = await look('--alertmanager', stack.alertmanager);

    expect(findings['alertmanager.peers_missing']).toMatch(
      / knows [01] of 2 Alertmanagers of its cluster\.$/,
    );
  });

  test('files with secrets that are not what they should be', async () => {
    const file = join(directory, 'secrets/slack');
    await writeFile(file, 'no address\n');
    const { findings } = await look();
    await writeFile(file, SECRETS['secrets/slack']);

    expect(findings).toEqual({
      'alertmanager.secret_file': `Nothing reaches Slack: ${file} does not hold an address, such as https://….`,
    });
  });

  test('a definition that was changed since the exporter read it, and since rules were rendered', async () => {
    const file = join(directory, 'monitoring.yml');
    await writeFile(file, `${written.replace('[HighErrorRate]', '[HighErrorRate, HighCpu]')}`);
    const { findings } = await look();
    await writeFile(file, written);

    expect(findings).toEqual({
      'exporter.configuration_old': expect.stringMatching(
        /^The exporter runs on another monitoring\.yml than monitoring\.yml, which it read \d+\w+ ago\.$/,
      ) as string,
      'prometheus.rules_differ':
        'Prometheus does not have the rules that monitoring.yml says: HighCpu is missing.',
    });
  });

  test('rendered files that are not what the definition says', async () => {
    const folder = join(directory, 'alerting');
    await mkdir(folder);
    await writeFile(join(folder, 'alertmanager.yml'), 'changed by hand\n');
    const { findings } = await look();
    await rm(folder, { recursive: true });

    expect(findings['definition.files_differ']).toMatch(
      /^(\d+) of \1 rendered files are not what monitoring\.yml says: prometheus\/prometheus\.yml, .* more\.$/,
    );
  });

  test('mistakes in the definition, and looks no further', async () => {
    const file = join(directory, 'monitoring.yml');
    await writeFile(file, written.replace('HighErrorRate', 'HighErorRate'));
    const { status, findings, report } = await look();
    await writeFile(file, written);

    expect(findings).toEqual({
      'definition.mistakes': expect.stringMatching(/^monitoring\.yml cannot be used: in line 7, /) as string,
    });
    expect([status, report.areas.length]).toEqual([1, 1]);
  });

  test('expressions that Prometheus would refuse', async () => {
    const file = join(directory, 'monitoring.yml');
    const alert = '{ name: Odd, severity: info, promql: rate(http_requests_total), above: 1, summary: S. }';
    await writeFile(file, written.replace('[HighErrorRate]', `[HighErrorRate, ${alert}]`));
    const { findings } = await look();
    await writeFile(file, written);

    expect(findings['definition.expressions_refused']).toMatch(
      /^Prometheus would refuse monitoring\.yml, and with it all of its alerts: Odd: .*expected type range vector/,
    );
  });

  test('no Grafana where one was said to be', async () => {
    const nowhere = `http://127.0.0.1:${await freePort()}`;
    const { findings } = await look('--grafana', nowhere);

    expect(findings).toEqual({
      'grafana.unreachable': `Grafana at ${nowhere} does not answer: nobody listens there.`,
    });
  });

  test('programs that were killed: the first broken link first, and what follows from it not at all', async () => {
    stack.kill('exporter');
    stack.kill('Alertmanager');
    await vi.waitFor(async () => expect(seen(await look(), 'prometheus.targets')).toContain('alertmanager'), {
      timeout: 30_000,
      interval: 500,
    });
    const nowhere = `http://127.0.0.1:${await freePort()}`;
    const places = [
      '--exporter',
      stack.exporter,
      '--prometheus',
      prometheus.url,
      '--alertmanager',
      stack.alertmanager,
    ];
    const { findings } = await examined(directory, places);
    const { findings: without } = await examined(directory, [...places, '--prometheus', nowhere]);

    expect(findings).toEqual({
      'exporter.unreachable': `The exporter at ${stack.exporter} does not answer: nobody listens there.`,
      'prometheus.target_down': expect.stringMatching(
        /^Prometheus cannot scrape alertmanager at .*: .*connection refused\.$/,
      ) as string,
      'alertmanager.unreachable': `Alertmanager at ${stack.alertmanager} does not answer: nobody listens there.`,
    });
    expect(without['prometheus.unreachable']).toBe(
      `Prometheus at ${nowhere} does not answer: nobody listens there.`,
    );
  });
});

interface Targets {
  readonly data: { readonly activeTargets: readonly { readonly scrapePool: string }[] };
}
interface Rules {
  readonly data: { readonly groups: readonly { readonly rules: readonly { readonly name: string }[] }[] };
}
interface Status {
  readonly config: { readonly original: string };
}
