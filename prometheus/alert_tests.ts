import type { Definition } from '../definition/schema.ts';
import { scrapeJobs } from '../definition/scrape_jobs.ts';
import { prometheusHalf } from '../definition/sides.ts';
import type { Stack } from '../definition/stack.ts';
import { builtInAlertGroups, ownAlertGroups } from './alerting_rules.ts';
import { renderObjectiveTests } from './objectives/rule_tests.ts';
import { recordingRules } from './recording_rules.ts';
import { labelsOf } from './rule_tests/known_labels.ts';
import { renderRuleTests, type TestsOfAlerts } from './rule_tests/render.ts';

/**
 * Tests of every alert that a definition renders to, for `promtool test rules`, and the names of those for which none was found.
 * Takes much longer than to render the rules themselves.
 */
export function renderAlertTests(whole: Definition, stack: Stack): TestsOfAlerts {
  const definition = prometheusHalf(whole);
  const own = renderOwnAlertTests(definition, stack);
  const builtIn = renderRuleTests(
    'built_in',
    { 'built_in.rules.yml': builtInAlertGroups(definition, stack) },
    // There are many of them, and none of them is in a hurry.
    { ...optionsOf(definition), mostEvaluations: 40, steps: [60_000] },
  );
  return {
    files: [...own.files, ...renderObjectiveTests(definition, stack), ...builtIn.files],
    untested: [...own.untested, ...builtIn.untested],
  };
}

/** The same of the alerts in monitoring.yml alone. */
export function renderOwnAlertTests(whole: Definition, stack: Stack): TestsOfAlerts {
  const definition = prometheusHalf(whole);
  const files = {
    'golden_signals.rules.yml': recordingRules(definition.alerts, scrapeJobs(definition)),
    'alerts.rules.yml': ownAlertGroups(definition, stack),
  };
  const given = definition.alerts.flatMap(({ name, test }) =>
    test === undefined ? [] : [[name, test] as const],
  );
  return renderRuleTests('alerts', files, { ...optionsOf(definition), given: new Map(given) });
}

function optionsOf(definition: Definition) {
  return {
    labelsOf: labelsOf(definition),
    service: definition.service.name,
    interval: definition.exporter.scrape_interval,
  };
}
