import { LABEL } from '../../conventions/labels.ts';
import { SELF_METRICS } from '../../conventions/metrics.ts';
import { formatDuration, formatPercentage } from '../../conventions/quantities.ts';
import { RECORDED } from '../../conventions/recorded.ts';
import type { SignalAlert } from '../../definition/alerts.ts';
import { latencyBuckets } from '../../definition/exporter_settings.ts';
import type { Definition } from '../../definition/schema.ts';
import type { Condition } from '../conditions.ts';
import { orNoData } from './no_data.ts';
import { inBraces, serviceMatchers, servicesOf } from './services.ts';
import { boundOf, valueIn } from './values.ts';

type AlertOn<S extends SignalAlert['signal']> = Extract<SignalAlert, { signal: S }>;

/** The condition of an alert on a golden signal. */
export function signalCondition(alert: SignalAlert, definition: Definition): Condition {
  const condition = ofSignal(alert, definition);
  if (alert.no_data !== 'alert' || isTrafficBelow(alert)) return condition;
  const { series, matchers } = selected(alert);
  const selectors = expectedServices(alert, definition).map(
    (service) => `${series}${inBraces([`${LABEL.service}="${service}"`, ...matchers])}`,
  );
  return orNoData(condition, selectors, `the ${NAMES[alert.signal]} of {{ $labels.service }}`);
}

const NAMES = {
  error_ratio: 'errors',
  latency: 'latency',
  traffic: 'traffic',
  saturation: 'saturation',
} as const satisfies Record<SignalAlert['signal'], string>;

function ofSignal(alert: SignalAlert, definition: Definition): Condition {
  switch (alert.signal) {
    case 'error_ratio': {
      const value = valueIn('ratio');
      const threshold = formatPercentage(alert.above);
      return {
        expr: `${ofServices(alert, definition)} > ${alert.above}`,
        description: `${value} of the requests to {{ $labels.service }} failed over ${formatDuration(alert.window)}; the limit is ${threshold}.`,
        value,
        threshold,
      };
    }
    case 'latency':
      return latencyCondition(alert, definition);
    case 'traffic':
      return trafficCondition(alert, definition);
    case 'saturation': {
      const value = valueIn('ratio');
      const threshold = formatPercentage(alert.above);
      return {
        expr: `${ofServices(alert, definition)} > ${alert.above}`,
        description: `${value} of the ${alert.resource.replace('_', ' ')} of {{ $labels.service }} is in use; the limit is ${threshold}.`,
        value,
        threshold,
      };
    }
  }
}

function latencyCondition(alert: AlertOn<'latency'>, definition: Definition): Condition {
  const { quantile, above, window } = alert;
  const seconds = above / 1000;
  // Beyond the highest bucket a quantile is that bucket's bound, and never more.
  const operator = seconds === latencyBuckets(definition).at(-1) ? '>=' : '>';
  const value = valueIn('seconds');
  const threshold = formatDuration(above);
  return {
    expr: `${ofServices(alert, definition)} ${operator} ${seconds}`,
    description: `${formatPercentage(1 - quantile)} of the requests to {{ $labels.service }} took longer than ${value} over ${formatDuration(window)}; the limit is ${threshold}.`,
    value,
    threshold,
  };
}

function trafficCondition(alert: AlertOn<'traffic'>, definition: Definition): Condition {
  const { series } = selected(alert);
  const { operator, limit, words } = boundOf(alert);
  const present = ofServices(alert, definition);
  // A service that never had a request has no series, and a counter that is gone leaves none; that is no traffic,
  // unless the exporter itself is away or catching up, when nobody knows.
  const absent = expectedServices(alert, definition).map(
    (service) =>
      ` or 0 * absent(${series}{${LABEL.service}="${service}"}) and on () ${SELF_METRICS.ready.name} == 1`,
  );
  const isAbsenceNone = isTrafficBelow(alert) && alert.no_data !== 'ok' && absent.length > 0;
  const value = valueIn(null);
  return {
    expr: `${isAbsenceNone ? `(${present}${absent.join('')})` : present} ${operator} ${limit}`,
    description: `{{ $labels.service }} gets ${value} requests a second over ${formatDuration(alert.window)}; the limit is ${words} ${limit}.`,
    value: `${value} requests a second`,
    threshold: `${limit} requests a second`,
  };
}

// No series of requests means no requests; other signals are then unknown.
function isTrafficBelow(alert: SignalAlert): boolean {
  return alert.signal === 'traffic' && alert.below !== undefined;
}

/** The recorded series of an alert's signal, and what it selects of them beside services. */
function selected(alert: SignalAlert): { readonly series: string; readonly matchers: readonly string[] } {
  switch (alert.signal) {
    case 'error_ratio':
      return { series: RECORDED.errorRatio(alert.window), matchers: [] };
    case 'latency':
      return { series: RECORDED.latency(alert.window), matchers: [`${LABEL.quantile}="${alert.quantile}"`] };
    case 'traffic':
      return { series: RECORDED.traffic(alert.window), matchers: [] };
    case 'saturation':
      return { series: RECORDED.saturation(), matchers: [`${LABEL.resource}="${alert.resource}"`] };
  }
}

function ofServices(alert: SignalAlert, definition: Definition): string {
  const { series, matchers } = selected(alert);
  return `${series}${inBraces([...serviceMatchers(alert, definition), ...matchers])}`;
}

/** The services of which an alert knows that there is something to be measured. */
function expectedServices(alert: SignalAlert, definition: Definition): string[] {
  if (alert.service !== undefined) return [alert.service];
  return servicesOf(definition, (source) =>
    alert.signal === 'saturation' ? source.type === 'container' : 'golden_signals' in source,
  );
}
