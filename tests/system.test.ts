import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type DemoService, startDemoService } from '../examples/demo-service/server.ts';
import { startTraffic, type Traffic } from '../examples/demo-service/traffic.ts';
import { expressionsOf, substituteVariables, VARIABLES } from '../grafana/expressions.ts';
import { type HttpInbox, startHttpInbox } from './support/http_inbox.ts';
import { sumOf } from './support/metrics.ts';
import { strictOpenMetrics } from './support/open_metrics.ts';
import { alertState, query } from './support/prometheus_api.ts';
import { type RunningStack, startStack } from './support/stack.ts';

const WINDOW_S = 10;
const SCRAPE_S = 1;
const DOWN_TARGETS = 'count by (job) (up{environment=~".*"} == 0)';

const definition = (listen: string) => `
service: { name: demo-api, environment: test, runbooks: "https://wiki.example.com/runbooks/{alert}" }
exporter: { listen: "${listen}", scrape_interval: ${SCRAPE_S}s }
sources:
  - type: logs
    files: [logs/*.json]
    golden_signals: { method: $.method, path: $.path, status: $.status, duration_ms: $.duration_ms }
  - type: container
  - { type: container, name: broken, service: elsewhere, cgroup: /sys/fs/cgroup/there/is/none, interval: 1s }
alerts:
  - { name: HighErrorRate, severity: critical, signal: error_ratio, window: ${WINDOW_S}s, above: 40%, for: 3s, summary: Too many requests fail. }
  - { name: HighLatency, severity: warning, signal: latency, quantile: 0.95, window: ${WINDOW_S}s, above: 10s, for: 3s, summary: Requests take too long. }
notify:
  group_wait: 1s
  group_interval: 1s
  slack:
    webhook_file: secrets/slack_webhook_url
    channels: { critical: "#alerts" }
`;

interface SlackBody {
  readonly channel: string;
  readonly attachments: readonly {
    readonly title: string;
    readonly text: string;
    readonly actions?: readonly { text: string; url: string }[];
  }[];
}

let directory: string;
let slack: HttpInbox;
let demo: DemoService;
let traffic: Traffic;
let stack: RunningStack;
// What the traffic generator had counted, ten times a second: Unix time, answers, answers with 5xx.
const history: { time: number; answered: number; errors: number }[] = [];
let recorder: NodeJS.Timeout;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'goldwatch-system-'));
  slack = await startHttpInbox();
  stack = await startStack(
    directory,
    { 'secrets/slack_webhook_url': `http://${slack.address}/services/T/B/X\n` },
    definition,
  );
  demo = await startDemoService({
    port: 0,
    logFile: join(directory, 'logs/demo-access.json'),
    latencyScale: 0.2,
  });
  demo.chaos.set({ errors: 0.05 }, 'the test');
  traffic = startTraffic({ url: demo.url, requestsPerSecond: 100 });
  recorder = setInterval(() => {
    const { answered, errors } = traffic.counts;
    history.push({ time: Date.now() / 1000, answered, errors });
  }, 100);
}, 120_000);

afterAll(async () => {
  clearInterval(recorder);
  await traffic?.stop();
  await demo?.stop();
  await stack?.stop();
  await slack?.stop();
  await rm(directory, { recursive: true, force: true });
}, 60_000);

/** The error ratios that the generator itself saw in windows that begin and end within one scrape of [from, to]. */
function truth(from: number, to: number): { lowest: number; highest: number } {
  const near = (time: number) => history.filter((entry) => Math.abs(entry.time - time) <= 1.5 * SCRAPE_S);
  const ratios = near(from).flatMap((start) =>
    near(to).map((end) => (end.errors - start.errors) / (end.answered - start.answered)),
  );
  return { lowest: Math.min(...ratios), highest: Math.max(...ratios) };
}

async function slackMessage(pattern: RegExp): Promise<SlackBody> {
  return await vi.waitFor(
    () => {
      const body = slack.requests
        .map((request) => request.body as SlackBody)
        .find(({ attachments }) => pattern.test(attachments[0]?.title ?? ''));
      if (body === undefined) throw new Error(`Slack got no ${pattern}: ${JSON.stringify(slack.requests)}`);
      return body;
    },
    { timeout: 60_000, interval: 100 },
  );
}

