import type { TestsOfAlerts } from '../prometheus/rule_tests/render.ts';

/** What is to be said of alerts for which no test could be rendered. */
export function untestedLines({ untested }: Pick<TestsOfAlerts, 'untested'>): string[] {
  return untested.map(
    (name) =>
      `Note: no test is rendered for the alert ${name}: no series were found that make it fire. Give it \`test\` with \`bad\` and \`good\` series.`,
  );
}
