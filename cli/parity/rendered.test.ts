import { expect, test } from 'vitest';
import { parse } from 'yaml';
import type { MetricAlarm } from '../../cloudwatch/alarms/alarm.ts';
import { planAlarms } from '../../cloudwatch/alarms/plan.ts';
import { alarmProperties } from '../../cloudwatch/alarms/properties.ts';
import { formatDuration } from '../../conventions/quantities.ts';
import { loadDefinition } from '../../definition/load.ts';
import { composeStack } from '../../definition/stack.ts';
import { renderPrometheus } from '../../prometheus/render.ts';
import { parityRows } from './rows.ts';

const definition = loadDefinition(
  `
service: { name: shop, environment: production }
sources:
  - type: logs
    files: [logs/*.json]
    golden_signals: { method: $.method, path: $.path, status: $.status, duration_ms: $.duration_ms }
  - type: container
  - type: events
    metrics:
      - { name: orders_total, type: counter, labels: [outcome] }
      - { name: outside_celsius, type: gauge, labels: [room] }
      - { name: wait_seconds, type: histogram, buckets: [1, 5] }
      - { name: sent_bytes_total, type: counter }
      - { name: pool_ratio, type: gauge }
mirror: { cloudwatch: { namespace: Shop, region: eu-central-1, interval: 2m } }
cloudwatch: {}
alerts:
  - { name: BytesPerMinute, severity: info, metric: sent_bytes_total, per: minute, above: 20MB, summary: S. }
  - { name: BytesSent, severity: info, metric: sent_bytes_total, above: 20MB, window: 90m, summary: S. }
  - { name: PoolFull, severity: info, metric: pool_ratio, above: 80%, no_data: alert, for: 0s, summary: S. }
  - { name: PoolEmpty, severity: info, metric: pool_ratio, below: 10%, aggregate: min, for: 90s, summary: S. }
  - { name: LongWait, severity: info, metric: wait_seconds, aggregate: avg, above: 2s, summary: S. }
  - { name: SomeWait, severity: info, metric: wait_seconds, quantile: 0.999, above: 250ms, summary: S. }
  - { name: ManyFail, severity: info, metric: orders_total, match: { outcome: failed }, of: orders_total, of_at_least: 20, above: 12.5%, window: 10m, for: 1m, summary: S. }
  - { name: ColdRoom, severity: info, metric: outside_celsius, by: [room], match: { room: [a, b] }, below: -10.5, summary: S. }
  - { name: CpuFull, severity: info, signal: saturation, resource: cpu, above: 99.5%, for: 0s, summary: S. }
  - { name: Slow, severity: info, signal: latency, above: 61s, for: 3m, window: 7m, no_data: alert, summary: S. }
  - { name: SomeFail, severity: info, signal: error_ratio, above: 0.05%, window: 1h, summary: S. }
  - { name: ManyAsk, severity: info, signal: traffic, above: 0.25, window: 75s, for: 45s, summary: S. }
  - { name: FewAsk, severity: info, signal: traffic, below: 2, for: 10m, summary: S. }
  - { name: FewOrders, severity: info, metric: orders_total, below: 1, window: 1d, for: 2h, summary: S. }
`,
  'monitoring.yml',
  {},
);
const plan = planAlarms(definition);
const rows = parityRows(definition, plan);
const UNITS: Readonly<Record<string, number>> = { '%': 0.01, ms: 0.001, B: 1, MB: 1e6 };

test.each(rows)('what the table says of $name is what is rendered for both sides', (row) => {
  const alarms = plan.alarms.filter((alarm): alarm is MetricAlarm => alarm.alert === row.name);
  const [inPrometheus, ...more] = 'not' in row.prometheus ? [] : row.prometheus;
  const [inCloudwatch, ...others] = 'not' in row.cloudwatch ? [] : row.cloudwatch;
  const { expr = '', for: wait } = rules().find(({ alert }) => alert === row.name) ?? {};
  const [condition = ''] = expr.split(' or NaN * ');

  expect([more, others]).toEqual([[], []]);
  expect(wait).toBe(inPrometheus?.lasting);
  expect(numberOf(inPrometheus?.limit)).toBe(Number(/[<>]=? (-?[\d.e+-]+)$/.exec(condition)?.[1]));
  expect(inPrometheus?.noData).toBe(expr.includes('absent(') ? 'alert' : 'ok');
  if (inPrometheus?.over !== 'now') expect(condition).toContain(inPrometheus?.over);

  expect(alarms.length).toBeGreaterThan(0);
  for (const alarm of alarms) {
    const { Threshold, Period, Metrics, EvaluationPeriods, ComparisonOperator, TreatMissingData } =
      alarmProperties(alarm, definition) as unknown as Rendered;
    const period = formatDuration(1000 * (Period ?? Metrics?.[0]?.MetricStat.Period ?? 0));
    const [, sign] = /([<>]) /.exec(inCloudwatch?.limit ?? '') ?? [];
    expect(inCloudwatch?.over).toBe(EvaluationPeriods === 1 ? period : `${EvaluationPeriods} x ${period}`);
    expect(numberOf(inCloudwatch?.limit)).toBe(Threshold);
    expect(ComparisonOperator).toBe(sign === '>' ? 'GreaterThanThreshold' : 'LessThanThreshold');
    expect(TreatMissingData).toBe(inCloudwatch?.noData === 'alert' ? 'breaching' : 'notBreaching');
  }
});

interface Rendered {
  readonly Threshold: number;
  readonly Period?: number;
  readonly Metrics?: readonly { readonly MetricStat: { readonly Period: number } }[];
  readonly EvaluationPeriods: number;
  readonly ComparisonOperator: string;
  readonly TreatMissingData: string;
}

interface Rule {
  readonly alert?: string;
  readonly expr: string;
  readonly for?: string;
}

function rules(): Rule[] {
  return renderPrometheus(definition, composeStack)
    .filter(({ path }) => path.includes('rules/'))
    .flatMap(({ text }) => (parse(text).groups ?? []) as { rules: Rule[] }[])
    .flatMap((group) => group.rules);
}

/** The number of a limit such as `p95 > 250ms`, in the unit of the rule. */
function numberOf(limit = ''): number {
  const [, number, unit = ''] = /(-?[\d.]+)(%|ms|MB|B|s)?(?:\/\w+)?$/.exec(limit) ?? [];
  return Number((Number(number) * (UNITS[unit] ?? 1)).toPrecision(12));
}
