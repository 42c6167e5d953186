import { LABEL } from '../conventions/labels.ts';
import { mappingOf } from '../exporter/sources/scrape/presets.ts';
import type {
  CounterSelection,
  ObjectiveEvents,
  StatusSettings,
  WatchedObjective,
} from '../exporter/status/status_settings.ts';
import type { LimitView } from '../exporter/status/view.ts';
import { type CounterSelector, isByService, readCounter } from './counter_selector.ts';
import { isStackSeries } from './known_series.ts';
import type { CountersObjective } from './objectives.ts';
import type { Definition } from './schema.ts';
import { feedingSources, type ServiceObjective, serviceObjectives } from './service_objectives.ts';

/** The text of a monitoring.yml, and when it was read, in milliseconds since 1970. */
export interface FileRead {
  readonly text: string;
  readonly readAt: number;
}

// Prometheus adds them to what it scrapes.
const LABELS_OF_PROMETHEUS = ['job', 'instance'];

/** What the status page tells of a definition. */
export function statusSettingsOf(definition: Definition, { text, readAt }: FileRead): StatusSettings {
  const { prometheus, alertmanager, grafana } = definition.notify.links;
  return {
    environment: definition.service.environment,
    objectives: serviceObjectives(definition).map((of) => watched(of, definition)),
    limits: limitsOf(definition),
    links: {
      grafana: grafana ?? null,
      prometheus: prometheus ?? null,
      alertmanager: alertmanager ?? null,
    },
    servicesOfPrometheus: servicesOfPrometheus(definition),
    file: { text, readAt },
  };
}

function watched(of: ServiceObjective, definition: Definition): WatchedObjective {
  const { objective, service, target, budget } = of;
  const events = eventsOf(of, definition);
  return { objective: objective.name, service, target, budget, window: objective.window, events };
}

function eventsOf(of: ServiceObjective, definition: Definition): ObjectiveEvents {
  const { objective } = of;
  const scraped = scrapedByPrometheus(of, definition);
  if (scraped !== undefined) {
    return unknown(`Prometheus reads the source ${scraped} itself (via: prometheus), past the exporter`);
  }
  switch (objective.signal) {
    case 'availability':
    case 'error_ratio':
      return { kind: 'requests' };
    case 'latency':
      return { kind: 'latency', seconds: objective.threshold / 1000 };
    case 'traffic':
      return { kind: 'traffic', atLeast: objective.at_least };
    case undefined:
      return counters(of, objective);
  }
}

function counters(of: ServiceObjective, { total, good, bad }: CountersObjective): ObjectiveEvents {
  const selectors = [readCounter(total), readCounter(good ?? bad ?? '')];
  const [all, other] = selectors;
  if (all === undefined || all === null || other === undefined || other === null) {
    throw new Error(
      `${of.objective.name}: ${total} and ${good ?? bad} are not the series of one counter each.`,
    );
  }
  for (const { metric, matchers } of [all, other]) {
    const label = matchers.find((one) => LABELS_OF_PROMETHEUS.includes(one.label))?.label;
    if (label !== undefined) return unknown(`only Prometheus gives ${metric} the label ${label}`);
    if (isStackSeries(metric))
      return unknown(`other programs have ${metric} too, which only Prometheus reads`);
  }
  return {
    kind: 'counters',
    total: selectionOf(all, of),
    other: good === undefined ? 'bad' : 'good',
    counter: selectionOf(other, of),
  };
}

function selectionOf(selector: CounterSelector, { service, objective }: ServiceObjective): CounterSelection {
  const { metric, matchers } = selector;
  const own = { label: LABEL.service, matches: (value: string) => value === service };
  return {
    metric,
    matchers: isByService(selector, objective.service !== undefined) ? [own, ...matchers] : matchers,
  };
}

function unknown(why: string): ObjectiveEvents {
  return {
    kind: 'unknown',
    why: `Not known without Prometheus: ${why}. Set exporter.prometheus to its address.`,
  };
}

/** The source of a service that an objective may count by, and that the exporter does not read. */
function scrapedByPrometheus(
  { objective, service }: ServiceObjective,
  { service: { name }, sources }: Definition,
): string | undefined {
  const source = feedingSources(objective, sources).find(
    (one) => one.type === 'scrape' && one.via === 'prometheus' && (one.service ?? name) === service,
  );
  return source === undefined ? undefined : (source.name ?? source.type);
}

function servicesOfPrometheus({ service: { name }, sources }: Definition): string[] {
  const services = sources.flatMap((source) =>
    source.type === 'scrape' && source.via === 'prometheus' && mappingOf(source.golden_signals) !== null
      ? [source.service ?? name]
      : [],
  );
  return [...new Set(services)].sort();
}

/** The limits of alerts on golden signals; of several alerts on the same, the one that is reached first. Latencies are seconds. */
function limitsOf({ alerts }: Definition): LimitView[] {
  const limits = new Map<string, LimitView>();
  for (const alert of alerts) {
    if (alert.signal === undefined) continue;
    const { signal, severity, service = null } = alert;
    const about = {
      signal,
      severity,
      service,
      resource: signal === 'saturation' ? alert.resource : null,
      quantile: signal === 'latency' ? alert.quantile : null,
    };
    const above = signal === 'latency' ? alert.above / 1000 : (alert.above ?? null);
    const below = signal === 'traffic' ? (alert.below ?? null) : null;
    const key = JSON.stringify([about, above === null]);
    const known = limits.get(key);
    limits.set(key, {
      ...about,
      above: lowest(known?.above ?? null, above),
      below: highest(known?.below ?? null, below),
    });
  }
  return [...limits.values()];
}

function lowest(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.min(one, other);
}

function highest(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.max(one, other);
}
