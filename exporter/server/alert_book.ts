import type { Logger } from 'pino';
import { z } from 'zod';
import { SELF_METRICS } from '../../conventions/metrics.ts';
import type { MetricScope } from '../../metrics/scope.ts';

/** One alert in Alertmanager's webhook (https://prometheus.io/docs/alerting/latest/configuration/#webhook_config). */
export const webhookAlert = z.object({
  status: z.enum(['firing', 'resolved']),
  labels: z.record(z.string(), z.string()),
  annotations: z.record(z.string(), z.string()).default({}),
  startsAt: z.string(),
  endsAt: z.string().optional(),
  generatorURL: z.string().optional(),
  fingerprint: z.string().min(1),
});
export type WebhookAlert = z.infer<typeof webhookAlert>;

interface Known {
  readonly labels: { alertname: string; severity: string; service: string };
  heardOf: number;
}

/** Most alerts that are kept, firing or over; beyond it new ones are only counted. */
const MOST_KNOWN = 10_000;
/**
 * Alertmanager repeats a firing alert every minute. One that it no longer mentions was silenced or inhibited, or
 * ended while Alertmanager was down: none of these sends a word. One that is over is kept as long, so that its
 * gauge is seen at 0, and a notification that comes twice is not news twice.
 */
const FORGET_AFTER_MS = 10 * 60_000;
/** Longer names and severities are cut in the gauge; the log has them whole. */
const LONGEST_LABEL = 256;

/** What fires according to Alertmanager: a gauge by alert, and a log line for every change. */
export class AlertBook {
  readonly #log: Logger;
  readonly #scope: MetricScope;
  readonly #firing = new Map<string, Known>();
  readonly #over = new Map<string, Known>();
  #droppedAt = Number.NEGATIVE_INFINITY;

  constructor(scope: MetricScope, log: Logger) {
    this.#scope = scope;
    this.#log = log;
  }

  /** Takes note of a notification, from which `truncated` alerts were left out. `now` is Unix time in milliseconds. */
  receive(alerts: readonly WebhookAlert[], now: number, truncated = 0): void {
    this.#forget(now);
    for (const alert of alerts) {
      this.#scope.counter(SELF_METRICS.alertNotifications).labels({ status: alert.status }).inc();
      if (alert.status === 'firing') this.#fire(alert, now);
      else this.#end(alert, now);
    }
    if (truncated > 0) this.#drop(truncated, now);
    this.#publish();
  }

  /** Drops what was not heard of for ten minutes. Called before each exposition, since Alertmanager may be silent. */
  forget(now: number): void {
    this.#forget(now);
    this.#publish();
  }

  #fire(alert: WebhookAlert, now: number): void {
    const known = this.#firing.get(alert.fingerprint);
    if (known !== undefined) {
      known.heardOf = now;
      return;
    }
    this.#over.delete(alert.fingerprint);
    if (this.#firing.size >= MOST_KNOWN) {
      this.#drop(1, now);
      return;
    }
    this.#firing.set(alert.fingerprint, { labels: namesOf(alert), heardOf: now });
    this.#write(alert);
    if (this.#firing.size + this.#over.size <= MOST_KNOWN) return;
    const [oldest] = this.#over.keys();
    if (oldest !== undefined) this.#over.delete(oldest);
  }

  #end(alert: WebhookAlert, now: number): void {
    const known = this.#over.get(alert.fingerprint);
    if (known !== undefined) {
      known.heardOf = now;
      return;
    }
    this.#firing.delete(alert.fingerprint);
    this.#write(alert);
    if (this.#firing.size + this.#over.size >= MOST_KNOWN) return;
    this.#over.set(alert.fingerprint, { labels: namesOf(alert), heardOf: now });
  }

  #forget(now: number): void {
    for (const [fingerprint, { labels, heardOf }] of this.#firing) {
      if (now - heardOf <= FORGET_AFTER_MS) continue;
      this.#firing.delete(fingerprint);
      this.#log.info(
        { event: 'alert_forgotten', ...labels, fingerprint },
        `Nothing was heard of ${labels.alertname} for ten minutes; it no longer counts as firing.`,
      );
    }
    for (const [fingerprint, { heardOf }] of this.#over) {
      if (now - heardOf > FORGET_AFTER_MS) this.#over.delete(fingerprint);
    }
  }

  #drop(alerts: number, now: number): void {
    this.#scope.counter(SELF_METRICS.alertsDropped).labels({}).inc(alerts);
    const isNews = now - this.#droppedAt > FORGET_AFTER_MS;
    this.#droppedAt = now;
    if (!isNews) return;
    this.#log.warn(
      'More alerts fire than a notification or the exporter holds; those beyond are only counted, in goldwatch_alerts_dropped_total.',
    );
  }

  #publish(): void {
    const gauge = this.#scope.gauge(SELF_METRICS.alertsFiring);
    gauge.clear();
    for (const { labels } of this.#over.values()) gauge.labels(labels).set(0);
    for (const { labels } of this.#firing.values()) {
      const series = gauge.labels(labels);
      series.set(series.value + 1);
    }
  }

  #write(alert: WebhookAlert): void {
    const { alertname, severity, service } = namesOf(alert);
    const { status, labels, annotations, startsAt, endsAt, fingerprint } = alert;
    const level = status === 'firing' && severity !== 'info' ? 'warn' : 'info';
    const details = {
      event: 'alert',
      status,
      alertname,
      severity,
      service,
      labels,
      annotations,
      startsAt,
      fingerprint,
    };
    this.#log[level]({ ...details, ...(status === 'resolved' && { endsAt }) }, `${alertname} is ${status}.`);
  }
}

function namesOf({ labels }: WebhookAlert): Known['labels'] {
  const name = (label: string | undefined) => (label ?? '').slice(0, LONGEST_LABEL).toWellFormed();
  return {
    alertname: name(labels.alertname),
    severity: name(labels.severity),
    service: name(labels.service),
  };
}
