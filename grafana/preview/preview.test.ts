import { describe, expect, test } from 'vitest';
import { bucketsOf } from './panels/heatmap.ts';
import { stretchesOf } from './panels/state_timeline.ts';
import { linesOf } from './panels/time_series.ts';
import { preview } from './preview.ts';
import type { Prometheus, Series } from './prometheus.ts';
import { prometheusAt } from './prometheus.ts';

const TO = Date.parse('2026-01-01T12:00:00Z');
const FROM = TO - 3_600_000;
const TIMES = { fromMs: FROM, toMs: TO, scrapeMs: 15_000 };

/** A Prometheus that answers every query with these series, and what it was asked. */
function answering(series: readonly Series[], values: readonly string[] = []) {
  const asked: string[] = [];
  const prometheus: Prometheus = {
    async now(expression) {
      asked.push(expression);
      return [...series];
    },
    async range(expression, stepMs) {
      asked.push(`${expression} every ${stepMs / 1_000}s`);
      return [...series];
    },
    async labelValues() {
      return [...values];
    },
  };
  return { prometheus, asked };
}

const target = { refId: 'A', expr: 'up{service=~"$service"}', legendFormat: '{{service}}' };
const dashboardOf = (panel: object) => ({
  uid: 'goldwatch-x',
  title: 'X',
  templating: {
    list: [
      {
        name: 'service',
        type: 'query',
        query: 'label_values(up, service)',
        current: { value: ['$__all'] },
        allValue: '.*',
      },
    ],
  },
  panels: [
    {
      id: 1,
      type: 'stat',
      title: 'Up',
      gridPos: { x: 0, y: 0, w: 24, h: 8 },
      options: { textMode: 'value_and_name' },
      targets: [target],
      ...panel,
    },
  ],
});
const points = (...values: number[]): Series['points'] =>
  values.map((value, index) => [FROM + index * 15_000, value]);

describe('queries are put as Grafana puts them', () => {
  test('a graph asks for the time range, in steps as wide as its pixels, and with rates over four scrapes', async () => {
    const { prometheus, asked } = answering([]);
    const targets = [{ ...target, expr: 'rate(x{service=~"$service"}[$__rate_interval]) / $__range_s' }];
    await preview(dashboardOf({ type: 'timeseries', targets }), { ...TIMES, prometheus });
    expect(asked).toEqual(['rate(x{service=~".*"}[1m]) / 3600 every 15s']);
  });

  test('a query with a least step asks in that step, and with rates over four of them', async () => {
    const { prometheus, asked } = answering([]);
    const targets = [{ ...target, expr: 'rate(x[$__rate_interval])', interval: '2m' }];
    await preview(dashboardOf({ type: 'timeseries', targets }), { ...TIMES, prometheus });
    expect(asked).toEqual(['rate(x[8m]) every 120s']);
  });

  test('a panel of this month has the month so far as its range, whatever the time range', async () => {
    const { prometheus, asked } = answering([]);
    const targets = [{ ...target, expr: 'increase(x[$__range])', instant: true }];
    await preview(dashboardOf({ timeFrom: 'now/M', targets }), { ...TIMES, prometheus });
    expect(asked).toEqual(['increase(x[12h])']);
    await expect(preview(dashboardOf({ timeFrom: '2h', targets }), { ...TIMES, prometheus })).rejects.toThrow(
      '«Up»: its time range is 2h; here only now/M is known, for queries of this moment: add it to grafana/preview/asker.ts.',
    );
  });

  test('a query of this moment is asked once', async () => {
    const { prometheus, asked } = answering([]);
    await preview(dashboardOf({ targets: [{ ...target, instant: true }] }), { ...TIMES, prometheus });
    expect(asked).toEqual(['up{service=~".*"}']);
  });

  test('a variable may be given another value', async () => {
    const { prometheus, asked } = answering([]);
    await preview(dashboardOf({ targets: [{ ...target, instant: true }] }), {
      ...TIMES,
      prometheus,
      chosen: { service: 'shop' },
    });
    expect(asked).toEqual(['up{service=~"shop"}']);
  });

  test('«All» without a value of its own is every value there is, as text', async () => {
    const { prometheus, asked } = answering([], ['a.b', 'c']);
    const { templating, ...others } = dashboardOf({ targets: [{ ...target, instant: true }] });
    const list = templating.list.map(({ allValue: _none, ...variable }) => variable);
    await preview({ ...others, templating: { list } }, { ...TIMES, prometheus });
    expect(asked).toEqual(['up{service=~"(a\\\\.b|c)"}']);
  });

  test('a variable that the dashboard does not have is refused', async () => {
    const { prometheus } = answering([]);
    await expect(preview(dashboardOf({}), { ...TIMES, prometheus, chosen: { team: 'x' } })).rejects.toThrow(
      'The dashboard has no variable «team»; it has: service.',
    );
  });
});

