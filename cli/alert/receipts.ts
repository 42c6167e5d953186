import { setTimeout as sleep } from 'node:timers/promises';
import type { ExporterAddress } from './acknowledgement.ts';
import type { Alertmanager } from './alertmanager.ts';
import { exporterReceipt, type Receipt, receiptOf, type Seen } from './awaited.ts';
import { BrokenLink } from './broken_link.ts';
import { type Counting, deliveriesTo } from './deliveries.ts';
import type { HopLog } from './hops.ts';
import { NotificationCounts } from './notification_counts.ts';
import type { Destination } from './routing.ts';
import { EXPORTER_RECEIVER } from './told.ts';

/** What is followed: an alert, or its end. */
export type Status = 'firing' | 'resolved';

/** Of a drill: what it takes to follow it. */
export interface Followed {
  readonly drill: string;
  readonly exporter: ExporterAddress;
  /** How long each of the two ways may take. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Where the alert of a drill goes. */
export interface Whereto {
  readonly destinations: readonly Destination[];
  /** Receivers of other alerts that fire. */
  readonly busy: ReadonlySet<string>;
}

/** Often at first, when most arrives; at least once a second. */
const lookAgainMs = (waitedMs: number) => Math.min(1_000, 100 + waitedMs / 4);

/** What comes of a drill at those whom it is for: by what Alertmanager counts, and by what the exporter has. */
export class Receipts {
  readonly #destinations: readonly Destination[];
  readonly #busy: ReadonlySet<string>;
  readonly #managers: readonly Alertmanager[];
  readonly #followed: Followed;
  readonly #arrived = new Set<string>();
  #counts = new NotificationCounts([]);

  constructor({ destinations, busy }: Whereto, managers: readonly Alertmanager[], followed: Followed) {
    this.#destinations = destinations;
    this.#busy = busy;
    this.#managers = managers;
    this.#followed = followed;
  }

  /** Whether anything has arrived, so that its end is to arrive, too. */
  get hasArrived(): boolean {
    return this.#arrived.size > 0;
  }

  /** What was counted when it was looked at last. */
  get counts(): NotificationCounts {
    return this.#counts;
  }

  /** Waits for everything that is to arrive, and notes each in `log`; `before` was counted before it was due. */
  async follow(status: Status, before: NotificationCounts, log: HopLog): Promise<void> {
    const { timeoutMs, signal } = this.#followed;
    const begun = performance.now();
    let waiting = this.#awaited(status, { byReceiver: before.countsReceivers, busy: this.#busy });
    while (waiting.length > 0) {
      const waitedMs = performance.now() - begun;
      const results = await this.#look(waiting, { status, before, waitedMs, timeoutMs });
      for (const { name, result } of results) {
        if (result instanceof BrokenLink) log.broken(name, result);
        else if (result !== null) log.held(name, result);
        if (typeof result === 'string') this.#arrived.add(name);
      }
      waiting = results.filter(({ result }) => result === null).map(({ receipt }) => receipt);
      if (waiting.length > 0) await sleep(lookAgainMs(waitedMs), undefined, { signal });
    }
  }

  async #look(waiting: readonly Receipt[], seen: Omit<Seen, 'now'>) {
    const now = await this.#count();
    if (now instanceof NotificationCounts) this.#counts = now;
    return await Promise.all(
      waiting.map(async (receipt) => {
        const look = now instanceof BrokenLink ? Promise.reject(now) : receipt.look({ ...seen, now });
        return { receipt, name: receipt.name, result: await look.catch(asBrokenLink) };
      }),
    );
  }

  async #count(): Promise<NotificationCounts | BrokenLink> {
    const counts = Promise.all(this.#managers.map((one) => one.counts()));
    return await counts.then(NotificationCounts.sum, asBrokenLink);
  }

  #awaited(status: Status, counting: Counting): Receipt[] {
    const reachesExporter = this.#destinations.some(({ receiver }) => receiver === EXPORTER_RECEIVER);
    const deliveries = deliveriesTo(this.#destinations, counting, status);
    const all = [
      ...(reachesExporter ? [exporterReceipt(this.#followed)] : []),
      ...deliveries.map((delivery) => receiptOf(delivery, this.#managers, this.#followed.drill)),
    ];
    return status === 'firing' ? all : all.filter(({ name }) => this.#arrived.has(name));
  }
}

function asBrokenLink(error: unknown): BrokenLink {
  if (error instanceof BrokenLink) return error;
  throw error;
}
