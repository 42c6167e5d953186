import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Alarm } from '../../cloudwatch/alarms/alarm.ts';
import { planAlarms } from '../../cloudwatch/alarms/plan.ts';
import { formatDuration } from '../../conventions/quantities.ts';
import type { Loaded } from '../arguments.ts';
import { AwsClients } from '../aws_clients.ts';
import type { Io } from '../io.ts';
import { alarmsOf, keptQuietBy } from './alarms_of.ts';
import { cloudwatchDrill } from './cloudwatch_drill.ts';
import type { Hop } from './hops.ts';
import { hopLine, type Report, verdict } from './report.ts';
import type { Options } from './test_options.ts';

const SECONDS_TO_STOP = 3;

interface Command {
  readonly loaded: Loaded;
  readonly options: Options;
  readonly timeoutMs: number;
  readonly io: Io;
}

/** `goldwatch alert test --cloudwatch`: sets alarms, one after the other, follows them, and sets them back. */
export async function testAlarms(
  names: readonly string[],
  { loaded, options, timeoutMs, io }: Command,
): Promise<number> {
  const { definition, file } = loaded;
  if (definition.cloudwatch === undefined)
    throw new Error(`${file} has nothing for CloudWatch: it has no \`cloudwatch\`. See docs/cloudwatch.md.`);
  const plan = planAlarms(definition);
  const chosen = alarmsOf(plan, names, options, loaded);
  const clients = new AwsClients(definition);
  const stop = new AbortController();
  const endSignals = io.onSignal(['SIGINT', 'SIGTERM', 'SIGHUP'], () => stop.abort());
  const say = (text: string) => (options.json === true ? undefined : io.stdout(text));
  const reports: Report[] = [];
  const left: Hop[] = [];
  const tell = (hop: Hop) => {
    if (hop.name === 'set back' && !hop.held) left.push(hop);
    say(hopLine(hop));
  };
  try {
    for (const alarm of chosen) {
      const asksFirst = reports.length === 0 && io.isTerminal === true && options.json !== true;
      const quiet = keptQuietBy(alarm, plan);
      reports.push(
        await drilled(alarm, { clients, timeoutMs, signal: stop.signal, say, tell, asksFirst, quiet }),
      );
    }
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    io.stderr(`Stopped. ${leftBehind(left)}\n`);
    return 1;
  } finally {
    endSignals();
    await clients.close();
  }
  const broken = reports.filter(({ held }) => !held);
  if (options.json === true) io.stdout(`${JSON.stringify(reports, null, 2)}\n`);
  if (reports.length > 1) say(summary(reports, broken));
  return broken.length === 0 ? 0 : 1;
}

function leftBehind(left: readonly Hop[]): string {
  if (left.length === 0) return 'What the drill had set is set back.';
  return left.map(({ detail, remedy }) => `${detail}\nWhat to do: ${remedy}`).join('\n');
}

interface Context {
  readonly clients: AwsClients;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly say: (text: string) => void;
  readonly tell: (hop: Hop) => void;
  /** Whether there is somebody who may still stop it. */
  readonly asksFirst: boolean;
  /** Alarms that tell nobody while this one is in ALARM. */
  readonly quiet: readonly string[];
}

async function drilled(
  alarm: Alarm,
  { clients, timeoutMs, signal, say, tell, asksFirst, quiet }: Context,
): Promise<Report> {
  const { name, alert, severity, service } = alarm;
  const id = randomUUID().slice(0, 8);
  say(`Drill ${id} of ${alert} (${severity}, ${service}): ${name}\n`);
  let tells: readonly string[] = [];
  const hops = await cloudwatchDrill({
    drill: id,
    alarm: name,
    clients,
    timeoutMs,
    signal,
    tell,
    async announce(topics, { suppressor, suppressorWait }) {
      tells = topics;
      say(
        topics.length === 0
          ? 'It tells nobody: only its history has it.\n'
          : `It tells ${topics.join(', ')}.\n`,
      );
      if (suppressor !== null && suppressorWait > 0)
        say(`It waits ${formatDuration(suppressorWait * 1000)} first, whether ${suppressor} fires.\n`);
      if (quiet.length > 0) say(`Meanwhile nobody is told of ${quiet.join(', ')}.\n`);
      if (topics.length === 0 || !asksFirst) return;
      say(`Ctrl-C within ${SECONDS_TO_STOP} s keeps it from them.\n`);
      await sleep(SECONDS_TO_STOP * 1_000, undefined, { signal });
    },
  });
  const report = {
    drill: id,
    alert: name,
    severity,
    service,
    tells,
    held: hops.every(({ held }) => held),
    hops,
  };
  say(`${verdict(report, 'to its history, and tells nobody')}\n`);
  return report;
}

function summary(reports: readonly Report[], broken: readonly Report[]): string {
  if (broken.length === 0) return `All ${reports.length} alarms get through.\n`;
  return `${broken.length} of ${reports.length} alarms do not get through: ${broken.map(({ alert }) => alert).join(', ')}.\n`;
}
