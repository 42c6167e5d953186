import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { postAlerts, temporaryDirectory } from '../../alerting/testing/alerting.ts';
import { freePort } from '../../tests/support/ports.ts';
import { type RunningStack, startStack } from '../../tests/support/stack.ts';
import { run } from '../main.ts';
import { runHere } from '../testing/run_here.ts';
import { type SlackStandIn, startSlack } from './testing/slack_stand_in.ts';

const TOKEN = 'the-token-of-the-exporter';

const definition = (listen: string) => `
service: { name: shop, owner: payments }
exporter: { listen: "${listen}", token_file: secrets/token }
sources: [{ type: container }]
alerts:
  - { name: ApiDown, severity: critical, signal: error_ratio, above: 90%, for: 2m, summary: Almost every request fails. }
  - { name: HighErrorRate, severity: warning, signal: error_ratio, above: 5%, for: 5m, summary: Too many requests fail. }
  - { name: MuchTraffic, severity: info, signal: traffic, above: 1000, summary: Many requests come. }
notify:
  slack: { webhook_file: secrets/slack, channels: { warning: "#monitoring", info: "#monitoring" } }
  mute: [{ name: always, severities: [info], times: [{ between: 00:00-24:00 }] }]
`;

let directory: string;
let slack: SlackStandIn;
let stack: RunningStack;

beforeAll(async () => {
  directory = await temporaryDirectory();
  slack = await startSlack();
  const webhook = `http://${slack.address}/services/T0/B0/X0\n`;
  stack = await startStack(directory, { 'secrets/slack': webhook, 'secrets/token': TOKEN }, definition);
}, 60_000);

afterAll(async () => {
  await stack?.stop();
  await slack?.stop();
  await rm(directory, { recursive: true });
});

beforeEach(() => {
  slack.status = 200;
  slack.titles.length = 0;
});

const addresses = () => ['--prometheus', stack.prometheus, '--alertmanager', stack.alertmanager];

/** What is written of a drill, without what differs from one to the next. */
function told(text: string): string {
  return text
    .replaceAll(stack.alertmanager, 'ALERTMANAGER')
    .replaceAll(stack.prometheus, 'PROMETHEUS')
    .replaceAll(stack.exporter, 'EXPORTER')
    .replaceAll(stack.alertmanager.slice('http://'.length), 'ALERTMANAGER')
    .replaceAll(/^ +\d+\.\d\d s {2}/gm, '')
    .replaceAll(/\b[0-9a-f]{8}\b/g, 'ID');
}

/** Runs `goldwatch alert test` on the stack; what it wrote, and its status. */
async function drilled(...args: readonly string[]) {
  const { status, stdout, stderr } = await runHere(['alert', 'test', ...addresses(), ...args], directory);
  return { status, lines: told(stdout).trimEnd().split('\n'), stderr };
}

/** What breaks a drill of HighErrorRate: the verdict on it. */
const broken = (...args: readonly string[]) => brokenOf('HighErrorRate', ...args);

async function brokenOf(alert: string, ...args: readonly string[]): Promise<string[]> {
  const { status, lines, stderr } = await drilled(alert, ...args);
  expect([status, stderr]).toEqual([1, '']);
  return lines.slice(lines.findIndex((line) => line.includes('does not get through')));
}

async function activeDrills(): Promise<number> {
  const filter = encodeURIComponent('goldwatch_drill!=""');
  const response = await fetch(`${stack.alertmanager}/api/v2/alerts?active=true&filter=${filter}`);
  return ((await response.json()) as unknown[]).length;
}

async function postSilence(matcher: object, endsAt: Date): Promise<string> {
  const silence = {
    matchers: [matcher],
    startsAt: new Date(),
    endsAt,
    createdBy: 'Ada',
    comment: 'We know.',
  };
  const response = await fetch(`${stack.alertmanager}/api/v2/silences`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(silence),
  });
  return ((await response.json()) as { silenceID: string }).silenceID;
}

