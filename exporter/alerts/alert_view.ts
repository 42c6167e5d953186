import type { KnownAlerts } from './alert_book.ts';
import type { AlertRecord, Ending } from './alert_record.ts';

/** An alert as `GET /v1/alerts` shows it. Times are RFC 3339 in UTC. */
export interface AlertView {
  readonly fingerprint: string;
  readonly alertname: string;
  readonly severity: string;
  readonly service: string;
  /** The drill it belongs to; null for a real alert. */
  readonly drill: string | null;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly generatorURL: string | null;
  /** Whether labels, annotations or the link were cut or left out. */
  readonly truncated: boolean;
  readonly startsAt: string;
  /** Null while it fires. */
  readonly endsAt: string | null;
  /** Null while it fires; `unheard` where Alertmanager fell silent about it. */
  readonly ending: Ending | null;
  readonly firstHeardAt: string;
  readonly lastHeardAt: string;
}

/** What `GET /v1/alerts` answers. */
export interface AlertsView {
  readonly version: 1;
  /** When this was, by the clock of the exporter. */
  readonly now: string;
  /** What fires, the alert that was heard of first before the others. */
  readonly firing: readonly AlertView[];
  /** What is over, the alert whose end was told last before the others. */
  readonly recent: readonly AlertView[];
}

/** All that is known of alerts at `now`, for others to read. */
export function alertsView({ firing, recent }: KnownAlerts, now: number): AlertsView {
  return { version: 1, now: timeOf(now), firing: firing.map(viewOf), recent: recent.map(viewOf) };
}

function viewOf(record: AlertRecord): AlertView {
  const { names, isCut, startsAt, endsAt, firstHeardAt, lastHeardAt } = record;
  const { fingerprint, drill, labels, annotations, generatorURL, ending } = record;
  return {
    fingerprint,
    ...names,
    drill,
    labels,
    annotations,
    generatorURL,
    truncated: isCut,
    startsAt: timeOf(startsAt),
    endsAt: endsAt === null ? null : timeOf(endsAt),
    ending,
    firstHeardAt: timeOf(firstHeardAt),
    lastHeardAt: timeOf(lastHeardAt),
  };
}

function timeOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
