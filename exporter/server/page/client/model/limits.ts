import { SELF_SERVICE } from '../../../../../conventions/labels.ts';
import type { LimitView, ServiceView } from '../../../../status/view.ts';
import { rankOf } from './alerts.ts';
import { NOTHING, rate, ratio, seconds } from './format.ts';

type Signal = LimitView['signal'];

/** The limits that alerts have for a signal of a service. What is for every service is not for goldwatch itself, as in the rules. */
export function limitsOf(limits: readonly LimitView[], service: string, signal: Signal): LimitView[] {
  return limits.filter(
    (limit) =>
      limit.signal === signal &&
      (limit.service === null ? service !== SELF_SERVICE : limit.service === service),
  );
}

/** `more than 5 % (critical)` */
export function limitInWords({ signal, above, below, severity, quantile, resource }: LimitView): string {
  const value = valueInWords(signal, above ?? below);
  const whose = quantile === null ? (resource === null ? '' : `${resource} `) : `${quantileName(quantile)} `;
  return `${whose}${above === null ? 'less' : 'more'} than ${value} (${severity})`;
}

/** A limit's number, with the unit of its signal. */
export function valueInWords(signal: Signal, value: number | null): string {
  if (signal === 'traffic') return rate(value);
  return signal === 'latency' ? seconds(value) : ratio(value);
}

/** 0.95 is `p95`. */
export function quantileName(quantile: number): string {
  return `p${Number((quantile * 100).toPrecision(6))}`;
}

/** What a service's numbers of now are beyond, the severest of several; by what shows it. Only `for` in the rule tells whether an alert comes of it. */
export interface Exceeded {
  readonly traffic: LimitView | null;
  readonly errorRatio: LimitView | null;
  readonly p50: LimitView | null;
  readonly p95: LimitView | null;
  readonly p99: LimitView | null;
  readonly saturation: LimitView | null;
}

/** Which limits a service is beyond now. */
export function exceeded(limits: readonly LimitView[], view: ServiceView): Exceeded {
  const of = (signal: Signal) =>
    limitsOf(limits, view.service, signal).sort(
      (one, other) => rankOf(one.severity) - rankOf(other.severity),
    );
  const latency = (quantile: number, value: number | null) =>
    firstBeyond(
      of('latency').filter((limit) => limit.quantile === quantile),
      value,
    );
  return {
    traffic: firstBeyond(of('traffic'), view.traffic),
    errorRatio: firstBeyond(of('error_ratio'), view.errorRatio),
    p50: latency(0.5, view.p50),
    p95: latency(0.95, view.p95),
    p99: latency(0.99, view.p99),
    saturation:
      of('saturation').find(({ resource, above, below }) =>
        Object.entries(view.saturation).some(
          ([name, value]) => (resource === null || resource === name) && isBeyond({ above, below }, value),
        ),
      ) ?? null,
  };
}

/** The services that are beyond a limit now. */
export function beyondLimits(services: readonly ServiceView[], limits: readonly LimitView[]): string[] {
  return services
    .filter((view) => Object.values(exceeded(limits, view)).some((limit) => limit !== null))
    .map(({ service }) => service);
}

/** The resource that is fullest, and how full it is; null where none is known. */
export function fullest(
  saturation: Readonly<Record<string, number>>,
): { readonly resource: string; readonly value: number } | null {
  let most: { resource: string; value: number } | null = null;
  for (const [resource, value] of Object.entries(saturation)) {
    if (most === null || value > most.value) most = { resource, value };
  }
  return most;
}

/** The fullest resource and how full it is, and the one that is beyond a limit where that is another. */
export function fullestInWords(saturation: ServiceView['saturation'], beyond: LimitView | null): string {
  const full = fullest(saturation);
  if (full === null) return NOTHING;
  const names = new Set([full.resource, beyond?.resource ?? full.resource]);
  return [...names].map((name) => `${name} ${ratio(saturation[name])}`).join(', ');
}

function firstBeyond(limits: readonly LimitView[], value: number | null): LimitView | null {
  if (value === null) return null;
  return limits.find((limit) => isBeyond(limit, value)) ?? null;
}

function isBeyond({ above, below }: Pick<LimitView, 'above' | 'below'>, value: number): boolean {
  return (above !== null && value > above) || (below !== null && value < below);
}