describe('an alert that gets through', () => {
  test('is followed from Prometheus to everybody whom it tells, and back', async () => {
    const { status, lines, stderr } = await drilled('HighErrorRate');

    expect(lines.slice(0, 7)).toEqual([
      'Drill ID of HighErrorRate (warning, shop) at ALERTMANAGER',
      'ok      Prometheus                has it, and sends to ALERTMANAGER',
      'ok      Alertmanager              answers: 0.25.0 at ALERTMANAGER',
      'It tells the exporter, Slack #monitoring.',
      'ok      accepted                  Alertmanager has the alert',
      'ok      not held back             neither silenced nor inhibited',
      'ok      routed                    to goldwatch, warning',
    ]);
    // Whoever gets it first comes first.
    expect(lines.slice(7, 9).sort()).toEqual([
      'ok      Slack #monitoring         at least 1 delivered',
      'ok      the exporter              acknowledged',
    ]);
    expect(lines[9]).toBe('ok      resolved                  Alertmanager knows that it is over');
    expect(lines.slice(10, 12).sort()).toEqual([
      'ok      Slack #monitoring         at least 1 told that it is over',
      'ok      the exporter              knows that it is over',
    ]);
    expect(lines.slice(12)).toEqual(['HighErrorRate gets through: every link holds.']);
    expect([status, stderr]).toEqual([0, '']);
    expect(slack.titles).toEqual([
      expect.stringMatching(/DRILL.*FIRING.*HighErrorRate/),
      expect.stringMatching(/DRILL.*RESOLVED.*HighErrorRate/),
    ]);
    expect(await activeDrills()).toBe(0);
  });

  test('carries the labels and texts of the real one, filled in by example, and is told as JSON, too', async () => {
    const { status, stdout } = await runHere(
      ['alert', 'test', 'ApiDown', '--json', ...addresses()],
      directory,
    );

    const [report, ...others] = JSON.parse(stdout) as { drill: string; hops: { name: string }[] }[];
    expect([status, others]).toEqual([0, []]);
    expect(report).toMatchObject({ alert: 'ApiDown', severity: 'critical', service: 'shop', held: true });
    const names = ['Prometheus', 'Alertmanager', 'accepted', 'not held back', 'routed', 'the exporter'];
    expect(report?.hops.map(({ name }) => name)).toEqual([...names, 'resolved', 'the exporter']);
    const response = await fetch(`${stack.exporter}/v1/alerts`, {
      headers: { authorization: `Bearer ${TOKEN}` },
    });
    const { recent } = (await response.json()) as {
      recent: readonly { drill: string; labels: object; annotations: Record<string, string> }[];
    };
    const alert = recent.find(({ drill }) => drill === report?.drill);
    expect(alert?.labels).toEqual({
      alertname: 'ApiDown',
      environment: 'staging',
      goldwatch_drill: report?.drill,
      service: 'shop',
      severity: 'critical',
      signal: 'error_ratio',
      team: 'payments',
    });
    expect(alert?.annotations.summary).toBe('DRILL: Almost every request fails.');
    expect(alert?.annotations.description).toMatch(/^95% of the requests to shop failed/);
  });
});

