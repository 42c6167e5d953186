import { formatDuration } from '../../conventions/quantities.ts';
import type { AlertTest } from '../../definition/alert_tests.ts';
import { promqlTree } from '../../definition/promql_syntax.ts';
import { UnsupportedPromqlError } from '../../definition/promql_tree.ts';
import type { RenderedFile } from '../../definition/stack.ts';
import type { AlertingRule, RecordingRule, RuleGroup } from '../rule_file.ts';
import { alertTests } from './alert_tests.ts';
import { givenTests } from './given_tests.ts';
import type { Recording } from './promql/world.ts';
import { type RehearsalOptions, rehearse } from './rule_test.ts';
import { OverBudgetError } from './stage.ts';
import { type RuleTest, renderTestFile } from './test_file.ts';
import { withoutData } from './without_data.ts';

/** A set of rule files that are tested together: their groups by their names. */
export type RuleFiles = Readonly<Record<string, readonly RuleGroup[]>>;

export interface TestsOfAlerts {
  readonly files: readonly RenderedFile[];
  /** Alerts for which no series were found that make them fire. */
  readonly untested: readonly string[];
}

const DIRECTORY = 'prometheus/rules';

/**
 * Tests of every alert in rule files, as files beside those: `NAME.test.yml`, and one more for alerts that look back so far that
 * they are tested at longer intervals.
 */
export function renderRuleTests(name: string, all: RuleFiles, options: Options): TestsOfAlerts {
  const files = withoutUnread(all);
  const groups = Object.values(files).flat();
  const rules = groups.flatMap((group) => group.rules);
  const recordings = recordingsOf(rules.filter((rule) => 'record' in rule));
  const alerts = rules.filter((rule) => 'alert' in rule);
  const tested = alerts.map((rule) => ({
    rule,
    ...testsOfAlert(rule, { ...options, recordings }, alerts),
  }));
  const tests = tested.flatMap((one) => one.tests);
  const absent = testOfAbsence(
    tested.filter(({ isKnown }) => isKnown).map(({ rule }) => rule),
    { recordings, tests, interval: options.interval, areSome: tested.some(({ isKnown }) => !isKnown) },
  );
  const byInterval = Map.groupBy([...tests, ...absent], (one) => one.interval);
  const untested = tested.filter((one) => one.tests.length === 0).map(({ rule }) => rule.alert);
  return {
    untested: [...new Set(untested)],
    files: [...byInterval]
      .sort(([a], [b]) => a - b)
      .map(([interval, its]) => ({
        path: `${DIRECTORY}/${name}${interval === options.interval ? '' : `_every_${formatDuration(interval)}`}.test.yml`,
        text: renderTestFile({
          ruleFiles: Object.keys(files),
          groups: groups.map((group) => group.name),
          interval,
          tests: its.map(({ test }) => test),
        }),
      })),
  };
}

/** Leaves out files whose rules no alert reads, since promtool evaluates all of them at each step. */
function withoutUnread(files: RuleFiles): RuleFiles {
  const rules = Object.values(files).flatMap((groups) => groups.flatMap((group) => group.rules));
  const alerts = rules.filter((rule) => 'alert' in rule).map(({ expr }) => expr);
  const isRead = (name: string) => alerts.some((expr) => expr.includes(name));
  const used = Object.entries(files).filter(([, groups]) =>
    groups.some((group) => group.rules.some((rule) => 'alert' in rule || isRead(rule.record))),
  );
  return Object.fromEntries(used);
}

export interface Options extends Omit<RehearsalOptions, 'recordings'> {
  /** Tests that are given with alerts, by the alert's name. */
  readonly given?: ReadonlyMap<string, AlertTest>;
}

interface TimedTest {
  readonly interval: number;
  readonly test: RuleTest;
}

/** `isKnown` says that what the alert does with series can be calculated. */
function testsOfAlert(
  rule: AlertingRule,
  options: Options & RehearsalOptions,
  alerts: readonly AlertingRule[],
): { readonly tests: readonly TimedTest[]; readonly isKnown: boolean } {
  const { interval, given } = options;
  const own = given?.get(rule.alert);
  if (own !== undefined) {
    const tests = givenTests(rule, own, interval).map((test) => ({ interval, test }));
    return { tests, isKnown: false };
  }
  const rehearsal = rehearsed(rule, options);
  if (rehearsal === null) return { tests: [], isKnown: false };
  const isAmong = alerts.some((other) => other !== rule && other.alert === rule.alert);
  const every = rehearsal.stage.interval;
  const tests = alertTests(rule, rehearsal, isAmong).map((test) => ({ interval: every, test }));
  return { tests, isKnown: true };
}

interface Surroundings {
  readonly recordings: ReadonlyMap<string, readonly Recording[]>;
  readonly tests: readonly TimedTest[];
  readonly interval: number;
  readonly areSome: boolean;
}

// Where there are tests in steps of a minute, this one joins them: most of it is waiting.
function testOfAbsence(
  rules: readonly AlertingRule[],
  { recordings, tests, interval, areSome }: Surroundings,
): TimedTest[] {
  const steps = tests.map((one) => one.interval).filter((every) => every <= 60_000);
  const longest = Math.max(interval, ...steps);
  const test = withoutData(rules, { recordings, interval: longest }, areSome);
  return test === null ? [] : [{ interval: longest, test }];
}

function rehearsed(rule: AlertingRule, options: RehearsalOptions) {
  try {
    return rehearse(rule, options);
  } catch (error) {
    if (error instanceof UnsupportedPromqlError || error instanceof OverBudgetError) return null;
    throw error;
  }
}

/** Recording rules by what they record. */
export function recordingsOf(rules: readonly RecordingRule[]): Map<string, Recording[]> {
  const recordings = Map.groupBy(rules, ({ record }) => record);
  return new Map(
    [...recordings].map(([name, its]) => [
      name,
      its.map(({ expr, labels = {} }) => ({ expression: promqlTree(expr), labels })),
    ]),
  );
}