describe('from a request to a message in Slack', () => {
  test('the recorded error ratio is what the traffic generator counted, within one scrape interval', {
    timeout: 90_000,
  }, async () => {
    const series = `service:http_request_errors:ratio_rate${WINDOW_S}s{service="demo-api"}`;
    // Rare routes first appear late; a counter's first value has no predecessor, and so no increase.
    await pause(15_000);
    // A step, so that a ratio over another window, or of another moment, would not do.
    demo.chaos.set({ errors: 0.25 }, 'the test');
    for (let look = 0; look < 5; look += 1) {
      await pause(2_000);
      const [sample] = await query(stack.prometheus, series);
      const [at] = await query(stack.prometheus, `timestamp(${series})`);
      await pause(2_000);
      const time = Number(at?.value[1]);
      const { lowest, highest } = truth(time - WINDOW_S, time);
      expect(Number(sample?.value[1])).toBeGreaterThanOrEqual(lowest - 0.005);
      expect(Number(sample?.value[1])).toBeLessThanOrEqual(highest + 0.005);
    }
  });

  test('HighErrorRate goes from pending to firing to Slack', { timeout: 90_000 }, async () => {
    expect(await alertState(stack.prometheus, 'HighErrorRate')).toBe('inactive');
    demo.chaos.set({ errors: 0.9 }, 'the test');
    const seen: string[] = [];
    await vi.waitFor(
      async () => {
        const state = await alertState(stack.prometheus, 'HighErrorRate');
        if (seen.at(-1) !== state) seen.push(state);
        expect(state).toBe('firing');
      },
      { timeout: 60_000, interval: 100 },
    );
    expect(seen.filter((state) => state !== 'inactive')).toEqual(['pending', 'firing']);

    const body = await slackMessage(/FIRING:1\] HighErrorRate/);
    expect(body.channel).toBe('#alerts');
    const [attachment] = body.attachments;
    expect(attachment?.title).toBe('🔴 [FIRING:1] HighErrorRate · demo-api · critical');
    expect(attachment?.text).toMatch(
      /^\*Too many requests fail\.\*\n\*[\d.]+%\* \(limit 40%\) since <!date\^\d+\^.*>\n[\d.]+% of the requests to demo-api failed over 10s; the limit is 40%\./,
    );
    const buttons = Object.fromEntries((attachment?.actions ?? []).map(({ text, url }) => [text, url]));
    expect(Object.keys(buttons)).toEqual(['Runbook', 'Dashboard', 'Query', 'Silence']);
    expect(buttons.Runbook).toBe('https://wiki.example.com/runbooks/HighErrorRate');
    expect(buttons.Dashboard).toMatch(/\/d\/goldwatch-golden-signals\?var-service=demo-api$/);
    expect(new URL(buttons.Query ?? '').origin).toBe(stack.prometheus);
    expect(decodeURIComponent(buttons.Silence ?? '')).toBe(
      `${stack.alertmanager}/#/silences/new?filter={alertname="HighErrorRate", service="demo-api", severity="critical"}`,
    );
  });

  test('the exporter, too, got the alert: one log line and a gauge', async () => {
    await vi.waitFor(
      async () => {
        const gauge =
          'goldwatch_alerts_firing{alertname="HighErrorRate", severity="critical", service="demo-api"}';
        expect((await query(stack.prometheus, gauge))[0]?.value[1]).toBe('1');
      },
      { timeout: 20_000, interval: 200 },
    );
    const lines = stack.lines.filter(
      (line) => line.startsWith('exporter: ') && line.includes('"alertname":"HighErrorRate"'),
    );
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0]?.slice('exporter: '.length) ?? '')).toMatchObject({
      event: 'alert',
      status: 'firing',
      severity: 'critical',
    });
  });

  test('a source that does not work raises SourceDown', { timeout: 40_000 }, async () => {
    const body = await slackMessage(/SourceDown/);
    expect(body.attachments[0]?.text).toContain(
      'The source broken (container) has failed for 4s; the log of the exporter says why.',
    );
  });

  test('every PromQL expression of the dashboard returns data, but for the one on targets that are down', {
    timeout: 40_000,
  }, async () => {
    const file = join(directory, 'state/native/grafana/dashboards/golden-signals.json');
    const expressions = expressionsOf(await readFile(file, 'utf8')).map((text) =>
      substituteVariables(text, { ...VARIABLES, __rate_interval: '5s' }),
    );
    expect(expressions.length).toBeGreaterThan(10);
    const empty: string[] = [];
    for (const expression of expressions) {
      if ((await query(stack.prometheus, expression)).length === 0) empty.push(expression);
    }
    expect(empty).toEqual([DOWN_TARGETS]);
  });

  test('the OpenMetrics page of the running exporter passes the strictest parser there is', async () => {
    const response = await fetch(`${stack.exporter}/metrics`, {
      headers: { accept: 'application/openmetrics-text; version=1.0.0' },
    });
    expect(response.headers.get('content-type')).toBe(
      'application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=underscores',
    );
    expect(await strictOpenMetrics(await response.text())).toBe('accepted\n');
  });

  test('when the failures end, Slack hears that it is over', { timeout: 90_000 }, async () => {
    demo.chaos.set({ errors: 0 }, 'the test');
    const body = await slackMessage(/RESOLVED:1\] HighErrorRate/);
    expect(body.attachments[0]?.title).toBe('✅ [RESOLVED:1] HighErrorRate · demo-api · critical');
    expect(body.attachments[0]?.text).toMatch(
      /^Was: Too many requests fail\.\nLasted \*[\dms]+\*, until <!date\^\d+\^.*>/,
    );
    await vi.waitFor(
      async () => {
        const gauge = 'goldwatch_alerts_firing{alertname="HighErrorRate"}';
        expect((await query(stack.prometheus, gauge))[0]?.value[1]).toBe('0');
      },
      { timeout: 20_000, interval: 200 },
    );
  });

  test('in the end, requests and errors on /metrics are exactly those that the generator saw', async () => {
    const seen = await traffic.stop();
    expect(seen).toMatchObject({ unreachable: 0, timedOut: 0, sent: seen.answered });
    await vi.waitFor(
      async () => {
        const page = await fetch(`${stack.exporter}/metrics`).then((response) => response.text());
        const failed = Object.keys(seen.byStatus).filter((status) => status.startsWith('5'));
        const errors = failed.map((status) =>
          sumOf(page, 'http_requests_total', { service: 'demo-api', status }),
        );
        expect(sumOf(page, 'http_requests_total', { service: 'demo-api' })).toBe(seen.answered);
        expect(errors.reduce((sum, count) => sum + count, 0)).toBe(seen.errors);
      },
      { timeout: 10_000 },
    );
  });

  test('when the exporter itself dies, TargetDown says so', { timeout: 60_000 }, async () => {
    stack.kill('exporter');
    const body = await slackMessage(/TargetDown/);
    expect(body.attachments[0]?.text).toContain('has not answered a scrape for 4s.');
    expect(await query(stack.prometheus, DOWN_TARGETS)).toHaveLength(1);
  });
});
