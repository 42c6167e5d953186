import { beforeAll, describe, expect, test, vi } from 'vitest';
import { SEVERITIES, type Severity } from '../conventions/labels.ts';
import { loadDefinition } from '../definition/load.ts';
import { type InhibitRule, inhibitRules } from './inhibition.ts';
import { type Alerting, eventually, type PostedAlert, startAlerting } from './testing/alerting.ts';

const definition = `
service: { name: counted }
sources:
  - { type: container }
  - { type: container, name: first, service: seen-twice }
  - { type: container, name: second, service: seen-twice }
  - { type: scrape, name: one, service: scraped, targets: [http://127.0.0.1:8000/metrics] }
  - { type: scrape, name: two, service: scaled, targets: [http://127.0.0.1:8001/metrics, http://127.0.0.1:8002/metrics] }
  - { type: scrape, name: halved, service: halved, targets: [http://127.0.0.1:8003/metrics, http://127.0.0.1:8004/metrics] }
  - { type: container, name: of-mixed, service: mixed }
  - { type: scrape, name: mixed, service: mixed, targets: [http://127.0.0.1:8005/metrics] }
notify:
  group_wait: 1ms
  group_interval: 1s
  slack:
    webhook_file: secrets/slack_webhook_url
    channels: { critical: "#alerts", warning: "#monitoring" }
`;

type Labels = Readonly<Record<string, string>>;

const critical = (labels: Labels): Labels => ({ alertname: 'Source', severity: 'critical', ...labels });
const warning = (labels: Labels): Labels => ({ alertname: 'Target', severity: 'warning', ...labels });
const info = (labels: Labels): Labels => ({ alertname: 'Target', severity: 'info', ...labels });

const fails = { signal: 'error_ratio' };
const isSlow = { signal: 'latency' };
const burnsFast = { signal: 'availability', objective: 'availability' };
const isDown = { alertname: 'TargetDown', severity: 'critical', service: 'scraped', job: 'scrape/one' };
const sourceIsDown = {
  alertname: 'SourceDown',
  severity: 'critical',
  service: 'goldwatch',
  source: 'container',
};
const exporterIsDown = { ...isDown, service: 'goldwatch', job: 'goldwatch' };
const jobIsDown = { alertname: 'JobDown', severity: 'critical', service: 'scaled', job: 'scrape/two' };

/** While the first fires, the second is silent. Each row is about a service of its own, unless it names one. */
const silent: readonly [string, Labels, Labels][] = [
  ['a warning on the same signal', critical(fails), warning(fails)],
  ['an info on the same signal', critical(isSlow), info(isSlow)],
  ['an info under a warning on the same signal', warning({ alertname: 'Source', ...isSlow }), info(isSlow)],
  ['slowness while most requests fail', critical(fails), warning(isSlow)],
  [
    'the same resource',
    critical({ signal: 'saturation', resource: 'memory' }),
    warning({ signal: 'saturation', resource: 'memory' }),
  ],
  ['errors while a budget burns fast', critical(burnsFast), warning(fails)],
  ['slow burning while most requests fail', critical(fails), warning(burnsFast)],
  ['slow burning while the same budget burns fast', critical(burnsFast), warning(burnsFast)],
  [
    'slow burning of an objective without a signal',
    critical({ objective: 'orders' }),
    warning({ objective: 'orders' }),
  ],
  ['what a target shows that is down', isDown, warning({ ...isSlow, service: 'scraped' })],
  ['an objective of a target that is down', isDown, warning({ objective: 'orders', service: 'scraped' })],
  ['what targets show that are all down', jobIsDown, info({ ...fails, service: 'scaled' })],
  [
    'what a target shows that is missing',
    { ...isDown, alertname: 'JobMissing' },
    info({ ...fails, service: 'scraped' }),
  ],
  ['what a source shows that is down', sourceIsDown, info({ ...fails, service: 'counted' })],
  ['what the exporter counts while it is down', exporterIsDown, warning({ ...fails, service: 'seen-twice' })],
  ['a drill of such an alert', critical(fails), warning({ ...fails, goldwatch_drill: '1' })],
];

/** While the first fires, the second is sent all the same. */
const told: readonly [string, Labels, Labels][] = [
  ['a critical alert', critical(fails), critical({ ...fails, alertname: 'Target' })],
  [
    'a critical alert of a target that is down',
    isDown,
    critical({ ...fails, alertname: 'Target', service: 'scraped' }),
  ],
  ['a warning under a warning', warning({ alertname: 'Source', ...fails }), warning(fails)],
  ['another signal', critical(fails), warning({ signal: 'saturation', resource: 'memory' })],
  ['errors while requests are slow', critical(isSlow), warning(fails)],
  [
    'another resource',
    critical({ signal: 'saturation', resource: 'memory' }),
    warning({ signal: 'saturation', resource: 'cpu' }),
  ],
  ['another objective', critical({ objective: 'orders' }), warning({ objective: 'carts' })],
  ['an alert on an expression', critical(fails), warning({})],
  ['anything under an alert on an expression', critical({}), warning(fails)],
  ['another service', critical({ ...fails, service: 'one' }), warning({ ...fails, service: 'other' })],
  ['an alert without a service', critical({ ...fails, service: '' }), warning({ ...fails, service: '' })],
  [
    'an objective without a service',
    critical({ objective: 'orders', service: '' }),
    warning({ objective: 'orders', service: '' }),
  ],
  [
    'another target that is down',
    isDown,
    warning({ alertname: 'TargetDown', service: 'scraped', instance: 'b' }),
  ],
  ['the watchdog', exporterIsDown, info({ alertname: 'Watchdog', service: 'goldwatch' })],
  ['a deployment', isDown, info({ alertname: 'Deployed', service: 'scraped' })],
  [
    'what shows while one target of several is down',
    { ...isDown, service: 'halved', job: 'scrape/halved' },
    warning({ ...fails, service: 'halved' }),
  ],
  [
    'what a second source still shows',
    { ...sourceIsDown, source: 'of-mixed' },
    warning({ ...isSlow, service: 'mixed' }),
  ],
  [
    'what Prometheus scrapes itself while the exporter is down',
    exporterIsDown,
    warning({ ...fails, service: 'mixed' }),
  ],
  ['a real alert during a drill', critical({ ...fails, goldwatch_drill: '1' }), warning(fails)],
];

