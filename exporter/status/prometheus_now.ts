import { LABEL } from '../../conventions/labels.ts';
import { SLO_LABEL, SLO_SERIES } from '../../conventions/objectives.ts';
import { DEFAULT_WINDOW_MS, RECORDED } from '../../conventions/recorded.ts';
import { unknownObjective } from './objectives.ts';
import type { InstantSeries, PrometheusClient } from './prometheus_client.ts';
import { SHOWN_QUANTILES } from './prometheus_quantiles.ts';
import type { WatchedObjective } from './status_settings.ts';
import type { ObjectiveView, ServiceView } from './view.ts';

const MOST_RESOURCES = 20;

/** What rules have recorded of objectives and golden signals, at one moment. */
export interface RecordedNow {
  readonly objectives: readonly InstantSeries[];
  readonly signals: readonly InstantSeries[];
}

/** Reads both. Rejects with a PrometheusError. */
export async function readRecorded(client: PrometheusClient): Promise<RecordedNow> {
  const [objectives, signals] = await Promise.all([
    client.query(named([SLO_SERIES.remaining, SLO_SERIES.currentBurnRate, SLO_SERIES.exhausted])),
    client.query(
      named([
        RECORDED.traffic(DEFAULT_WINDOW_MS),
        RECORDED.errorRatio(DEFAULT_WINDOW_MS),
        RECORDED.latency(DEFAULT_WINDOW_MS),
        RECORDED.saturation(),
      ]),
    ),
  ]);
  return { objectives, signals };
}

/** How an objective stands by what Prometheus has recorded; `url` is for the sentence where it has recorded nothing. */
export function recordedObjective(
  one: WatchedObjective,
  recorded: readonly InstantSeries[],
  url: string,
): ObjectiveView {
  const { objective, service, target, window } = one;
  const its = recorded.filter(
    ({ labels }) => labels[LABEL.service] === service && labels[SLO_LABEL.slo] === objective,
  );
  const remaining = recordedAs(its, SLO_SERIES.remaining);
  if (remaining === null) {
    const why = `Prometheus at ${url} has recorded nothing of this objective in the last minutes: no events are known, or it lacks the rules.`;
    return unknownObjective(one, 'prometheus', why);
  }
  const exhausted = recordedAs(its, SLO_SERIES.exhausted);
  return {
    objective,
    service,
    target,
    window,
    remaining,
    burnRate: recordedAs(its, SLO_SERIES.currentBurnRate),
    exhaustedAt: exhausted === null ? null : exhausted * 1000,
    knownBy: 'prometheus',
    since: null,
    why: null,
  };
}

/** The golden signals of a service over five minutes by what Prometheus has recorded; null where that is nothing. */
export function recordedService(service: string, recorded: readonly InstantSeries[]): ServiceView {
  const its = recorded.filter(({ labels }) => labels[LABEL.service] === service);
  const quantiles = its.flatMap((series) => {
    const name = SHOWN_QUANTILES[series.labels[LABEL.quantile] ?? ''];
    return name === undefined ? [] : [[name, finite(series.value)] as const];
  });
  const latency = new Map(quantiles);
  const saturation = its
    .filter(({ labels, value }) => labels.__name__ === RECORDED.saturation() && Number.isFinite(value))
    .slice(0, MOST_RESOURCES)
    .map(({ labels, value }) => [labels[LABEL.resource] ?? '', value] as const);
  return {
    service,
    traffic: recordedAs(its, RECORDED.traffic(DEFAULT_WINDOW_MS)),
    errorRatio: recordedAs(its, RECORDED.errorRatio(DEFAULT_WINDOW_MS)),
    p50: latency.get('p50') ?? null,
    p95: latency.get('p95') ?? null,
    p99: latency.get('p99') ?? null,
    saturation: Object.fromEntries(saturation),
    readBy: 'prometheus',
  };
}

function named(names: readonly string[]): string {
  return `{__name__=~"${names.join('|')}"}`;
}

function recordedAs(series: readonly InstantSeries[], name: string): number | null {
  const one = series.find(({ labels }) => labels.__name__ === name);
  return one === undefined ? null : finite(one.value);
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
