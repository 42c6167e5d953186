import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { load, refusal } from '../testing.ts';
import { PRESETS } from './index.ts';

const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8');
const examples = [...readme.matchAll(/```yaml\n(.*?)```/gs)].map(([, yaml = '']) => yaml);

test.each(examples.map((text, index) => [index + 1, text] as const))(
  'example %d of the README is right',
  (_, text) => {
    expect(load(text).alerts.length).toBeGreaterThan(0);
  },
);

const NAMES = PRESETS.map(({ alert }) => alert.name);

test.each(NAMES)('%s is refused without sources, with what it needs', (name) => {
  const needs = PRESETS.find(({ alert }) => alert.name === name)?.needs;
  expect(refusal(stringify({ service: { name: 'shop' }, alerts: [name] }))).toContain(`expected ${needs}\n`);
});

const EVERY_RESOURCE = {
  ecs: [{ cluster: 'shop', service: 'api' }],
  load_balancers: [
    { load_balancer: 'app/shop/50dc6c495c0c9188', target_groups: ['targetgroup/shop/73e2d6bc24d8a067'] },
  ],
  lambda: ['actions'],
  bedrock: ['anthropic.claude-v2'],
  rds: ['orders'],
  efs: ['fs-0123456789abcdef0'],
};

/** The one alert of a definition where everything may be scraped, and AWS runs everything. */
const loaded = (entry: unknown) =>
  load(
    stringify({
      service: { name: 'shop' },
      sources: [
        { type: 'scrape', targets: ['http://127.0.0.1:8000/metrics'] },
        { type: 'container' },
        {
          type: 'logs',
          files: ['a.json'],
          golden_signals: { method: '$.m', route: '$.r', status: '$.s', duration_s: '$.d' },
        },
        { type: 'llm' },
      ],
      cloudwatch: { resources: EVERY_RESOURCE },
      alerts: [entry],
    }),
  ).alerts[0];

describe('a key that is given', () => {
  test('replaces that of the preset, and no other', () => {
    const overrides = fc.record(
      {
        name: fc.constant('Another'),
        severity: fc.constantFrom('critical', 'warning', 'info'),
        for: fc.constantFrom('0s', '1m', '1h'),
        summary: fc.string({ minLength: 1 }).filter((text) => text.trim() === text),
        labels: fc.constant({ team: 'web' }),
        no_data: fc.constantFrom('ok', 'alert'),
        runbook: fc.constant('https://wiki.example.com/a'),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.constantFrom(...PRESETS), overrides, ({ alert }, given) => {
        expect(loaded({ preset: alert.name, ...given })).toEqual(loaded({ ...alert, ...given }));
      }),
      { numRuns: 50 },
    );
  });

  test('may be the other limit', () => {
    expect(loaded({ preset: 'LowCacheHitRate', above: '95%' })).toMatchObject({ above: { value: 0.95 } });
    expect(loaded({ preset: 'LowCacheHitRate', above: '95%' })).not.toHaveProperty('below');
  });

  test('may be the name of another metric, of which all else is asked', () => {
    const { metric: _, ...asked } = loaded('DatabaseConnectionsHigh') as { metric: string };
    expect(loaded({ preset: 'DatabaseConnectionsHigh', metric: 'mysql_threads' })).toEqual({
      ...asked,
      metric: 'mysql_threads',
    });
  });

  test('of a metric of CloudWatch stands beside its others, and a limit in place of every other one', () => {
    const preset = { namespace: 'AWS/Lambda', metric: 'Errors', statistic: 'Sum' };
    expect(loaded({ preset: 'AwsLambdaErrors', aws: { period: '1m' } })).toMatchObject({
      aws: { ...preset, period: 60_000, above: 5 },
    });
    expect(loaded({ preset: 'AwsLambdaErrors', aws: { anomaly: {} } })).toHaveProperty('aws', {
      ...preset,
      period: 300_000,
      anomaly: { band: 2, side: 'above' },
    });
  });

  test('may be another metric of CloudWatch, and then the description is written anew', () => {
    expect(loaded({ preset: 'AwsBedrockErrors', aws: { above: 20 } })).toHaveProperty('description');
    const other = loaded({ preset: 'AwsBedrockErrors', aws: { metric: 'InvocationThrottles' } });
    expect(other).toMatchObject({
      aws: { namespace: 'AWS/Bedrock', metric: 'InvocationThrottles', above: 10 },
    });
    expect(other).not.toHaveProperty('description');
  });

  test('may make an alarm of CloudWatch of an alert of Prometheus', () => {
    expect(
      loaded({ preset: 'LambdaErrors', aws: { namespace: 'AWS/Lambda', metric: 'Errors', above: 5 } }),
    ).toEqual({
      name: 'LambdaErrors',
      severity: 'warning',
      for: 300_000,
      summary: 'A Lambda function fails.',
      aws: { namespace: 'AWS/Lambda', metric: 'Errors', statistic: 'Average', period: 300_000, above: 5 },
    });
  });

  test('may be another condition: what is not of it stays', () => {
    expect(loaded({ preset: 'LowCacheHitRate', promql: 'hit_ratio', below: '70%' })).toEqual({
      name: 'LowCacheHitRate',
      severity: 'warning',
      for: 900_000,
      summary: 'The cache answers too few requests.',
      promql: 'hit_ratio',
      below: { value: 0.7, unit: 'ratio', text: '70%' },
    });
  });

  test('may be another expression, and then the description is written anew', () => {
    expect(loaded('CertificateExpiresSoon')).toHaveProperty('description');
    const other = loaded({ preset: 'CertificateExpiresSoon', promql: 'cert_expiry - time()' });
    expect(other).toMatchObject({ promql: 'cert_expiry - time()', below: { value: 1_209_600 } });
    expect(other).not.toHaveProperty('description');
  });
});
