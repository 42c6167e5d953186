import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alarmMetrics } from '../../definition/alarm_metrics.ts';
import type { Definition } from '../../definition/schema.ts';
import type { MetricAlarm } from '../alarms/alarm.ts';
import { planAlarms } from '../alarms/plan.ts';
import { goldenSignalsDashboard } from '../names.ts';
import { metricKey } from './context.ts';
import { dashboardsOf } from './index.ts';
import { bodyText } from './placeholders.ts';
import { bodiesOf, limitsIn, metricsIn, rowsOf } from './testing/bodies.ts';
import { everything, plainService } from './testing/definitions.ts';
import { MOST_METRICS, MOST_METRICS_OF_WIDGET, metricsOf } from './widgets/capacity.ts';
import type { PlacedWidget } from './widgets/widget.ts';

const definitions: Readonly<Record<string, Definition>> = { plainService, everything };

const bodies = bodiesOf(everything);

describe.each(Object.entries(definitions))('the dashboards of %s', (_, definition) => {
  const its = bodiesOf(definition);

  test('are bodies that CloudWatch takes', () => {
    expect(its.size).toBeGreaterThan(0);
  });

  test('have no two widgets in one place', () => {
    for (const { widgets } of its.values()) {
      const taken = widgets.flatMap(({ x, y, width, height }) =>
        Array.from(
          { length: width * height },
          (__, cell) => `${x + (cell % width)},${y + Math.floor(cell / width)}`,
        ),
      );
      expect(new Set(taken).size).toBe(taken.length);
      expect(Math.max(...widgets.map(({ x, width }) => x + width))).toBeLessThanOrEqual(24);
    }
  });

  test('ask of the namespace of the mirror only for what the mirror sends', () => {
    const { namespace = '', select = [], dimensions = {} } = definition.mirror.cloudwatch ?? {};
    const sent = new Set(alarmMetrics(definition).map(metricKey));
    for (const entry of select.filter((one) => one.dimensions.length === 0)) {
      sent.add(metricKey({ namespace, name: entry.name ?? entry.series, dimensions }));
    }
    const asked = [...its.values()].flatMap(metricsIn).filter((metric) => metric.namespace === namespace);
    expect(asked.length).toBeGreaterThan(0);
    for (const metric of asked) expect(sent).toContain(metricKey(metric));
  });

  test('ask for nothing of other namespaces but those of AWS and of metric filters', () => {
    const { namespace = '' } = definition.mirror.cloudwatch ?? {};
    const others = [...its.values()].flatMap(metricsIn).map((metric) => metric.namespace);
    for (const one of others) {
      expect([namespace, `${namespace}/Logs`, 'ECS/ContainerInsights', 'CloudWatchSynthetics']).toContain(
        one.startsWith('AWS/') ? namespace : one,
      );
    }
  });

  test('show the threshold of every alarm', () => {
    const shown = new Set([...its.values()].flatMap(limitsIn).map(({ value, label }) => `${label} ${value}`));
    const alarms = planAlarms(definition).alarms.filter(
      (alarm): alarm is MetricAlarm => alarm.kind === 'metric',
    );
    for (const { alert, severity, limit, question } of alarms) {
      if (!('threshold' in limit)) continue;
      const value =
        question.unit === 'ratio' ? Number((100 * limit.threshold).toPrecision(12)) : limit.threshold;
      const found = [...shown].some((one) => one.startsWith(alert) && one.endsWith(`(${severity}) ${value}`));
      expect(found, `${alert} at ${value}`).toBe(true);
    }
  });

  test('give every identifier of a widget once, and every expression identifiers that are there', () => {
    for (const { widgets } of its.values()) {
      for (const widget of widgets as PlacedWidget[]) {
        if (widget.type !== 'metric') continue;
        const options = rowsOf(widget.properties).flatMap((row) =>
          row.filter((part) => typeof part === 'object'),
        );
        const ids = options.flatMap(({ id }) => (id === undefined ? [] : [id]));
        expect(new Set(ids).size).toBe(ids.length);
        for (const { expression } of options) {
          const used = (expression ?? '').replaceAll(/'[^']*'/g, '').match(/\b[a-z]\w*/g) ?? [];
          for (const id of used) expect(ids).toContain(id);
        }
      }
    }
  });

  test('have a name and an identifier of their own', () => {
    const found = dashboardsOf(definition);
    expect(new Set(found.map(({ name }) => name)).size).toBe(found.length);
    expect(new Set(found.map(({ logicalId }) => logicalId)).size).toBe(found.length);
    for (const { name, logicalId } of found) {
      expect(name).toMatch(/^[A-Za-z0-9_-]{1,255}$/);
      expect(logicalId).toMatch(/^[A-Za-z][A-Za-z0-9]{0,254}$/);
    }
  });
});

