import { SELF_METRICS } from '../../conventions/metrics.ts';
import type { MetricScope } from '../../metrics/scope.ts';
import type { AlertNames, AlertRecord } from './alert_record.ts';

/** How long the gauge of an alert that is over is there at 0, so that Prometheus sees it. */
const ZERO_MS = 10 * 60_000;
/** Most gauges at 0. */
const MOST_ZEROS = 10_000;

/** One series of the gauge. */
interface Shown {
  readonly names: AlertNames;
  count: number;
}

/** `goldwatch_alerts_firing`: how many alerts of a name, a severity and a service fire. Drills do not count. */
export class AlertGauge {
  readonly #scope: MetricScope;
  /** Names of alerts that are over, by fingerprint, and since when. */
  readonly #over = new Map<string, { readonly names: AlertNames; readonly since: number }>();

  #shown = new Map<string, Shown>();

  constructor(scope: MetricScope) {
    this.#scope = scope;
  }

  /** An alert is over, or was said to be so once more, at `now`. */
  ended({ fingerprint, names, drill }: AlertRecord, now: number): void {
    if (drill !== null) return;
    this.#over.delete(fingerprint);
    this.#over.set(fingerprint, { names, since: now });
    const [oldest] = this.#over.keys();
    if (this.#over.size > MOST_ZEROS && oldest !== undefined) this.#over.delete(oldest);
  }

  /** Shows what fires at `now`, and zeros for what has ended in the last ten minutes. */
  publish(firing: Iterable<AlertRecord>, now: number): void {
    const gauge = this.#scope.gauge(SELF_METRICS.alertsFiring);
    const counts = this.#countsOf(firing, now);
    // Among ten thousand alerts only a few change at a time.
    for (const [key, { names }] of this.#shown) if (!counts.has(key)) gauge.remove({ ...names });
    for (const [key, { names, count }] of counts) {
      if (this.#shown.get(key)?.count !== count) gauge.labels({ ...names }).set(count);
    }
    this.#shown = counts;
  }

  #countsOf(firing: Iterable<AlertRecord>, now: number): Map<string, Shown> {
    const counts = new Map<string, Shown>();
    for (const [fingerprint, { names, since }] of this.#over) {
      if (now - since > ZERO_MS) this.#over.delete(fingerprint);
      else counts.set(keyOf(names), { names, count: 0 });
    }
    for (const { names, drill } of firing) {
      if (drill !== null) continue;
      const key = keyOf(names);
      const shown = counts.get(key) ?? { names, count: 0 };
      shown.count += 1;
      counts.set(key, shown);
    }
    return counts;
  }
}

function keyOf({ alertname, severity, service }: AlertNames): string {
  return JSON.stringify([alertname, severity, service]);
}
