import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { loadDefinition } from '../definition/load.ts';
import { composeStack } from '../definition/stack.ts';
import { temporaryDirectory } from '../tests/support/temporary_directory.ts';
import { renderPrometheus } from './render.ts';
import { promtool } from './testing/promtool.ts';

const document = await readFile(join(import.meta.dirname, '../docs/security_signals.md'), 'utf8');
const blocks = [...document.matchAll(/```yaml\n(.*?)```/gs)].map(
  ([, yaml = '']) => parse(yaml) as { sources?: object[]; alerts?: { name: string }[] },
);
const sources = blocks.flatMap((block) => block.sources ?? []);
const [onRequests = [], onMetrics = []] = blocks.flatMap(({ alerts }) => (alerts ? [alerts] : []));

/** A minute between samples: a day of them is quick to evaluate. */
const INTERVAL = '1m';

/** Whether an alert of the document fires at a moment, given samples a minute apart in promtool's notation. */
async function fires(
  alerts: readonly { name: string }[],
  name: string,
  series: Readonly<Record<string, string>>,
  at: string,
): Promise<boolean> {
  const directory = await temporaryDirectory();
  const one = alerts.filter((alert) => alert.name === name);
  const definition = loadDefinition(
    stringify({ service: { name: 'shop' }, sources: sources.slice(0, 1), alerts: one }),
    'monitoring.yml',
    {},
  );
  const rules = renderPrometheus(definition, composeStack).find(({ path }) =>
    path.endsWith('alerts.rules.yml'),
  );
  await writeFile(join(directory, 'rules.yml'), rules?.text ?? '');
  const test = {
    rule_files: ['rules.yml'],
    evaluation_interval: INTERVAL,
    tests: [
      {
        interval: INTERVAL,
        input_series: Object.entries(series).map(([labels, values]) => ({ series: labels, values })),
        // Quiet or not: promtool objects where a quiet alert fires, and says which.
        alert_rule_test: [{ eval_time: at, alertname: name, exp_alerts: [] }],
      },
    ],
  };
  await writeFile(join(directory, 'test.yml'), stringify(test, { lineWidth: 0 }));
  const { output, status } = await promtool('test', 'rules', join(directory, 'test.yml'));
  if (status === 0) return false;
  if (!output.includes(`alertname: ${name}`)) throw new Error(output);
  return true;
}

const of = (labels: string) => `http_requests_total{service="shop",${labels}}`;
const SHOP = 'route="/a",status="200"';

test('every definition of the document is right, and its sources agree', () => {
  for (const alerts of [onRequests, onMetrics]) {
    expect(alerts.length).toBeGreaterThan(1);
    const text = stringify({ service: { name: 'shop' }, sources, alerts });
    expect(loadDefinition(text, 'monitoring.yml', {}).alerts).toHaveLength(alerts.length);
  }
});

const onRequest = (name: string, series: Readonly<Record<string, string>>, at: string) =>
  fires(onRequests, name, series, at);

describe('FailedAuthentications', () => {
  const refused = of('route="/login",status="401"');

  test('fires where a third of many requests is refused, once it has lasted', async () => {
    const series = { [of(SHOP)]: '0+16x40', [refused]: '0+8x40' };
    expect(await onRequest('FailedAuthentications', series, '5m')).toBe(false);
    expect(await onRequest('FailedAuthentications', series, '20m')).toBe(true);
  });

  test.each([
    ['a tenth of many is', { [of(SHOP)]: '0+90x40', [of('route="/login",status="403"')]: '0+10x40' }],
    ['all of a few are', { [refused]: '0+3x40' }],
  ])('is quiet where %s', async (_where, series) => {
    expect(await onRequest('FailedAuthentications', series, '20m')).toBe(false);
  });
});

test.each([
  ['RateLimiting', 'route="/a",status="429"', '0+4x40', '0+1x40'],
  ['PathScan', 'route="<unmatched>",status="404"', '0+40x40', '0+4x40'],
])('%s fires on many such requests, and is quiet on few', async (name, labels, many, few) => {
  expect(await onRequest(name, { [of(labels)]: many }, '20m')).toBe(true);
  expect(await onRequest(name, { [of(labels)]: few }, '20m')).toBe(false);
});

test.each([
  ['FailedLogins', 'auth_failures_total', '0+8x40', '0+2x40'],
  ['RateLimiting', 'rate_limited_requests_total', '0+4x40', '0+1x40'],
])(
  '%s fires on much in the metric of the preset, and is quiet on little',
  async (name, metric, much, little) => {
    const series = `${metric}{service="shop",reason=""}`;
    expect(await fires(onMetrics, name, { [series]: much }, '20m')).toBe(true);
    expect(await fires(onMetrics, name, { [series]: little }, '20m')).toBe(false);
  },
);

describe('against the same hour of yesterday', () => {
  const DAY = 1_440;
  const LATER = '25h20m';
  /** So many a minute yesterday, and so many from then on. */
  const then = (before: number, after: number) => `0+${before}x${DAY} ${DAY * before}+${after}x120`;
  const errors = of('route="/a",status="500"');

  test('UnusualTraffic fires on five times as many requests', async () => {
    expect(await onRequest('UnusualTraffic', { [of(SHOP)]: then(4, 20) }, LATER)).toBe(true);
  });

  test.each([
    ['on twice as many', then(4, 8), LATER],
    ['where there was next to nothing', then(1, 50), LATER],
    ['on the first day', `0+100x${DAY}`, '3h'],
  ])('UnusualTraffic is quiet %s', async (_when, samples, at) => {
    expect(await onRequest('UnusualTraffic', { [of(SHOP)]: samples }, at)).toBe(false);
  });

  test.each([
    ['some', then(0.5, 5)],
    ['none', `0x${DAY} 0+5x120`],
    ['none, and no series of them', `_x${DAY} 0+5x120`],
  ])('ErrorSpike fires on many errors where there were %s', async (_were, samples) => {
    expect(await onRequest('ErrorSpike', { [of(SHOP)]: then(4, 4), [errors]: samples }, LATER)).toBe(true);
  });

  test.each([
    ['on twice as many errors', { [of(SHOP)]: then(4, 4), [errors]: then(1, 2) }, LATER],
    [
      'on few errors where there were none',
      { [of(SHOP)]: then(4, 4), [errors]: `0x${DAY} 0+0.4x120` },
      LATER,
    ],
    ['on little traffic', { [of(SHOP)]: then(0.2, 0.2), [errors]: `0x${DAY} 0+1x120` }, LATER],
    ['on the first day', { [of(SHOP)]: `0+4x${DAY}`, [errors]: `0+50x${DAY}` }, '3h'],
  ])('ErrorSpike is quiet %s', async (_when, series, at) => {
    expect(await onRequest('ErrorSpike', series, at)).toBe(false);
  });
});
