import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { promqlTree } from '../../../definition/promql_syntax.ts';
import { promtool } from '../../testing/promtool.ts';
import { evaluate } from './evaluate.ts';
import { type Piece, SampledSeries } from './samples.ts';
import type { Labels, Value } from './values.ts';

const INTERVAL = 15_000;
const MOMENTS = [0, 15, 60, 300, 315, 330, 600, 690, 900, 1200];

const rising = (count: number, start: number, growth: number): Piece => ({ count, start, growth });
const missing = (count: number): Piece => ({ count, start: null, growth: 0 });

/** Each with its samples in promtool's notation, too. */
const SERIES: readonly [Labels, readonly Piece[], string][] = [
  [{ __name__: 'hits', job: 'a', code: '200' }, [rising(81, 5, 3)], '5+3x80'],
  [{ __name__: 'hits', job: 'a', code: '500' }, [rising(21, 0, 0), rising(60, 7, 1)], '0x20 7+1x59'],
  [
    { __name__: 'hits', job: 'b', code: '200' },
    [missing(10), rising(31, 100, 40), rising(40, 2, 1)],
    '_x10 100+40x30 2+1x39',
  ],
  [{ __name__: 'size', job: 'a' }, [rising(30, 4, -0.5), rising(51, 9, 0)], '4-0.5x29 9x50'],
  [{ __name__: 'size', job: 'b' }, [rising(40, 2, 0), missing(20), rising(21, 3, 0)], '2x39 stale _x19 3x20'],
  ...[
    ['0.1', 1],
    ['0.5', 3],
    ['2', 4],
    ['+Inf', 5],
  ].map(
    ([le, growth]) =>
      [
        { __name__: 'seconds_bucket', job: 'a', le: `${le}` },
        [rising(81, 0, Number(growth))],
        `0+${growth}x80`,
      ] as [Labels, Piece[], string],
  ),
];

const EXPRESSIONS = [
  'rate(hits[5m])',
  'rate(hits[1m])',
  'increase(hits[100s])',
  'increase(hits[5m] offset 5m)',
  'irate(hits[2m])',
  'idelta(size[2m])',
  'delta(size[5m])',
  'deriv(size[3m])',
  'predict_linear(size[5m], 600)',
  'changes(size[5m]) + resets(hits[10m])',
  'resets(hits[5m])',
  'avg_over_time(size[5m])',
  'min_over_time(size[5m]) + on (job) max_over_time(size[5m])',
  'sum_over_time(size[2m]) - count_over_time(size[2m])',
  'last_over_time(size[3m])',
  'present_over_time(size[3m])',
  'stddev_over_time(size[5m]) + stdvar_over_time(size[5m])',
  'quantile_over_time(0.3, size[5m])',
  'max_over_time(rate(hits[1m])[3m:30s])',
  'avg_over_time((size > 2)[3m:])',
  'sum by (job) (rate(hits[5m]))',
  'sum without (code) (hits)',
  'avg(size) + count(size) * max(size) - min(size)',
  'stddev(hits) + stdvar(size)',
  'quantile(0.4, hits)',
  'topk(1, hits)',
  'bottomk(2, hits)',
  'group by (job) (hits)',
  'sum by (job) (rate(hits{code=~"5.."}[5m])) / sum by (job) (rate(hits[5m]))',
  '(sum by (job) (rate(hits{code=~"5.."}[5m])) or 0 * sum by (job) (rate(hits[5m]))) / (sum by (job) (rate(hits[5m])) > 0)',
  'histogram_quantile(0.9, sum by (le) (rate(seconds_bucket[5m])))',
  'histogram_quantile(0.1, seconds_bucket)',
  'histogram_quantile(0.95, rate(seconds_bucket{le!="+Inf"}[5m]))',
  'histogram_quantile(0.99, rate(seconds_bucket[1m]))',
  'hits and on (job) size > 3',
  'hits unless on (job) size',
  'size or hits',
  'size > 3 or vector(1)',
  'hits / on (job) group_left () size',
  'size * on (job) group_right () hits',
  'size == bool 2',
  '3 < size',
  '-size ^ 2',
  '2 ^ 3 ^ 0 % 5',
  'time() - timestamp(size)',
  'absent(size{job="b"})',
  'absent(nothing{a="b", c=~"d"})',
  'absent_over_time(size{job="b"}[2m])',
  'absent(sum(size{job="b"}))',
  'clamp(size, 3, 4) + clamp_min(size, 3) + clamp_max(size, 3)',
  'round(size, 0.7) + abs(-size) + ceil(size) + floor(size) + sgn(size)',
  'sqrt(size) + ln(size) + log2(size) + log10(size) + exp(size)',
  'scalar(size{job="a"}) + vector(1)',
  'vector(scalar(size{job="a"}))',
  'label_replace(size, "team", "$1-team", "job", "(.)")',
  'hits{code!~"2..", job!=""}',
  '{__name__=~"si.e"}',
  'size unless size offset 5m',
  '(hits unless hits offset 5m) > 0 or increase(hits[5m]) > 0',
];

