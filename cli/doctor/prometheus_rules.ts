import { isDeepStrictEqual } from 'node:util';
import { parse } from 'yaml';
import { z } from 'zod';
import { parseDuration } from '../../conventions/quantities.ts';
import { promqlTree } from '../../definition/promql_syntax.ts';
import { renderPrometheus } from '../../prometheus/render.ts';
import { type Check, judged, notChecked } from './check.ts';
import type { Context } from './context.ts';
import { someOf } from './definition.ts';
import { finding } from './finding.ts';
import { oneLine } from './probe.ts';
import { ask, unsaid } from './prometheus_api.ts';
import { stackOf } from './stack.ts';

export const RULES = { id: 'prometheus.rules', name: 'rules' };
export const FAILING_RULES = { id: 'prometheus.evaluation', name: 'evaluation' };

const MOST_NAMED = 5;

const texts = z.record(z.string(), z.string());
// https://prometheus.io/docs/prometheus/latest/querying/api/#rules
const loaded = z.object({
  data: z.object({
    groups: z.array(
      z.object({
        name: z.string(),
        rules: z.array(
          z.object({
            name: z.string(),
            query: z.string(),
            duration: z.number().default(0),
            labels: texts.default({}),
            health: z.string(),
            lastError: z.string().optional(),
          }),
        ),
      }),
    ),
  }),
});
const rendered = z.object({
  groups: z.array(
    z.object({
      name: z.string(),
      rules: z.array(
        z.object({
          record: z.string().optional(),
          alert: z.string().optional(),
          expr: z.coerce.string(),
          for: z.string().default('0s'),
          labels: texts.default({}),
        }),
      ),
    }),
  ),
});

/** A rule, as far as two of them are compared. */
interface Rule {
  readonly group: string;
  readonly name: string;
  readonly expression: string;
  /** Seconds. */
  readonly for: number;
  readonly labels: Readonly<Record<string, string>>;
}

/** Whether Prometheus has the rules that are rendered, and can evaluate all that it has. */
export async function rulesChecks(context: Context, url: string): Promise<Check[]> {
  const answer = await ask(context, url, '/api/v1/rules', loaded);
  if ('trouble' in answer)
    return [
      unsaid(RULES, url, 'which rules it has', answer.trouble),
      ...notChecked([FAILING_RULES], 'Prometheus does not say which rules it has'),
    ];
  const { groups } = answer.value.data;
  const failing = groups
    .flatMap((group) => group.rules)
    .filter(({ health }) => health === 'err')
    .map(({ name: rule, lastError = 'it does not say why' }) => ({
      rule,
      error: oneLine(lastError).replace(/\.$/, ''),
    }));
  // Several rules may have one name, and fail alike.
  const toldOnce = [...new Map(failing.map((about) => [JSON.stringify(about), about])).values()];
  const has = groups.flatMap(({ name: group, rules }) =>
    rules.map(
      ({ name, query, duration, labels }): Rule => ({
        group,
        name,
        expression: query,
        for: duration,
        labels,
      }),
    ),
  );
  const wanted = await renderedRules(context, url);
  const differences = differencesOf(wanted, has);
  const about = { file: context.loaded.file, differences: someOf(differences, MOST_NAMED) };
  return [
    judged(
      RULES,
      differences.length === 0 ? [] : [finding('prometheus.rules_differ', about)],
      `all ${wanted.length} are loaded`,
    ),
    judged(
      FAILING_RULES,
      toldOnce.map((about) => finding('prometheus.rule_failing', about)),
      'works for every rule',
    ),
  ];
}

async function renderedRules(context: Context, url: string): Promise<Rule[]> {
  const { definition } = context.loaded;
  return renderPrometheus(definition, await stackOf(context, url))
    .filter(({ path }) => path.endsWith('.rules.yml'))
    .flatMap(({ text }) => rendered.parse(parse(text)).groups)
    .flatMap(({ name: group, rules }) =>
      rules.map(
        (rule): Rule => ({
          group,
          name: rule.alert ?? rule.record ?? '',
          expression: rule.expr,
          for: (parseDuration(rule.for) ?? 0) / 1_000,
          labels: rule.labels,
        }),
      ),
    );
}

function differencesOf(wanted: readonly Rule[], has: readonly Rule[]): string[] {
  const left = [...has];
  const unmatched = wanted.filter((rule) => {
    const index = left.findIndex((one) => one.name === rule.name && isSame(one, rule));
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
  const names = [...new Set(unmatched.map(({ name }) => name))];
  const known = new Set(left.map(({ name }) => name));
  const superfluous = [...known].filter((name) => !names.includes(name));
  return [
    ...names.map((name) => (known.has(name) ? `${name} is another one` : `${name} is missing`)),
    ...superfluous.map((name) => `${name} is of no use any more`),
  ];
}

function isSame(one: Rule, other: Rule): boolean {
  return (
    one.group === other.group &&
    Math.abs(one.for - other.for) < 0.001 &&
    isDeepStrictEqual(one.labels, other.labels) &&
    (one.expression === other.expression || meaningOf(one.expression) === meaningOf(other.expression))
  );
}

/** What an expression means, however it is written: Prometheus writes it anew. */
function meaningOf(expression: string): string {
  try {
    return JSON.stringify(promqlTree(expression), (key, value: unknown) =>
      key === 'matchers' ? sorted(value) : value,
    );
  } catch {
    // What goldwatch cannot read is compared by its words.
    return (expression.match(/[\w.:]+|"(?:[^"\\]|\\.)*"|[^\s\w()]/g) ?? []).toSorted().join(' ');
  }
}

function sorted(matchers: unknown): unknown {
  return Array.isArray(matchers) ? matchers.map((one: unknown) => JSON.stringify(one)).toSorted() : matchers;
}
