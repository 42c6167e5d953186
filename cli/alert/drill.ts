import { setTimeout as sleep } from 'node:timers/promises';
import { formatDuration } from '../../conventions/quantities.ts';
import type { ExporterAddress } from './acknowledgement.ts';
import { Alertmanager, type KnownAlert, type PostedAlert } from './alertmanager.ts';
import { BrokenLink } from './broken_link.ts';
import type { ExampleAlert } from './example.ts';
import { requireFree } from './held_back.ts';
import { type Hop, HopLog } from './hops.ts';
import { NotificationCounts } from './notification_counts.ts';
import { requireRule } from './prometheus.ts';
import { Receipts, type Whereto } from './receipts.ts';
import { type Destination, destinationsOf } from './routing.ts';
import { recipients } from './told.ts';

/** Where a drill goes, and how long it may take. */
export interface DrillOptions {
  readonly drill: string;
  /** The name of the alert, as Prometheus has it. */
  readonly alert: string;
  readonly prometheus: string;
  /** Addresses of every Alertmanager that Prometheus sends to. */
  readonly alertmanagers: readonly string[];
  readonly exporter: ExporterAddress;
  /** Where the alert says that it comes from. */
  readonly generatorURL: string;
  /** For each of the two ways: of the alert, and of its end. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Told before anybody else, with whom it will reach. */
  readonly announce: (recipients: readonly string[]) => Promise<void>;
  readonly tell: (hop: Hop) => void;
}

const LOOK_AGAIN_MS = 250;
/** How long it takes at most to say that a drill is over, when everything else has ended. */
const RESOLVE_MS = 5_000;

/**
 * Raises an alert at Alertmanager, follows it to whom it is for, and resolves it, however that ends. Resolves to what was
 * seen. Throws the reason of `signal` where that is aborted, after the alert is resolved. Should this process be killed, the
 * alert ends by itself.
 */
export async function drill(alert: ExampleAlert, options: DrillOptions): Promise<readonly Hop[]> {
  const log = new HopLog(options.tell);
  await log.try('Prometheus', () => requireRule(options.prometheus, options.alert, options.signal));
  const managers = options.alertmanagers.map((url) => new Alertmanager(url, options.signal));
  const known = await log.try('Alertmanager', () => asked(managers, alert));
  if (known === null) return log.hops;
  await options.announce(recipients(known.destinations));
  const posted = postedAt(alert, options);
  const receipts = new Receipts(known, managers, options);
  try {
    const isRaised = await log.try('accepted', () => raised(managers, posted, options));
    const isFree = isRaised !== null && (await isLetThrough(log, managers, known, options));
    if (isFree) await receipts.follow('firing', known.counts, log);
  } finally {
    await log.try('resolved', () => resolved(managers, posted));
  }
  if (receipts.hasArrived) await receipts.follow('resolved', receipts.counts, log);
  return log.hops;
}

interface Known extends Whereto {
  readonly counts: NotificationCounts;
}

async function asked(managers: readonly Alertmanager[], { labels }: ExampleAlert) {
  const states = await Promise.all(managers.map((one) => one.status()));
  const counts = NotificationCounts.sum(await Promise.all(managers.map((one) => one.counts())));
  const others = (await Promise.all(managers.map((one) => one.alerts()))).flat();
  const busy = new Set(others.flatMap(({ receivers }) => receivers.map(({ name }) => name)));
  const destinations = destinationsIn(states[0]?.configuration ?? '', labels);
  const detail = states.map(({ version }, index) => `${version} at ${managers[index]?.url}`).join(', ');
  return { detail: `answers: ${detail}`, value: { destinations, busy, counts } satisfies Known };
}

function destinationsIn(configuration: string, labels: ExampleAlert['labels']): Destination[] {
  try {
    return destinationsOf(configuration, labels);
  } catch (error) {
    throw new BrokenLink(
      `The configuration that Alertmanager runs on is beyond goldwatch: ${(error as Error).message}.`,
      'Let it run on the one that `npx goldwatch render` writes.',
    );
  }
}

function postedAt(alert: ExampleAlert, { generatorURL, timeoutMs }: DrillOptions): PostedAlert {
  const now = Date.now();
  const endsAt = new Date(now + 2 * timeoutMs).toISOString();
  return { ...alert, generatorURL, startsAt: new Date(now).toISOString(), endsAt };
}

async function raised(
  managers: readonly Alertmanager[],
  posted: PostedAlert,
  { drill, signal }: DrillOptions,
) {
  await Promise.all(managers.map((one) => one.post(posted)));
  for (const one of managers) {
    for (let looks = 0; (await one.alertOf(drill)) === null; looks++) {
      if (looks === 20)
        throw new BrokenLink(
          `${one.url} answered that it took the alert, and does not have it.`,
          'The log of Alertmanager says why; its clock may be wrong.',
        );
      await sleep(LOOK_AGAIN_MS, undefined, { signal });
    }
  }
  return { detail: 'Alertmanager has the alert', value: true };
}

async function isLetThrough(
  log: HopLog,
  managers: readonly Alertmanager[],
  { destinations }: Whereto,
  { drill }: DrillOptions,
) {
  const alert = await log.try('not held back', async () => {
    const found = await Promise.all(managers.map((one) => freeAlert(one, drill)));
    return { detail: 'neither silenced nor inhibited', value: found[0] };
  });
  if (alert === null) return false;
  return (await log.try('routed', async () => routed(alert, destinations))) !== null;
}

async function freeAlert(manager: Alertmanager, drill: string): Promise<KnownAlert> {
  const found = await manager.alertOf(drill);
  if (found === null)
    throw new BrokenLink(`${manager.url} has lost it.`, 'The log of Alertmanager may say why.');
  await requireFree(manager, found);
  return found;
}

function routed(alert: KnownAlert | undefined, destinations: readonly Destination[]) {
  const receivers = alert?.receivers.map(({ name }) => name).join(', ') ?? '';
  if (recipients(destinations).length > 0) return { detail: `to ${receivers}`, value: true };
  throw new BrokenLink(
    `It is routed to ${receivers}, which tells nobody.`,
    'Let Alertmanager run on what `npx goldwatch render` writes: there every alert reaches the exporter.',
  );
}

async function resolved(managers: readonly Alertmanager[], posted: PostedAlert) {
  const signal = AbortSignal.timeout(RESOLVE_MS);
  const over = { ...posted, endsAt: new Date().toISOString() };
  const told = await Promise.allSettled(managers.map((one) => one.post(over, signal)));
  const untold = managers.filter((_, index) => told[index]?.status === 'rejected').map(({ url }) => url);
  if (untold.length === 0) return { detail: 'Alertmanager knows that it is over', value: true };
  throw new BrokenLink(
    `${untold.join(' and ')} could not be told that the drill is over.`,
    `Nothing need be done: it ends by itself at ${posted.endsAt}, ${formatDuration(Date.parse(posted.endsAt) - Date.parse(posted.startsAt))} after it began.`,
  );
}