const world = (version: 2 | 3) => ({
  version,
  interval: INTERVAL,
  series: SERIES.map(([labels, pieces]) => new SampledSeries(labels, pieces)),
  recordings: new Map(),
});

const selector = ({ __name__: name = '', ...others }: Labels) => {
  const labels = Object.entries(others).sort(([a], [b]) => (a < b ? -1 : 1));
  return `${name}{${labels.map(([label, value]) => `${label}="${value}"`).join(', ')}}`;
};

/** What promtool says that expressions are at moments: it objects to what is nowhere, and tells what it got. */
async function judged(expressions: readonly string[]): Promise<string[]> {
  const directory = await mkdtemp(join(tmpdir(), 'goldwatch-promql-'));
  try {
    const file = {
      evaluation_interval: '15s',
      tests: [
        {
          interval: '15s',
          input_series: SERIES.map(([labels, , values]) => ({ series: selector(labels), values })),
          promql_expr_test: expressions.flatMap((expr) =>
            MOMENTS.map((seconds) => ({
              eval_time: `${seconds}s`,
              expr,
              exp_samples: [{ labels: 'nowhere', value: 0 }],
            })),
          ),
        },
      ],
    };
    await writeFile(join(directory, 'test.yml'), stringify(file, { lineWidth: 0 }));
    const { output } = await promtool('test', 'rules', join(directory, 'test.yml'));
    return [...output.matchAll(/^ +got:(.*)$/gm)].map(([, got = '']) => got);
  } finally {
    await rm(directory, { recursive: true });
  }
}

const rounded = (value: number) => Number(value.toPrecision(9));

/** `{job="a"} 1.5E+00, {job="b"} +Inf` as what it says; a text with no labels before its value is a single number. */
function read(got: string): string[] {
  const named = got.replace(/\{__name__="(\w+)"(?:, )?/g, '$1{');
  const samples = named.matchAll(/([\w:]*\{[^}]*\}|) ?([-+]?(?:Inf|NaN|[\d.]+E[-+]\d+))(?:, |$)/g);
  return [...samples]
    .map(
      ([, labels = '', value = '']) =>
        `${labels || '{}'} ${rounded(Number(value.replace('Inf', 'Infinity')))}`,
    )
    .sort();
}

function written(value: Value): string[] {
  const elements = typeof value === 'object' ? value : [{ labels: {}, value: Number(value) }];
  return elements.map((one) => `${selector(one.labels)} ${rounded(one.value)}`).sort();
}

test('every expression has the value that promtool says, at each moment', async () => {
  const version = (await promtool('--version')).output.includes('version 2.') ? 2 : 3;
  const answers = await judged(EXPRESSIONS);
  const asked = EXPRESSIONS.flatMap((expression) => MOMENTS.map((seconds) => ({ expression, seconds })));
  expect(answers).toHaveLength(asked.length);
  for (const [index, { expression, seconds }] of asked.entries()) {
    const own = evaluate(promqlTree(expression), seconds * 1000, world(version));
    expect(written(own), `${expression} at ${seconds} s`).toEqual(read(answers[index] ?? ''));
  }
});
