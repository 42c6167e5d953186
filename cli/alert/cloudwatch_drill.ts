import type { AwsClients } from '../aws_clients.ts';
import { executed, type Followed, raisedItem } from './alarm_followed.ts';
import { BrokenLink } from './broken_link.ts';
import { type DeployedAlarm, DeployedAlarms } from './deployed_alarms.ts';
import { type Hop, HopLog } from './hops.ts';
import { actionName, listenersOf } from './topic_listeners.ts';

/** What is drilled, and how long it may take. */
export interface CloudwatchDrillOptions {
  readonly drill: string;
  /** The name of the alarm in CloudWatch. */
  readonly alarm: string;
  readonly clients: AwsClients;
  /** For each of the two ways: of the alarm, and of its end. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Told before anybody else, with the topics that it will reach. */
  readonly announce: (topics: readonly string[], alarm: DeployedAlarm) => Promise<void>;
  readonly tell: (hop: Hop) => void;
}

/** How long it takes at most to set an alarm back, when everything else has ended. */
const SET_BACK_MS = 10_000;

/**
 * Sets an alarm to ALARM, follows it until its actions were executed, and sets it back to the state that it had, however that
 * ends. Resolves to what was seen. Throws the reason of `signal` where that is aborted, after the alarm is set back.
 *
 * A composite alarm is set itself, not what it is made of: its actions are executed as well, and it stays until one of its
 * children changes or it is set back; a metric alarm returns by itself at its next evaluation («SetAlarmState», API reference).
 */
export async function cloudwatchDrill(options: CloudwatchDrillOptions): Promise<readonly Hop[]> {
  const log = new HopLog(options.tell);
  const alarms = new DeployedAlarms(options.clients);
  const alarm = await log.try('deployed', () => deployed(alarms, options));
  if (alarm === null) return log.hops;
  if ((await log.try('not held back', () => letThrough(alarms, alarm, options))) === null) return log.hops;
  for (const topic of alarm.alarmActions)
    await log.try(actionName(topic), async () => ({
      detail: await listenersOf(options.clients, topic, options.signal),
      value: true,
    }));
  await options.announce(alarm.alarmActions.map(actionName), alarm);
  await raiseAndSetBack(log, alarms, alarm, options);
  return log.hops;
}

async function raiseAndSetBack(
  log: HopLog,
  alarms: DeployedAlarms,
  alarm: DeployedAlarm,
  { drill, timeoutMs, signal }: CloudwatchDrillOptions,
): Promise<void> {
  const waitMs = timeoutMs + alarm.suppressorWait * 1000;
  const followed: Followed = { alarms, name: alarm.name, drill, timeoutMs: waitMs, signal };
  const told: string[] = [];
  let isSet: boolean | null = null;
  let isOver: boolean | null = null;
  try {
    signal.throwIfAborted();
    isSet = await log.try('set', () => raised(alarms, alarm, drill));
    if (isSet !== null && (await log.try('noted', () => noted(followed))) !== null)
      for (const topic of alarm.alarmActions)
        if ((await log.try(actionName(topic), () => published(topic, 1, followed))) !== null)
          told.push(topic);
  } finally {
    // Whoever heard no answer does not know whether it was set.
    if (isSet === true || (await isOurs(alarms, alarm, drill)))
      isOver = await log.try('set back', () => setBack(alarms, alarm, drill));
  }
  for (const topic of isOver === true ? alarm.okActions : [])
    if (told.includes(topic)) await log.try(actionName(topic), () => published(topic, 2, followed));
}

async function deployed(alarms: DeployedAlarms, { alarm: name, signal }: CloudwatchDrillOptions) {
  const region = await alarms.region();
  const alarm = await alarms.find(name, signal);
  if (alarm === null)
    throw new BrokenLink(
      `CloudWatch has no alarm ${name} in ${region}.`,
      'Deploy it: `npx goldwatch render`, then cloudwatch/deploy.sh; or let the credentials be of the account that has it.',
    );
  if (alarm.state === 'ALARM')
    throw new BrokenLink(
      `${name} is in ALARM already: ${alarm.reason}. A drill would change nothing.`,
      'Mend what is broken first; then repeat the drill.',
    );
  return { detail: `${name} is ${alarm.state} in ${region}`, value: alarm };
}