let alerting: Alerting;
let silenced: ReadonlySet<string>;

beforeAll(async () => {
  alerting = await startAlerting(definition, null);
  const pairs = [...silent, ...told].map(([name, source, target]) => [
    ofRow(name, source),
    ofRow(name, target),
  ]);
  // Alertmanager reads alerts in the order of their arrival: once it knows the last, it knows all.
  const [last, probe] = [critical(fails), warning(fails)].map((labels) => ofRow('last', labels));
  await alerting.post(...pairs.flatMap(([source]) => source ?? []));
  await alerting.post(...pairs.flatMap(([, target]) => target ?? []));
  await alerting.post(...[last ?? [], probe ?? []].flat());
  await vi.waitFor(async () => expect(await silencedRows()).toContain('last'), { timeout: 15_000 });
  silenced = await silencedRows();
  return () => alerting.stop();
});

describe('an alert that follows from another one is silent:', () => {
  test.each(silent)('%s', (name) => {
    expect(silenced).toContain(name);
  });
});

describe('an alert that says more is told:', () => {
  test.each(told)('%s', (name) => {
    expect(silenced).not.toContain(name);
  });
});

test('nobody hears of a silent alert until the other one is over', async () => {
  const [source, target] = [critical(fails), warning(isSlow)].map((labels) => ({
    ...labels,
    service: 'demo-api',
  }));
  await alerting.post({ labels: source ?? {} });
  await eventually(titles).toContainEqual(expect.stringMatching(/Source · demo-api/));

  await alerting.post({ labels: target ?? {} }, { labels: { ...target, service: 'shop' } });

  await eventually(titles).toContainEqual(expect.stringMatching(/Target · shop/));
  expect(titles()).not.toContainEqual(expect.stringMatching(/Target · demo-api/));

  await alerting.post({ labels: source ?? {}, endsAt: new Date().toISOString() });

  await eventually(titles).toContainEqual(expect.stringMatching(/Target · demo-api/));
});

test('only more urgent alerts silence, so that no two silence each other', () => {
  const severitiesOf = (matchers: readonly string[]): Severity[] => {
    const [, values = ''] =
      /^severity=~?"(.*)"$/.exec(matchers.find((one) => one.startsWith('severity')) ?? '') ?? [];
    return SEVERITIES.filter((severity) => values.split('|').includes(severity));
  };
  const rank = (severity: Severity) => SEVERITIES.indexOf(severity);
  const isOrdered = ({ source_matchers, target_matchers }: InhibitRule) => {
    const [sources, targets] = [source_matchers, target_matchers].map((one) => severitiesOf(one).map(rank));
    return Math.max(...(sources ?? [])) < Math.min(...(targets ?? []));
  };

  const rules = inhibitRules(loadDefinition(definition, 'monitoring.yml', {}));

  expect(rules.length).toBeGreaterThan(0);
  expect(rules.filter((rule) => !isOrdered(rule))).toEqual([]);
});

describe('an alert that tells nobody silences', () => {
  const rulesOf = (notify: string) =>
    inhibitRules(loadDefinition(`service: { name: api }\nnotify:\n${notify}`, 'monitoring.yml', {}));
  const ofSeverity = (rules: readonly InhibitRule[], severity: Severity) =>
    rules.filter(({ source_matchers }) => source_matchers.includes(`severity="${severity}"`));

  test('no other one, where its severity is not told', () => {
    const rules = rulesOf('  slack: { webhook_file: secrets/slack, channels: { warning: "#a" } }');

    expect(new Set(ofSeverity(rules, 'critical').map(({ target_matchers: [severity] }) => severity))).toEqual(
      new Set(['severity="info"']),
    );
  });

  test('no other one, where an override keeps it from everybody', () => {
    const rules = rulesOf(`  webhooks: [{ name: tickets, url: "http://127.0.0.1:8080" }]
  routes:
    - { alert: [ApiDown, TargetDown], labels: { region: eu }, webhooks: [] }
    - { team: payments, webhooks: [] }`);

    expect(ofSeverity(rules, 'critical').length).toBeGreaterThan(0);
    for (const { source_matchers } of rules) {
      expect(source_matchers).toContain('alertname!~"ApiDown|TargetDown"');
      expect(source_matchers).toContain('team!="payments"');
    }
  });

  test('what tells nobody, either', () => {
    expect(ofSeverity(rulesOf('  {}'), 'critical')[0]?.target_matchers[0]).toBe('severity=~"warning|info"');
  });
});

function ofRow(row: string, labels: Labels): PostedAlert {
  const service = row.replaceAll(' ', '-');
  return { labels: { service, ...labels, row } };
}

async function silencedRows(): Promise<Set<string>> {
  const isSilent = ({ status }: { status: { inhibitedBy: readonly string[] } }) =>
    status.inhibitedBy.length > 0;
  return new Set((await alerting.alerts()).filter(isSilent).map(({ labels }) => labels.row ?? ''));
}

function titles(): (string | undefined)[] {
  return alerting.slack.requests.map(
    ({ body }) => (body as { attachments: { title: string }[] }).attachments[0]?.title,
  );
}
