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

interface Firing {
  readonly labels: { alertname: string; severity: string; service: string };
  heardOf: number;
}

/** Most alerts that are kept as firing; beyond it new ones are logged and counted only. */
const MOST_FIRING = 10_000;
/**
 * Alertmanager repeats a firing alert every minute. One that it no longer mentions was silenced or inhibited, or
 * ended while Alertmanager was down: none of these sends a word.
 */
const FORGET_AFTER_MS = 10 * 60_000;

/** What fires according to Alertmanager: a gauge by alert, and a log line for every change. */
export class AlertBook {
  readonly #log: Logger;
  readonly #scope: MetricScope;
  readonly #firing = new Map<string, Firing>();

  constructor(scope: MetricScope, log: Logger) {
    this.#scope = scope;
    this.#log = log;
  }

  /** Takes note of a notification. `now` is Unix time in milliseconds. */
  receive(alerts: readonly WebhookAlert[], now: number): void {
    for (const alert of alerts) {
      this.#scope.counter(SELF_METRICS.alertNotifications).labels({ status: alert.status }).inc();
      if (alert.status === 'firing') this.#fire(alert, now);
      else this.#resolve(alert);
    }
    for (const [fingerprint, { heardOf }] of this.#firing) {
      if (now - heardOf > FORGET_AFTER_MS) this.#remove(fingerprint);
    }
  }

  #fire(alert: WebhookAlert, now: number): void {
    const known = this.#firing.get(alert.fingerprint);
    if (known !== undefined) {
      known.heardOf = now;
      return;
    }
    this.#write(alert);
    if (this.#firing.size >= MOST_FIRING) {
      this.#scope.counter(SELF_METRICS.alertsDropped).labels({}).inc();
      return;
    }
    this.#firing.set(alert.fingerprint, { labels: namesOf(alert), heardOf: now });
    this.#count(namesOf(alert), 1);
  }

  #resolve(alert: WebhookAlert): void {
    this.#write(alert);
    this.#remove(alert.fingerprint);
  }

  #remove(fingerprint: string): void {
    const known = this.#firing.get(fingerprint);
    if (known === undefined) return;
    this.#firing.delete(fingerprint);
    this.#count(known.labels, -1);
  }

  #count(labels: Firing['labels'], change: number): void {
    const gauge = this.#scope.gauge(SELF_METRICS.alertsFiring).labels(labels);
    gauge.set(gauge.value + change);
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

function namesOf({ labels }: WebhookAlert): Firing['labels'] {
  return {
    alertname: labels.alertname ?? '',
    severity: labels.severity ?? '',
    service: labels.service ?? '',
  };
}
