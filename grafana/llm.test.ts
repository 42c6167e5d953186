import { describe, expect, test } from 'vitest';
import { hasLanguageModels, llm } from './llm.ts';
import { definitionWith, everyDashboard, panelOf } from './testing.ts';

const dashboard = llm(everyDashboard);
const queriesOf = (title: string) =>
  (panelOf(dashboard, title).targets ?? []).map((target) => (target as { expr?: string }).expr);
const COST = 'llm_cost_usd_total{service=~"$service",environment=~"$environment"}';

describe('the dashboard «LLM and cost»', () => {
  test('is there with a source of type llm', () => {
    expect(hasLanguageModels(everyDashboard)).toBe(true);
    expect(hasLanguageModels(definitionWith('severity: info, promql: up, below: 1'))).toBe(false);
  });

  test('says what this month has cost, and what it will have cost if days go on like the last one', () => {
    expect(panelOf(dashboard, 'Cost of this month').timeFrom).toBe('now/M');
    expect(queriesOf('Cost of this month')).toEqual([
      `sum by (service) (increase(${COST}[$__range]))`,
      `sum by (service) (increase(${COST}[$__range])) + scalar(days_in_month() + 1 - day_of_month() - hour() / 24) * sum by (service) (increase(${COST}[1d]))`,
    ]);
  });

  test('takes the cost of a call from calls whose price is known', () => {
    const rate = (part: string) =>
      `sum by (service) (rate(llm_call_cost_usd_${part}{service=~"$service",environment=~"$environment"}[1h]))`;

    expect(queriesOf('Cost of a call')).toEqual([`${rate('sum')} / (${rate('count')} > 0)`]);
  });

  test('draws the limits of alerts that measure the same', () => {
    const highest = (title: string) =>
      panelOf(dashboard, title).fieldConfig?.defaults.thresholds?.steps.map(({ value }) => value);

    expect(highest('Cost per hour by model')).toEqual([null, 20]);
    expect(highest('Tokens per minute by service')).toEqual([null, 10_000]);
    expect(highest('Latency of calls p99')).toEqual([null, 5]);
    // An alert on p99 says nothing of p95.
    expect(highest('Latency of calls p95')).toBeUndefined();
    expect(highest('Cost of 24 hours')).toBeUndefined();
  });
});
