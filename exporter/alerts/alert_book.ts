import type { Logger } from 'pino';
import { SELF_METRICS } from '../../conventions/metrics.ts';
import type { MetricScope } from '../../metrics/scope.ts';
import type { Clock } from '../clock.ts';
import { AlertGauge } from './alert_gauge.ts';
import { AlertLog } from './alert_log.ts';
import { type AlertRecord, heardAgain, isAnother, recordOf, resolvedBy, unheardOf } from './alert_record.ts';
import { RecentAlerts } from './recent_alerts.ts';
import { Watchdog } from './watchdog.ts';
import type { WebhookAlert } from './webhook_alert.ts';

/** Most alerts that are kept while they fire; beyond it new ones are only counted. */
const MOST_FIRING = 10_000;
/** Of so many the details are kept. */
const MOST_DETAILED = 1_000;
/**
 * Alertmanager repeats a firing alert every minute. One that it no longer mentions was silenced or inhibited, or
 * ended while Alertmanager was down: none of these sends a word.
 */
const FORGET_AFTER_MS = 10 * 60_000;
/** A step of the clock that is more than drift. */
const JUMP_MS = 60_000;

/** Alerts that fire, and those that are over, the one whose end was told last first. */
export interface KnownAlerts {
  readonly firing: readonly AlertRecord[];
  readonly recent: readonly AlertRecord[];
}

/** Is told of each alert that begins, and of each that is over, drills too. One that came when it was over is told as both. */
export interface AlertListener {
  fired(record: AlertRecord): void;
  ended(record: AlertRecord): void;
}

/** What fires according to Alertmanager, and what is over: a gauge by alert, a log line for every change, and a memory of a day. */
export class AlertBook {
  readonly watchdog: Watchdog;
  readonly #scope: MetricScope;
  readonly #clock: Clock;
  readonly #log: AlertLog;
  readonly #gauge: AlertGauge;
  readonly #firing = new Map<string, AlertRecord>();
  readonly #recent: RecentAlerts;
  readonly #listeners = new Set<AlertListener>();
  /** By the clock that is never set. */
  #awaitsSince: number;
  /** Fingerprints of what was known before that, and has not been heard of since. */
  readonly #awaited = new Set<string>();
  #lookedAt: { readonly now: number; readonly uptime: number };
  #revision = 0;

  constructor(scope: MetricScope, log: Logger, clock: Clock) {
    this.#scope = scope;
    this.#clock = clock;
    this.#log = new AlertLog(log);
    this.#gauge = new AlertGauge(scope);
    this.#recent = new RecentAlerts(() => scope.counter(SELF_METRICS.alertsRecentDropped).labels({}).inc());
    // From the start, so that the first of them is an increase.
    scope.counter(SELF_METRICS.alertsDropped).labels({});
    scope.counter(SELF_METRICS.alertsRecentDropped).labels({});
    this.watchdog = new Watchdog(scope);
    this.#lookedAt = { now: clock.now(), uptime: clock.uptime() };
    this.#awaitsSince = this.#lookedAt.uptime;
  }

