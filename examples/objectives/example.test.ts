import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { loadDefinition } from '../../definition/load.ts';
import { composeStack } from '../../definition/stack.ts';
import { renderPrometheus } from '../../prometheus/render.ts';
import { startExample } from '../testing.ts';

test('what the objectives are about is counted: failures, slow requests by the very threshold, declined orders', async () => {
  const example = await startExample(import.meta.dirname);

  await example.run('sh', 'send.sh');

  await example.has('http_requests_total', {}, 100);
  await example.has('http_requests_total', { status: '503' }, 2);
  await example.has('http_request_duration_seconds_bucket', { le: '2' }, 97);
  await example.has('http_request_duration_seconds_bucket', { le: '+Inf' }, 100);
  await example.has('orders_total', { outcome: 'ok' }, 9);
  await example.has('orders_total', { outcome: 'declined' }, 1);
});

test('every objective has its alerts, named after it', async () => {
  const text = await readFile(`${import.meta.dirname}/monitoring.yml`, 'utf8');
  const rendered = renderPrometheus(loadDefinition(text, 'monitoring.yml', {}), composeStack);
  const rules = rendered.find(({ path }) => path === 'prometheus/rules/objectives.rules.yml')?.text ?? '';

  expect([...rules.matchAll(/- alert: (\w+)/g)].map(([, name]) => name)).toEqual([
    'AvailabilityBudgetBurnsFast',
    'AvailabilityUnknown',
    'AvailabilityBudgetBurnsSlowly',
    'LatencyBudgetBurnsFast',
    'LatencyUnknown',
    'LatencyBudgetBurnsSlowly',
    'ErrorRateUnknown',
    'ErrorRateBudgetBurnsSlowly',
    'ThroughputBudgetBurnsFast',
    'ThroughputBudgetBurnsSlowly',
    'OrdersBudgetBurnsFast',
    'OrdersUnknown',
    'OrdersBudgetBurnsSlowly',
    'PaymentsBudgetBurnsFast',
    'PaymentsUnknown',
    'PaymentsBudgetBurnsSlowly',
  ]);
});
