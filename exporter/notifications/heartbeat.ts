import type { Logger } from 'pino';
import { SELF_METRICS } from '../../conventions/metrics.ts';
import type { MetricScope } from '../../metrics/scope.ts';
import type { AlertBook } from '../alerts/alert_book.ts';
import type { Clock } from '../clock.ts';
import { readSecret } from './secret_file.ts';
import type { NotificationSettings } from './settings.ts';
import { isReceived, PATIENCE_MS } from './watchdog_patience.ts';

/** How long a call may take. */
const TIMEOUT_MS = 10_000;
/** Calls of one beat: the first, and further ones after 1 s and 2 s where they fail. */
const ATTEMPTS = 3;
const FIRST_RETRY_MS = 1_000;

const REASONS = ['file', 'unreachable', 'timeout', 'status'] as const;
type Reason = (typeof REASONS)[number];

export type HeartbeatSettings = NonNullable<NotificationSettings['heartbeat']>;

export interface HeartbeatOptions {
  readonly book: AlertBook;
  readonly scope: MetricScope;
  readonly log: Logger;
  readonly clock: Clock;
  /** When the exporter started, by the clock that is never set. */
  readonly startedAt: number;
}

/** What came of a call; `why` is a clause without the address, which is a secret. */
type Outcome = { readonly reason: Reason; readonly why: string } | null;

/**
 * Calls an address outside for as long as the watchdog gets through from Prometheus over Alertmanager to here. Whoever is
 * called alarms when the calls end.
 */
export class Heartbeat {
  readonly #options: HeartbeatOptions;
  readonly #stopping = new AbortController();
  #settings: HeartbeatSettings;
  #baseDirectory: string;
  /** By the clock that is never set. */
  #nextAt = Number.NEGATIVE_INFINITY;
  #attempt = 0;
  #isCalling = false;
  #isSilent = false;
  #isFailing = false;

  constructor(options: HeartbeatOptions, settings: HeartbeatSettings, baseDirectory: string) {
    this.#options = options;
    this.#settings = settings;
    this.#baseDirectory = baseDirectory;
    const { scope } = options;
    scope.counter(SELF_METRICS.heartbeatSent).labels({});
    scope.counter(SELF_METRICS.heartbeatWithheld).labels({});
    for (const reason of REASONS) scope.counter(SELF_METRICS.heartbeatFailures).labels({ reason });
  }

  /** Other settings from now on. */
  apply(settings: HeartbeatSettings, baseDirectory: string): void {
    this.#settings = settings;
    this.#baseDirectory = baseDirectory;
    this.#nextAt = Number.NEGATIVE_INFINITY;
    this.#attempt = 0;
  }

  /** Calls the address if that is due. Never rejects. */
  async look(): Promise<void> {
    const { book, clock, startedAt } = this.#options;
    const uptime = clock.uptime();
    if (this.#isCalling || this.#stopping.signal.aborted || uptime < this.#nextAt) return;
    const watchdog = isReceived(book.watchdog, uptime, startedAt);
    if (watchdog !== 'heard') {
      // Looked at again at once, so that the first beat does not wait.
      if (watchdog === 'missing') this.#withhold(uptime);
      return;
    }
    this.#hears();
    this.#isCalling = true;
    const outcome = await this.#call();
    this.#isCalling = false;
    if (this.#stopping.signal.aborted) return;
    if (outcome === null) this.#succeeded(uptime);
    else this.#failed(outcome, uptime);
  }

  /** Ends; a call under way is given up. */
  stop(): void {
    this.#stopping.abort();
    this.#options.scope.close();
  }

  async #call(): Promise<Outcome> {
    const late = AbortSignal.timeout(TIMEOUT_MS);
    try {
      const url = await readSecret(this.#settings.url_file, this.#baseDirectory, 'notify.heartbeat.url_file');
      if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
        return {
          reason: 'file',
          why: `${this.#settings.url_file} holds no address that begins with https://`,
        };
      return await call(url, AbortSignal.any([late, this.#stopping.signal]));
    } catch (error) {
      if (late.aborted)
        return { reason: 'timeout', why: `there was no answer within ${TIMEOUT_MS / 1000} s` };
      return { reason: 'file', why: (error as Error).message.replace(/\.$/, '') };
    }
  }

  #succeeded(uptime: number): void {
    const { scope, log, clock } = this.#options;
    scope.counter(SELF_METRICS.heartbeatSent).labels({}).inc();
    scope
      .gauge(SELF_METRICS.heartbeatTimestamp)
      .labels({})
      .set(clock.now() / 1000);
    if (this.#isFailing) log.info('The heartbeat is answered again.');
    this.#isFailing = false;
    this.#beatIsOver(uptime);
  }

  #failed({ reason, why }: NonNullable<Outcome>, uptime: number): void {
    const { scope, log } = this.#options;
    scope.counter(SELF_METRICS.heartbeatFailures).labels({ reason }).inc();
    this.#attempt += 1;
    if (this.#attempt < ATTEMPTS) {
      this.#nextAt = uptime + FIRST_RETRY_MS * 2 ** (this.#attempt - 1);
      return;
    }
    if (!this.#isFailing)
      log.error(`The heartbeat does not get through: ${why}. Whoever waits for it will alarm.`);
    this.#isFailing = true;
    this.#beatIsOver(uptime);
  }

  #beatIsOver(uptime: number): void {
    this.#attempt = 0;
    this.#nextAt = uptime + this.#settings.every;
  }

  #withhold(uptime: number): void {
    const { scope, log } = this.#options;
    scope.counter(SELF_METRICS.heartbeatWithheld).labels({}).inc();
    this.#beatIsOver(uptime);
    if (!this.#isSilent)
      log.warn(
        `The watchdog was not received for ${PATIENCE_MS / 60_000} min, so the heartbeat is left out: Prometheus, Alertmanager or the way to the exporter is broken.`,
      );
    this.#isSilent = true;
  }

  #hears(): void {
    if (this.#isSilent) this.#options.log.info('The watchdog is received again, so the heartbeat goes on.');
    this.#isSilent = false;
  }
}

/** What a call of an address comes to. Rejects where the signal aborts. */
async function call(url: string, signal: AbortSignal): Promise<Outcome> {
  try {
    const response = await fetch(url, { signal, headers: { 'user-agent': 'goldwatch' } });
    await response.body?.cancel();
    return response.ok ? null : { reason: 'status', why: `the answer was ${response.status}` };
  } catch (error) {
    signal.throwIfAborted();
    // Messages name the host, which is part of the secret.
    const { code } = ((error as Error).cause ?? {}) as NodeJS.ErrnoException;
    return { reason: 'unreachable', why: `the address cannot be reached (${code ?? 'no reason is known'})` };
  }
}
