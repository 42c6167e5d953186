import type { Logger } from 'pino';
import { type AlertRecord, drillOf, namesOf } from './alert_record.ts';
import type { WebhookAlert } from './webhook_alert.ts';

/** How long nothing more is said of alerts that do not fit. */
const QUIET_MS = 10 * 60_000;

/** The log lines of alerts: one for every change. */
export class AlertLog {
  readonly #log: Logger;
  #droppedAt = Number.NEGATIVE_INFINITY;

  constructor(log: Logger) {
    this.#log = log;
  }

  /** An alert fires that did not, or is over. */
  changed(alert: WebhookAlert): void {
    const { alertname, severity, service } = namesOf(alert);
    const drill = drillOf(alert);
    const { status, labels, annotations, startsAt, endsAt, fingerprint } = alert;
    const level = status === 'firing' && severity !== 'info' && drill === null ? 'warn' : 'info';
    const details = {
      event: 'alert',
      status,
      alertname,
      severity,
      service,
      ...(drill !== null && { drill }),
      labels,
      annotations,
      startsAt,
      fingerprint,
      ...(status === 'resolved' && { endsAt }),
    };
    this.#log[level](details, `${alertname} is ${status}${drill === null ? '' : ' (a drill)'}.`);
  }

  /** Nothing was heard of an alert for long. */
  unheard({ names, drill, fingerprint }: AlertRecord): void {
    this.#log.info(
      { event: 'alert_forgotten', ...names, ...(drill !== null && { drill }), fingerprint },
      `Nothing was heard of ${names.alertname} for ten minutes; it no longer counts as firing.`,
    );
  }

  /** Alerts do not fit, as of `now`. */
  dropped(now: number): void {
    const isNews = now - this.#droppedAt > QUIET_MS;
    this.#droppedAt = now;
    if (!isNews) return;
    this.#log.warn(
      'More alerts fire than a notification or the exporter holds; those beyond are only counted, in goldwatch_alerts_dropped_total.',
    );
  }
}
