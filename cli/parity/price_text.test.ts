import { expect, test } from 'vitest';
import { loadDefinition } from '../../definition/load.ts';
import { cloudwatchPriceText } from './price_text.ts';

const DEFINITION = `
service: { name: shop }
sources:
  - type: logs
    files: [logs/*.json]
    golden_signals: { method: $.method, path: $.path, status: $.status, duration_ms: $.duration_ms }
alerts:
  - { name: Errors, severity: warning, signal: error_ratio, above: 5%, summary: Requests fail. }
mirror: { cloudwatch: { namespace: Shop, region: eu-central-1, select: [{ series: http_requests_total }] } }
`;

const priceText = (more: string, mirror: Parameters<typeof cloudwatchPriceText>[1]) =>
  cloudwatchPriceText(loadDefinition(DEFINITION + more, 'monitoring.yml', {}), mirror);

const lastLines = (text: string) => text.split('\n\n')[0]?.split('\n').slice(-2);

test('without `cloudwatch` there is no price', () => {
  expect(priceText('', null)).toBe('');
});

test('the price is told by lines of the definition, and what all costs together with the mirror', () => {
  expect(
    priceText('cloudwatch: { logs: { groups: [{ name: /shop/app, retention: 7d, gb_per_month: 10 }] } }', {
      usd: 3.44,
      isMost: false,
    }),
  ).toBe(`CLOUDWATCH BESIDE THE MIRROR  WHAT                                          A MONTH
alert Errors                  1 alarm on 2 metrics                            $0.20
services and exporter         1 alarm on 1 metric, 1 composite alarm          $0.60
dashboards                    5 dashboards, the first 3 of an account free    $6.00
log group /shop/app           10 GB, kept 7d                                  $5.07
topics                        a key of their own                              $1.00
total                                                                        $12.87
with the mirror                                                              $16.31

Prices of us-east-1, 2026-11, without a free tier but for 3 dashboards; other regions cost up to about a third more.
Logs as if AWS did not compress what it keeps, and once they are as old as they are kept.
SNS, Lambda and requests to other services come to cents.
`);
});

test('what is not known makes a total that is at least so much, or at most, or about', () => {
  const unknown = 'cloudwatch: { logs: { groups: [{ name: /shop/app }] } }';
  const totals = (more: string, isMost: boolean) =>
    lastLines(priceText(more, { usd: 1, isMost }))?.map((line) => line.replace(/ {2,}/g, ' | '));

  expect(totals(unknown, false)).toEqual(['total | at least | $7.80', 'with the mirror | at least | $8.80']);
  expect(totals(unknown, true)).toEqual(['total | at least | $7.80', 'with the mirror | about | $8.80']);
  expect(totals('cloudwatch: {}', true)).toEqual(['total | $4.80', 'with the mirror | at most | $5.80']);
});

test('log groups with long names are told apart by their ends', () => {
  const text = priceText(
    'cloudwatch: { logs: { groups: [{ name: /aws/shop/agents/supervisor-of-orders, gb_per_month: 1 }, { name: /aws/shop/agents/supervisor-of-returns, gb_per_month: 1 }] } }',
    null,
  );
  expect(text.match(/^log group \S+/gm)).toEqual([
    'log group …/shop/agents/supervisor-of-orders',
    'log group …shop/agents/supervisor-of-returns',
  ]);
});
