import { describe, expect, test } from 'vitest';
import { reportOf, verdict } from './report.ts';

const ALERT = { labels: { alertname: 'ApiDown', severity: 'critical', service: 'shop' }, annotations: {} };
const HELD = { name: 'the exporter', held: true, seconds: 0.5, detail: 'acknowledged', remedy: null };

describe('the verdict on a drill that reaches', () => {
  test('people is that the alert gets through', () => {
    expect(verdict(reportOf('686c48c5', ALERT, ['Slack #alerts'], [HELD]))).toBe(
      'ApiDown gets through: every link holds.\n',
    );
  });

  test('the exporter alone says that nobody is told', () => {
    expect(verdict(reportOf('686c48c5', ALERT, [], [HELD]))).toBe(
      'ApiDown gets through to the exporter, and tells nobody: every link holds.\n',
    );
  });
});
