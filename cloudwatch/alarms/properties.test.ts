import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readAlarmRule } from '../../tests/cloudwatch_standin/account/alarm_rule.ts';
import { shop } from '../testing/shop.ts';
import type { AlarmRule, CompositeAlarm, MetricAlarm } from './alarm.ts';
import { alarmProperties, ruleText } from './properties.ts';

const TOPIC = {
  'Fn::Sub': `arn:\${AWS::Partition}:sns:\${AWS::Region}:\${AWS::AccountId}:production-shop-warning`,
};
const INCIDENTS = 'arn:aws:sns:eu-central-1:123456789012:incidents';

const LATENCY: MetricAlarm = {
  kind: 'metric',
  name: 'production-shop-HighLatency',
  logicalId: 'HighLatency',
  origin: ['alerts', 0],
  alert: 'HighLatency',
  service: 'shop',
  severity: 'warning',
  description: 'Slow.',
  notifies: true,
  question: {
    queries: [
      {
        kind: 'metric',
        id: 'latency',
        metric: { namespace: 'Shop', name: 'Latency', dimensions: { service: 'shop' } },
        statistic: 'p95',
      },
    ],
    label: 'p95 latency of shop',
    unit: 'seconds',
  },
  period: 300,
  evaluationPeriods: 2,
  datapointsToAlarm: 2,
  comparison: 'GreaterThanThreshold',
  limit: { threshold: 2 },
  treatMissingData: 'notBreaching',
};

const QUERY = LATENCY.question.queries[0];

describe('an alarm in the words of CloudFormation', () => {
  test('on one metric has the short form, in which percentiles of few values are evaluated as well', () => {
    expect(alarmProperties(LATENCY, shop())).toEqual({
      AlarmName: 'production-shop-HighLatency',
      AlarmDescription: 'Slow.',
      AlarmActions: [TOPIC, INCIDENTS],
      OKActions: [TOPIC, INCIDENTS],
      ComparisonOperator: 'GreaterThanThreshold',
      EvaluationPeriods: 2,
      DatapointsToAlarm: 2,
      TreatMissingData: 'notBreaching',
      Threshold: 2,
      Namespace: 'Shop',
      MetricName: 'Latency',
      Dimensions: [{ Name: 'service', Value: 'shop' }],
      Period: 300,
      ExtendedStatistic: 'p95',
      EvaluateLowSampleCountPercentile: 'evaluate',
    });
  });

  test('on a metric without dimensions has none', () => {
    const alarm = withQueries({
      kind: 'metric',
      id: 'ready',
      metric: { namespace: 'Shop', name: 'ExporterReady', dimensions: {} },
      statistic: 'Minimum',
    });

    const { Statistic, Dimensions, ExtendedStatistic } = metricProperties(alarm);

    expect({ Statistic, Dimensions, ExtendedStatistic }).toEqual({ Statistic: 'Minimum' });
  });

  test('on an expression returns the last query alone', () => {
    const alarm = withQueries(QUERY, { kind: 'math', id: 'doubled', expression: 'latency * 2' });

    const { Metrics, Period, Threshold } = metricProperties(alarm);

    expect({ Metrics, Period, Threshold }).toEqual({
      Metrics: [
        {
          Id: 'latency',
          MetricStat: {
            Metric: {
              Namespace: 'Shop',
              MetricName: 'Latency',
              Dimensions: [{ Name: 'service', Value: 'shop' }],
            },
            Period: 300,
            Stat: 'p95',
          },
          ReturnData: false,
        },
        { Id: 'doubled', Expression: 'latency * 2', Label: 'p95 latency of shop', ReturnData: true },
      ],
      Threshold: 2,
    });
  });

  test('on a band returns value and band, and names the band as its limit', () => {
    const alarm: MetricAlarm = { ...LATENCY, comparison: 'GreaterThanUpperThreshold', limit: { band: 3 } };

    const { Metrics, Threshold, ThresholdMetricId } = metricProperties(alarm);

    expect({ Threshold, ThresholdMetricId }).toEqual({ ThresholdMetricId: 'band' });
    expect(Metrics?.map(({ Id, Expression, ReturnData }) => ({ Id, Expression, ReturnData }))).toEqual([
      { Id: 'latency', ReturnData: true },
      { Id: 'band', Expression: 'ANOMALY_DETECTION_BAND(latency, 3)', ReturnData: true },
    ]);
  });

  test('tells no topic where it only feeds another one, or is only worth knowing', () => {
    expect(alarmProperties({ ...LATENCY, notifies: false }, shop()).AlarmActions).toEqual([]);
    expect(alarmProperties({ ...LATENCY, severity: 'info' }, shop()).OKActions).toEqual([]);
  });

  test('that looks at nothing is refused', () => {
    expect(() => metricProperties(withQueries())).toThrow(
      new Error('The alarm production-shop-HighLatency looks at nothing.'),
    );
  });

  test('on others has their rule, and what silences it', () => {
    const { kind, question, period, ...common } = LATENCY;
    const alarm: CompositeAlarm = {
      ...common,
      kind: 'composite',
      rule: { any: [{ all: [{ alarm: 'a' }, { alarm: 'b' }] }, { not: { alarm: 'c' } }] },
      suppressor: { alarm: 'down', wait: 60, extension: 120 },
      role: 'alert',
    };

    expect([kind, question.label, period]).toEqual(['metric', 'p95 latency of shop', 300]);
    expect(alarmProperties(alarm, shop())).toEqual({
      AlarmName: 'production-shop-HighLatency',
      AlarmDescription: 'Slow.',
      AlarmActions: [TOPIC, INCIDENTS],
      OKActions: [TOPIC, INCIDENTS],
      AlarmRule: '(ALARM("a") AND ALARM("b")) OR (NOT ALARM("c"))',
      ActionsSuppressor: 'down',
      ActionsSuppressorWaitPeriod: 60,
      ActionsSuppressorExtensionPeriod: 120,
    });
  });
});

test('the text of a rule means what the rule means', () => {
  const names = ['a', 'b', 'c', 'd'];
  const { rule } = fc.letrec<{ rule: AlarmRule }>((tie) => ({
    rule: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom(...names).map((alarm) => ({ alarm })),
      fc.array(tie('rule'), { minLength: 1, maxLength: 3 }).map((all) => ({ all })),
      fc.array(tie('rule'), { minLength: 1, maxLength: 3 }).map((any) => ({ any })),
      tie('rule').map((not) => ({ not })),
    ),
  }));
  fc.assert(
    fc.property(rule, fc.subarray(names), (one, firing) => {
      const state = (name: string) => (firing.includes(name) ? 'ALARM' : 'OK');

      expect(readAlarmRule(ruleText(one)).holds(state)).toBe(holds(one, firing));
    }),
  );
});

function holds(rule: AlarmRule, firing: readonly string[]): boolean {
  if ('alarm' in rule) return firing.includes(rule.alarm);
  if ('not' in rule) return !holds(rule.not, firing);
  return 'all' in rule
    ? rule.all.every((part) => holds(part, firing))
    : rule.any.some((part) => holds(part, firing));
}

function withQueries(...queries: readonly (MetricAlarm['question']['queries'][number] | undefined)[]) {
  const asked = queries.filter((query) => query !== undefined);
  return { ...LATENCY, question: { ...LATENCY.question, queries: asked } };
}

function metricProperties(alarm: MetricAlarm) {
  const properties = alarmProperties(alarm, shop());
  if ('AlarmRule' in properties) throw new Error('It has a rule.');
  return properties;
}
