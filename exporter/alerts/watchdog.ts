import { ALERT } from '../../conventions/alerts.ts';
import { SELF_METRICS } from '../../conventions/metrics.ts';
import type { MetricScope } from '../../metrics/scope.ts';
import { drillOf } from './alert_record.ts';
import type { WebhookAlert } from './webhook_alert.ts';

/** Most watchdogs that are told apart: one for each Prometheus. */
const MOST = 100;

/** The alert that always fires: while it comes, so would any other one. */
export class Watchdog {
  readonly #scope: MetricScope;
  /** When each was last heard of, by a clock that is never set. */
  readonly #heardAt = new Map<string, number>();

  constructor(scope: MetricScope) {
    this.#scope = scope;
  }

  /** Takes note of an alert, which may be the watchdog: at `now`, and by a clock that is never set, in milliseconds. */
  note(alert: WebhookAlert, now: number, uptime: number): void {
    // A drill does not come from Prometheus.
    if (alert.labels.alertname !== ALERT.watchdog || drillOf(alert) !== null) return;
    this.#heardAt.delete(alert.fingerprint);
    if (alert.status === 'resolved') return;
    this.#heardAt.set(alert.fingerprint, uptime);
    const [oldest] = this.#heardAt.keys();
    if (this.#heardAt.size > MOST && oldest !== undefined) this.#heardAt.delete(oldest);
    this.#scope
      .gauge(SELF_METRICS.watchdogReceived)
      .labels({})
      .set(now / 1000);
  }

  /** When this process has last heard that it fires, by a clock that is never set; null where it has not, or it has ended. */
  get lastHeardAt(): number | null {
    return this.#heardAt.size === 0 ? null : Math.max(...this.#heardAt.values());
  }
}
