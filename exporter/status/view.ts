import type { AlertsView } from '../alerts/alert_view.ts';
import type { Phase } from '../server/health_routes.ts';

// What the status page and other readers get. Types only: the page in the browser imports them, too.
// Times are milliseconds since 1970; ratios are 0 to 1; latencies are seconds. Null is «not known», never 0.

/** The golden signals of a service over the last minute, or of a route over the last five. */
export interface SignalsView {
  /** Requests per second. */
  readonly traffic: number | null;
  /** Share of requests answered 5xx; null without traffic. */
  readonly errorRatio: number | null;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

export interface ServiceView extends SignalsView {
  readonly service: string;
  /** How full each resource is, by its name. */
  readonly saturation: Readonly<Record<string, number>>;
  /**
   * `exporter`: counted here. `prometheus`: only Prometheus reads its series (`via: prometheus`), so that its signals come from there,
   * over five minutes, and are null where no Prometheus is known or answers.
   */
  readonly readBy: 'exporter' | 'prometheus';
}

/** Lowest `above` of the alerts on each signal of a service, by severity, so that the page draws the lines that alerts have. */
export interface LimitView {
  readonly signal: 'error_ratio' | 'latency' | 'saturation' | 'traffic';
  readonly severity: string;
  readonly service: string | null;
  readonly resource: string | null;
  readonly quantile: number | null;
  readonly above: number | null;
  readonly below: number | null;
}

export interface ObjectiveView {
  readonly objective: string;
  readonly service: string;
  /** 0.999 */
  readonly target: number;
  /** `30d` */
  readonly window: string;
  /** Share of the budget that is left, 1 for all of it, below 0 where it is overspent; null where nobody knows. */
  readonly remaining: number | null;
  /** How many times too fast it is being spent now; null where nobody knows. */
  readonly burnRate: number | null;
  /** When it is spent at the pace of now; null where that is never, or not known. */
  readonly exhaustedAt: number | null;
  /** Who says so. */
  readonly knownBy: 'prometheus' | 'exporter';
  /** Since when events were counted, where that is less than the window; null where it is the whole window, or not known. */
  readonly since: number | null;
  /** Milliseconds of the window, since then, in which the exporter counted nothing of it, being down for instance; left out where that is not known. */
  readonly uncounted?: number;
  /** Why nothing is known, as a sentence; null where it is. */
  readonly why: string | null;
}

export interface ErrorGroupView {
  readonly source: string;
  readonly service: string;
  readonly fingerprint: string;
  readonly type: string;
  readonly message: string;
  readonly frame: string;
  readonly count: number;
  readonly firstSeen: number;
  readonly lastSeen: number;
}

export interface SourceView {
  readonly id: string;
  readonly type: string;
  readonly service: string;
  /** `read by Prometheus`: only Prometheus knows whether it answers (`via: prometheus`). */
  readonly state: 'up' | 'down' | 'catching up' | 'starting' | 'read by Prometheus';
  /** The sentence about what is wrong now; null where nothing is. */
  readonly trouble: string | null;
  /** The last thing that it reported, also where that is over; null where it reported nothing. */
  readonly lastMessage: { readonly at: number; readonly text: string } | null;
  /** When it last worked; null where it has not yet. */
  readonly lastSuccess: number | null;
  /** Bytes that wait to be read; null where it reads none. */
  readonly lag: number | null;
}

export interface MirrorView {
  readonly namespace: string;
  readonly region: string | null;
  /** Why nothing comes through; null where nothing is known against it. */
  readonly trouble: string | null;
  readonly spool: {
    readonly datums: number;
    readonly bytes: number;
    /** When the oldest of them was read; null where there is none. */
    readonly oldest: number | null;
    readonly dropped: number;
  };
  /** Metrics in use, the most that are allowed, and what the ones in use cost a month in US dollars. */
  readonly budget: { readonly metrics: number; readonly most: number | null; readonly monthlyUsd: number };
  /** What CloudWatch answered last, as a sentence; null where it has not been asked yet. */
  readonly lastAnswer: { readonly at: number; readonly text: string; readonly ok: boolean } | null;
}

/** Where people reach the other programs; null where that is not known. */
export interface LinksView {
  readonly grafana: string | null;
  readonly prometheus: string | null;
  readonly alertmanager: string | null;
}

/**
 * `GET /v1/status`, and the event `status` of `GET /v1/status/stream`: at its beginning, at once when other alerts are known, and every five
 * seconds where anything else has changed.
 */
export interface StatusView {
  readonly version: 1;
  readonly now: number;
  readonly goldwatch: string;
  readonly environment: string;
  /** When the exporter started. */
  readonly startedAt: number;
  readonly phase: Phase;
  readonly series: { readonly used: number; readonly limit: number; readonly dropped: number };
  /** By name, goldwatch itself last. */
  readonly services: readonly ServiceView[];
  /** Services that are not shown, since there are too many. */
  readonly servicesLeftOut: number;
  readonly limits: readonly LimitView[];
  readonly objectives: readonly ObjectiveView[];
  /** The 200 that fire since longest, and the 100 that ended last. */
  readonly alerts: AlertsView;
  /** Alerts that are known, but not in `alerts`. */
  readonly alertsLeftOut: { readonly firing: number; readonly recent: number };
  /** The newest fifty groups, and how many there are. */
  readonly errors: { readonly groups: number; readonly newest: readonly ErrorGroupView[] };
  readonly sources: readonly SourceView[];
  readonly mirror: MirrorView | null;
  readonly links: LinksView;
  /** Ranges that `GET /v1/status/history?range=` answers: `1h`, and longer ones where a Prometheus is known. */
  readonly ranges: readonly string[];
}

/**
 * `GET /v1/status/history?range=1h`: equally long columns, the oldest first; `at` of point i is `from + i * step`. Points for which nothing
 * is known are null. The event `point` of the stream has the same shape with one point, of the range `1h`.
 * Longer ranges are what Prometheus has recorded over five minutes: of a column, traffic is the mean, and all else is the highest.
 */
export interface HistoryView {
  readonly version: 1;
  readonly range: string;
  readonly from: number;
  readonly step: number;
  readonly services: Readonly<Record<string, SeriesView>>;
}

export interface SeriesView {
  readonly traffic: readonly (number | null)[];
  readonly errorRatio: readonly (number | null)[];
  readonly p50: readonly (number | null)[];
  readonly p95: readonly (number | null)[];
  readonly p99: readonly (number | null)[];
  readonly saturation: Readonly<Record<string, readonly (number | null)[]>>;
}

export interface RouteView extends SignalsView {
  readonly service: string;
  readonly method: string;
  readonly route: string;
}

/**
 * `GET /v1/status/routes?sort=error_ratio|p95|p99|p50|traffic|service|route&order=desc|asc&service=NAME&search=TEXT&limit=50`: the routes of
 * the last five minutes, the worst first.
 */
export interface RoutesView {
  readonly version: 1;
  readonly now: number;
  /** How many match, beyond `limit` too. */
  readonly total: number;
  readonly routes: readonly RouteView[];
}

/** `GET /v1/status/configuration`: monitoring.yml as it is in use, secrets masked as `<secret>`. */
export interface ConfigurationView {
  readonly version: 1;
  /** When it was read. */
  readonly readAt: number;
  readonly text: string;
}

/** `GET /v1/metrics/families`: what `/metrics` shows in a browser. */
export interface FamiliesView {
  readonly version: 1;
  /** Numbers of series are complete in the phase `ready` only. */
  readonly phase: Phase;
  readonly families: readonly {
    readonly name: string;
    readonly type: string;
    readonly help: string;
    /** Prometheus series, buckets included. */
    readonly series: number;
    readonly labels: readonly string[];
  }[];
}