describe('the dashboards', () => {
  test('are those that the definition feeds', () => {
    expect([...bodiesOf(plainService).keys()]).toEqual([
      'production-shop-system-health',
      'production-shop-api-performance',
      'production-shop-golden-signals-shop',
      'production-shop-aws',
    ]);
    expect([...bodies.keys()]).toEqual([
      'production-shop-system-health',
      'production-shop-api-performance',
      'production-shop-golden-signals-shop',
      'production-shop-golden-signals-pay-v2',
      'production-shop-aws',
      'production-shop-logs',
    ]);
  });

  test('are none without `cloudwatch`', () => {
    const { cloudwatch: _, ...rest } = plainService;
    expect(dashboardsOf({ ...rest, cloudwatch: undefined })).toEqual([]);
  });

  test('keep the labels of CloudWatch through Fn::Sub, and let it replace region and account', () => {
    const [first] = dashboardsOf(everything).filter(({ name }) => name.endsWith('api-performance'));
    const text = bodyText(first?.body ?? {});
    expect(text).toContain(`\${!PROP('Dim.route')}`);
    expect(text).toContain(`"region":"\${AWS::Region}"`);
  });

  test('become several where one would hold more metrics than CloudWatch lets it have', () => {
    const names = (count: number, what: string) =>
      Array.from({ length: count }, (_, index) => `${what}-${index}`);
    const { cloudwatch } = everything;
    if (cloudwatch === undefined) throw new Error('The definition has no `cloudwatch`.');
    const many = bodiesOf({
      ...everything,
      cloudwatch: {
        ...cloudwatch,
        resources: {
          ...cloudwatch.resources,
          lambda: names(100, 'function'),
          bedrock: names(100, 'model'),
          rds: names(100, 'db'),
          efs: names(100, 'fs'),
        },
      },
    });
    expect([...many.keys()].filter((name) => name.includes('-aws'))).toEqual([
      'production-shop-aws',
      'production-shop-aws-2',
    ]);
    for (const { widgets } of many.values()) {
      const its = widgets as PlacedWidget[];
      expect(metricsOf(its)).toBeLessThanOrEqual(MOST_METRICS);
      for (const widget of its) expect(metricsOf([widget])).toBeLessThanOrEqual(MOST_METRICS_OF_WIDGET);
    }
  });
});

describe('dashboards of any part of a definition', () => {
  const { alerts, objectives, cloudwatch, mirror } = everything;
  const selected = mirror.cloudwatch?.select ?? [];
  const parts = fc.record({
    alerts: fc.subarray(alerts),
    objectives: fc.subarray(objectives),
    select: fc.subarray(selected),
    hasResources: fc.boolean(),
    hasMirror: fc.boolean(),
  });

  test('are bodies that CloudWatch takes, with a dashboard for each service that has an alarm', () => {
    fc.assert(
      fc.property(parts, (part) => {
        const resources = plainService.cloudwatch?.resources;
        if (cloudwatch === undefined || resources === undefined || mirror.cloudwatch === undefined) {
          throw new Error('The definition has no `cloudwatch`, or no mirror.');
        }
        const definition: Definition = {
          ...everything,
          alerts: part.alerts,
          objectives: part.objectives,
          mirror: part.hasMirror ? { cloudwatch: { ...mirror.cloudwatch, select: part.select } } : {},
          cloudwatch: part.hasResources ? cloudwatch : { ...cloudwatch, resources },
        };
        const names = [...bodiesOf(definition).keys()];
        for (const { service } of planAlarms(definition).alarms) {
          expect(names).toContain(goldenSignalsDashboard(definition, service));
        }
      }),
      { numRuns: 20 },
    );
  });
});