describe('what comes from Prometheus is text', () => {
  const hostile = '<script>alert(1)</script>"\'&';
  const series = [{ labels: { service: hostile, le: '1' }, points: points(1, 2) }];

  test.each(['stat', 'bargauge', 'timeseries', 'state-timeline', 'heatmap', 'table'])(
    'in a panel of type %s',
    async (type) => {
      const format = type === 'table' ? { format: 'table', instant: true } : {};
      const { prometheus } = answering(series);
      const page = await preview(dashboardOf({ type, targets: [{ ...target, ...format }] }), {
        ...TIMES,
        prometheus,
      });
      expect(page).not.toContain('<script');
      if (type !== 'heatmap') expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;');
    },
  );

  test('the page lets nothing run and nothing be loaded', async () => {
    const { prometheus } = answering([]);
    expect(await preview(dashboardOf({}), { ...TIMES, prometheus })).toContain(
      `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    );
  });
});

describe('what cannot be drawn is refused, with what to do', () => {
  const { prometheus } = answering([]);
  test.each([
    [
      { type: 'geomap' },
      '«Up» is a panel of type «geomap», and drawn are: bargauge, gauge, heatmap, stat, state-timeline, table, text, timeseries. Add it to grafana/preview/panels/.',
    ],
    [{ repeat: 'service' }, '«Up» is repeated for «service», which is not drawn here.'],
    [{ targets: [{ refId: 'A' }] }, '«Up»: the query A has no expression.'],
  ])('%o', async (panel, message) => {
    await expect(preview(dashboardOf(panel), { ...TIMES, prometheus })).rejects.toThrow(message);
  });

  test('a Prometheus that is not there', async () => {
    const nobody = prometheusAt('http://127.0.0.1:1', FROM, TO);
    await expect(preview(dashboardOf({}), { ...TIMES, prometheus: nobody })).rejects.toThrow(
      /^Prometheus at http:\/\/127\.0\.0\.1:1 does not answer \(.+\): start it, or give --prometheus\.$/,
    );
  });
});

test('a panel without series says what that means, and one of Loki that it is not asked', async () => {
  const { prometheus } = answering([]);
  const fieldConfig = { defaults: { noValue: 'Nothing fires.' } };
  expect(await preview(dashboardOf({ fieldConfig }), { ...TIMES, prometheus })).toContain('Nothing fires.');
  expect(await preview(dashboardOf({ type: 'logs' }), { ...TIMES, prometheus })).toContain(
    'Needs Loki, which is not asked here.',
  );
});

describe('shapes', () => {
  const drawing = { tables: [], marks: [], fromMs: FROM, toMs: TO, stepMs: 15_000, width: 800, height: 300 };
  const panel = { id: 1, type: 'timeseries', title: 'x', fieldConfig: { defaults: { custom: {} } } };
  const named = (name: string, labels: Record<string, string>, ...values: number[]) => ({
    name,
    refId: 'A',
    labels,
    points: points(...values),
  });

  test('stacked series stand upon each other', () => {
    const stacking = { ...panel, fieldConfig: { defaults: { custom: { stacking: { mode: 'normal' } } } } };
    const lines = linesOf({
      ...drawing,
      panel: stacking,
      series: [named('a', {}, 1, 2), named('b', {}, 3, 4)],
    });
    expect(lines.map(({ stacked }) => stacked.map(([, low, high]) => [low, high]))).toEqual([
      [
        [0, 1],
        [0, 2],
      ],
      [
        [1, 4],
        [2, 6],
      ],
    ]);
  });

  test('a bucket of a heatmap has only what came to it alone', () => {
    const buckets = bucketsOf([
      named('', { le: '+Inf' }, 9),
      named('', { le: '0.5' }, 4),
      named('', { le: '1' }, 7),
    ]);
    expect(buckets.map(({ upper, points: [first] }) => [upper, first?.[1]])).toEqual([
      [0.5, 4],
      [1, 3],
      [Number.POSITIVE_INFINITY, 2],
    ]);
  });

  test('a state lasts as long as neighbouring points are shown alike', () => {
    const mappings = [{ type: 'value', options: { '0': { text: 'down' }, '1': { text: 'up' } } }];
    const states = { ...panel, fieldConfig: { defaults: { mappings } } };
    const stretches = stretchesOf(named('logs', {}, 1, 1, 0, 1), { panel: states, stepMs: 15_000, toMs: TO });
    expect(stretches.map(({ text, fromMs, toMs }) => [text, (toMs - fromMs) / 15_000])).toEqual([
      ['up', 2],
      ['down', 1],
      ['up', 1],
    ]);
  });
});