/** Also asks for the history, so that nothing is changed where that cannot be followed. */
async function letThrough(alarms: DeployedAlarms, alarm: DeployedAlarm, { signal }: CloudwatchDrillOptions) {
  const { name, acts, suppressor } = alarm;
  if (!acts)
    throw new BrokenLink(
      `The actions of ${name} are switched off.`,
      `Switch them on: aws cloudwatch enable-alarm-actions --alarm-names ${name}`,
    );
  const other = suppressor === null ? null : await alarms.find(suppressor, signal);
  if (other?.state === 'ALARM')
    throw new BrokenLink(
      `It is suppressed: while ${suppressor} is in ALARM, it tells nobody.`,
      'Mend what fires first; then repeat the drill.',
    );
  await alarms.history(name, signal);
  return { detail: 'neither switched off nor suppressed', value: true };
}

async function raised(alarms: DeployedAlarms, { name }: DeployedAlarm, drill: string) {
  await alarms.set(name, 'ALARM', `${reasonOf(drill)} tests that this alarm gets through; nothing is wrong.`);
  return { detail: 'to ALARM', value: true };
}

async function noted(followed: Followed) {
  const { summary } = await raisedItem(followed);
  return { detail: `its history says: ${summary}`, value: true };
}

async function published(topic: string, times: number, followed: Followed) {
  await executed(topic, times, followed);
  return {
    detail: times === 1 ? 'CloudWatch has told it' : 'CloudWatch has told it that it is over',
    value: true,
  };
}

/**
 * Sets the alarm back, unless CloudWatch has found a state of its own meanwhile: whatever that is, it is the real one, and must
 * not be hidden. The value says whether it is over.
 */
async function setBack(alarms: DeployedAlarms, alarm: DeployedAlarm, drill: string) {
  const { name, state, isComposite } = alarm;
  const now = await alarms.find(name, AbortSignal.timeout(SET_BACK_MS)).catch(() => null);
  if (now !== null && !now.reason.startsWith(reasonOf(drill)))
    return now.state === 'ALARM'
      ? { detail: `not done: CloudWatch itself finds it in ALARM: ${now.reason}`, value: false }
      : { detail: `${name} is ${now.state}, as CloudWatch finds`, value: true };
  // Nobody is told of INSUFFICIENT_DATA, and whoever was told of the alarm is to hear that it is over.
  const steps = state === 'OK' ? [state] : (['OK', state] as const);
  try {
    for (const step of steps) await alarms.set(name, step, `${reasonOf(drill)} is over.`);
  } catch (error) {
    if (!(error instanceof BrokenLink)) throw error;
    const byHand = `aws cloudwatch set-alarm-state --alarm-name ${name} --state-value ${state} --state-reason "The drill is over."`;
    throw new BrokenLink(
      `${name} could not be set back to ${state}. ${error.message}`,
      isComposite
        ? `Set it back by hand: ${byHand}`
        : `CloudWatch sets it back at its next evaluation; by hand: ${byHand}`,
    );
  }
  return { detail: `to ${steps.join(', then to ')}`, value: true };
}

/** Whether the alarm is as the drill has set it, or may be, for nobody can say. */
async function isOurs(alarms: DeployedAlarms, { name }: DeployedAlarm, drill: string): Promise<boolean> {
  try {
    const now = await alarms.find(name, AbortSignal.timeout(SET_BACK_MS));
    return now?.reason.startsWith(reasonOf(drill)) ?? false;
  } catch {
    return true;
  }
}

/** What every reason of a drill begins with, by which messages are known as such. */
function reasonOf(drill: string): string {
  return `goldwatch drill: ${drill}`;
}
