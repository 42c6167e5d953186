import { SEVERITIES } from '../../conventions/labels.ts';
import type { MetricRegistry } from '../../metrics/registry.ts';
import type { AlertBook } from '../alerts/alert_book.ts';
import type { AlertRecord } from '../alerts/alert_record.ts';
import { alertsView } from '../alerts/alert_view.ts';
import type { Clock } from '../clock.ts';
import type { Phase } from '../server/health_routes.ts';
import type { LiveSignals } from './live_signals.ts';
import type { StatusParts } from './parts.ts';
import { byName } from './shown_services.ts';
import type { ServiceView, StatusView } from './view.ts';

/** Most alerts of a view; there may be ten thousand, of which nobody reads more. */
const MOST_FIRING = 200;
const MOST_RECENT = 100;

export interface BoardOptions {
  readonly registry: MetricRegistry;
  readonly live: LiveSignals;
  readonly alerts: AlertBook;
  readonly parts: StatusParts;
  readonly clock: Clock;
  readonly phase: () => Phase;
  readonly version: string;
  /** When the process began, in milliseconds since 1970. */
  readonly startedAt: number;
}

/** Puts the status together. */
export class StatusBoard {
  readonly #options: BoardOptions;

  constructor(options: BoardOptions) {
    this.#options = options;
  }

  /** All that is known now. */
  view(): StatusView {
    const { registry, live, alerts, parts, clock, phase, version, startedAt } = this.#options;
    const now = clock.now();
    alerts.forget();
    const { firing, recent } = alerts.known;
    const known = { firing: severest(firing), recent: recent.slice(0, MOST_RECENT) };
    const { used, maximum, dropped } = registry.limit;
    return {
      version: 1,
      now,
      goldwatch: version,
      environment: parts.environment(),
      startedAt: Math.round(startedAt),
      phase: phase(),
      series: { used, limit: maximum, dropped: dropped.values().reduce((sum, its) => sum + its, 0) },
      services: this.#services(),
      servicesLeftOut: live.servicesLeftOut,
      limits: parts.limits(),
      objectives: parts.objectives(),
      alerts: alertsView(known, now),
      alertsLeftOut: {
        firing: firing.length - known.firing.length,
        recent: recent.length - known.recent.length,
      },
      errors: parts.errors(),
      sources: parts.sources(),
      mirror: parts.mirror(),
      links: parts.links(),
      ranges: ['1h', ...parts.ranges()],
    };
  }

  /** Those of the exporter, and those that Prometheus reads: of these, what is counted here would not be the whole. */
  #services(): ServiceView[] {
    const { live, parts } = this.#options;
    const services = new Map(live.services.map((view) => [view.service, view]));
    for (const view of parts.servicesOfPrometheus()) {
      const saturation = { ...view.saturation, ...services.get(view.service)?.saturation };
      services.set(view.service, { ...view, saturation });
    }
    return [...services.values()].sort((one, other) => byName(one.service, other.service));
  }
}

/** As many as are told; of more than that, the severest. */
function severest(firing: readonly AlertRecord[]): readonly AlertRecord[] {
  if (firing.length <= MOST_FIRING) return firing;
  return firing.toSorted((one, other) => rankOf(one) - rankOf(other)).slice(0, MOST_FIRING);
}

function rankOf({ names: { severity } }: AlertRecord): number {
  const rank = (SEVERITIES as readonly string[]).indexOf(severity);
  // What is called otherwise is not played down.
  return rank === -1 ? 0 : rank;
}

/** Whether two views say the same, but for when. */
export function saysTheSame(one: StatusView, other: StatusView): boolean {
  return JSON.stringify(timeless(one)) === JSON.stringify(timeless(other));
}

function timeless(view: StatusView): StatusView {
  return { ...view, now: 0, alerts: { ...view.alerts, now: '' } };
}