describe('a broken link is named, with what to do:', () => {
  test('Prometheus or Alertmanager that does not run', async () => {
    const nowhere = `http://127.0.0.1:${await freePort()}`;
    const { lines } = await drilled('ApiDown', '--alertmanager', nowhere, '--prometheus', nowhere);

    expect(lines.slice(-3).map((line) => line.replaceAll(nowhere, 'NOWHERE'))).toEqual([
      'ApiDown does not get through. It breaks at: Prometheus.',
      '  Prometheus at NOWHERE does not answer: nobody listens there.',
      '  What to do: Start it (`npm run up`), or say where it is with --prometheus URL, such as http://127.0.0.1:9090.',
    ]);
  });

  test('times at which its route is mute', async () => {
    expect(await brokenOf('MuchTraffic')).toEqual([
      'MuchTraffic does not get through. It breaks at: Slack #monitoring.',
      '  Nothing was sent, and it may be muted by the time intervals "always".',
      '  What to do: Repeat the drill at another time, or change notify.mute and notify.maintenance in monitoring.yml.',
    ]);
  });

  test('a receiver that answers 500', async () => {
    slack.status = 500;

    expect((await broken()).map((line) => line.replace(/\d+ attempts?/, 'N attempts'))).toEqual([
      'HighErrorRate does not get through. It breaks at: Slack #monitoring.',
      '  Alertmanager has given up: N attempts to tell Slack #monitoring failed.',
      '  What to do: The log of Alertmanager says why ("Notify for alerts failed"). Look at the file that notify.slack names, and whether the channel is there.',
    ]);
    expect(await activeDrills()).toBe(0);
  });

  test('a silence, with who made it and until when', async () => {
    const id = await postSilence(
      { name: 'alertname', value: 'HighErrorRate', isRegex: false },
      new Date('2100-01-01T00:00:00Z'),
    );
    const verdict = await broken();
    await fetch(`${stack.alertmanager}/api/v2/silence/${id}`, { method: 'DELETE' });

    expect(verdict).toEqual([
      'HighErrorRate does not get through. It breaks at: not held back.',
      '  It is silenced: "We know." by Ada, until 2100-01-01T00:00:00Z.',
      '  What to do: Expire the silence at ALERTMANAGER/#/silences, or wait until it ends.',
    ]);
    expect(slack.titles).toEqual([]);
  });

  test('a real alert that inhibits it', async () => {
    const labels = { alertname: 'Flood', service: 'shop', severity: 'warning', signal: 'traffic' };
    const address = stack.alertmanager.slice('http://'.length);
    await postAlerts(address, [{ labels }]);
    const verdict = await brokenOf('MuchTraffic');
    await postAlerts(address, [{ labels, endsAt: new Date().toISOString() }]);

    expect(verdict).toEqual([
      'MuchTraffic does not get through. It breaks at: not held back.',
      '  It is inhibited: while Flood (shop) fires, it would tell nobody anything new.',
      '  What to do: Mend what fires first; then repeat the drill.',
    ]);
  });

  test('a token that is not the exporter’s', async () => {
    await writeFile(join(directory, 'secrets/other'), 'a-token-of-somebody-else');

    expect(await broken('--token-file', 'secrets/other')).toEqual([
      'HighErrorRate does not get through. It breaks at: the exporter.',
      '  The exporter at EXPORTER does not let us ask: the token is not its own.',
      '  What to do: Name the file with its token by --token-file; in containers, `docker compose -f docker-compose.monitoring.yml logs secrets` says how to read it.',
    ]);
  });

  test('Alertmanager with a token that is not the exporter’s', async () => {
    await writeFile(join(directory, 'secrets/right'), TOKEN);
    await writeFile(join(directory, 'secrets/token'), 'a-token-of-somebody-else');
    const verdict = await broken('--token-file', 'secrets/right');
    await writeFile(join(directory, 'secrets/token'), TOKEN);

    // The watchdog may fail beside it.
    expect(verdict.map((line) => line.replace(/\d+ notifications?/, 'N notifications'))).toEqual([
      'HighErrorRate does not get through. It breaks at: the exporter.',
      '  The exporter answers, but has not heard of it: Alertmanager could not tell it (N notifications failed).',
      '  What to do: Let Alertmanager have the address and the token of this exporter: `npx goldwatch render`, then restart Alertmanager.',
    ]);
  });
});

/** Runs a drill of HighErrorRate, and interrupts it when it says something. */
async function interrupted(when: string, isTerminal: boolean) {
  let interrupt = () => {};
  let stderr = '';
  const status = await run(['alert', 'test', 'HighErrorRate', ...addresses()], {
    stdin: () => Readable.from([]),
    stdout: (text) => {
      if (text.includes(when)) interrupt();
    },
    stderr: (text) => {
      stderr += text;
    },
    environment: {},
    directory,
    isTerminal,
    onSignal(_, callback) {
      interrupt = callback;
      return () => {};
    },
  });
  return { status, stderr };
}

const STOPPED = { status: 1, stderr: 'Stopped. What the drill had raised is resolved.\n' };

test('Ctrl-C resolves what was raised', async () => {
  slack.status = 500;

  expect(await interrupted('accepted', false)).toEqual(STOPPED);
  expect(await activeDrills()).toBe(0);
});

test('on a terminal Ctrl-C comes in time to keep it from people', async () => {
  expect(await interrupted('Ctrl-C within 3 s keeps it from them.', true)).toEqual(STOPPED);
  expect(await activeDrills()).toBe(0);
});

test('every alert of a severity is tested, and those that do not get through are named', async () => {
  stack.kill('exporter');

  const { status, lines } = await drilled('--severity', 'critical');

  expect(lines.filter((line) => line.startsWith('Drill'))).toEqual(
    expect.arrayContaining([
      'Drill ID of ApiDown (critical, shop) at ALERTMANAGER',
      'Drill ID of TargetDown (critical, shop) at ALERTMANAGER',
    ]),
  );
  expect(lines).toContain('  The exporter at EXPORTER does not answer: nobody listens there.');
  expect(lines.at(-1)).toMatch(/^(\d+) of \1 alerts do not get through: ApiDown, /);
  expect(status).toBe(1);
});