  /** All that is known. */
  get known(): KnownAlerts {
    return { firing: [...this.#firing.values()], recent: this.#recent.all };
  }

  /** Changes whenever something else is known. */
  get revision(): number {
    return this.#revision;
  }

  /** Goes on from what an earlier process knew. What fired then has as long to be heard of as what fires now. */
  restore({ firing, recent }: KnownAlerts): void {
    for (const record of firing.slice(0, MOST_FIRING)) {
      this.#firing.set(record.fingerprint, record);
      this.#awaited.add(record.fingerprint);
    }
    for (const record of recent.toReversed()) this.#recent.add(record);
    this.forget();
  }

  /** Tells a listener of all changes from now on; the result ends that. */
  listen(listener: AlertListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Takes note of a notification, from which `truncated` alerts were left out. */
  receive(alerts: readonly WebhookAlert[], truncated = 0): void {
    const now = this.#clock.now();
    this.#revision += 1;
    this.#forget(now);
    for (const alert of alerts) {
      this.#awaited.delete(alert.fingerprint);
      this.#scope.counter(SELF_METRICS.alertNotifications).labels({ status: alert.status }).inc();
      this.watchdog.note(alert, now, this.#clock.uptime());
      if (alert.status === 'firing') this.#fire(alert, now);
      else this.#resolve(alert, now);
    }
    if (truncated > 0) this.#drop(truncated, now);
  }

  /**
   * Drops what was not heard of for long, and brings the gauge up to date. Called before each exposition: Alertmanager may be silent, and
   * in a flood sends thousands of notifications a minute, each of which would count all alerts.
   */
  forget(): void {
    const now = this.#clock.now();
    this.#forget(now);
    this.#gauge.publish(this.#firing.values(), now);
  }

  #fire(alert: WebhookAlert, now: number): void {
    const known = this.#firing.get(alert.fingerprint);
    if (known !== undefined && !isAnother(alert, known)) {
      this.#firing.set(alert.fingerprint, heardAgain(known, alert, now));
      return;
    }
    if (known !== undefined) this.#end(unheardOf(known));
    if (this.#firing.size >= MOST_FIRING) {
      this.#drop(1, now);
      return;
    }
    const record = recordOf(alert, now, this.#firing.size < MOST_DETAILED);
    this.#firing.set(alert.fingerprint, record);
    this.#log.changed(alert);
    this.#tell('fired', record);
  }

  #resolve(alert: WebhookAlert, now: number): void {
    const firing = this.#firing.get(alert.fingerprint);
    const over = firing ?? this.#recent.newestOf(alert.fingerprint);
    const known = over === undefined || isAnother(alert, over) ? undefined : over;
    if (firing !== undefined && known === undefined) this.#end(unheardOf(firing));
    const before = known ?? recordOf(alert, now, true);
    const record = resolvedBy(before, alert, now);
    this.#gauge.ended(record, now);
    if (before.ending === null) {
      if (known === undefined) this.#tell('fired', before);
      this.#end(record);
    } else {
      // How it ended is known better now, or was told already.
      this.#recent.replace(before, record);
    }
    if (before.ending !== 'resolved') this.#log.changed(alert);
  }

  #end(record: AlertRecord): void {
    this.#firing.delete(record.fingerprint);
    this.#awaited.delete(record.fingerprint);
    this.#recent.add(record);
    this.#tell('ended', record);
  }

  #forget(now: number): void {
    const uptime = this.#clock.uptime();
    const jump = now - this.#lookedAt.now - (uptime - this.#lookedAt.uptime);
    this.#lookedAt = { now, uptime };
    // The clock was set forward, or the machine slept: nobody was silent for that long.
    if (jump > JUMP_MS) {
      for (const fingerprint of this.#firing.keys()) this.#awaited.add(fingerprint);
      this.#awaitsSince = uptime;
    }
    for (const record of this.#firing.values()) {
      // Where the clock was set back, the time counts from now on.
      if (record.lastHeardAt > now) this.#firing.set(record.fingerprint, { ...record, lastHeardAt: now });
      if (now - record.lastHeardAt <= FORGET_AFTER_MS) continue;
      // What was heard of before has as long to be heard of again.
      const isAwaited = this.#awaited.has(record.fingerprint);
      if (isAwaited && uptime - this.#awaitsSince <= FORGET_AFTER_MS) continue;
      this.#log.unheard(record);
      this.#end(unheardOf(record));
    }
    this.#recent.forget(now);
  }

  #drop(alerts: number, now: number): void {
    this.#scope.counter(SELF_METRICS.alertsDropped).labels({}).inc(alerts);
    this.#log.dropped(now);
  }

  #tell(change: keyof AlertListener, record: AlertRecord): void {
    this.#revision += 1;
    for (const listener of this.#listeners) listener[change](record);
  }
}
