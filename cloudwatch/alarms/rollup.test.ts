import { expect, test } from 'vitest';
import { load, SHOP } from '../testing.ts';
import { planAlarms } from './plan.ts';
import { ruleProblem } from './rollup.ts';
import { anyOf } from './rule.ts';

/** An alert that is an alarm for each of 20 routes. */
function alertOnRoutes(name: string): string {
  const routes = Array.from({ length: 20 }, (_, route) => `r${route}`).join(', ');
  return `  - { name: ${name}, severity: info, summary: Many., metric: http_requests_total, by: [route], match: { route: [${routes}] }, above: 1 }\n`;
}

test('a service with more alarms than a rule takes has no one state, which is said', () => {
  const alerts = ['Aaa', 'Bbb', 'Ccc', 'Ddd', 'Eee', 'Fff'].map(alertOnRoutes);
  const { alarms, deviations } = planAlarms(load(`${SHOP}\nalerts:\n${alerts.join('')}`));
  expect(alarms.filter(({ alert }) => alert === 'ServiceState')).toEqual([]);
  expect(deviations).toEqual([
    {
      alarm: 'production-shop-ServiceState',
      difference: 'there is no one state of shop: its rule would name 120 alarms, and CloudWatch takes 100',
    },
  ]);
});

test('a rule takes a hundred alarms', () => {
  const names = Array.from({ length: 101 }, (_, index) => `a${index}`);
  expect(ruleProblem({ rule: anyOf(names.slice(1)) })).toBeNull();
  expect(ruleProblem({ rule: anyOf(names) })).toBe(
    'its rule would name 101 alarms, and CloudWatch takes 100',
  );
});

test('names that make a rule too long are counted by characters', () => {
  const long = Array.from({ length: 60 }, (_, index) => `${'a'.repeat(200)}${index}`);
  expect(ruleProblem({ rule: anyOf(long) })).toMatch(
    /^its rule would have 12\d{3} characters, and CloudWatch takes 10240$/,
  );
});
