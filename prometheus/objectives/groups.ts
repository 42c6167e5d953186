import { formatDuration } from '../../conventions/quantities.ts';
import type { Definition } from '../../definition/schema.ts';
import { scrapeJobs } from '../../definition/scrape_jobs.ts';
import { serviceObjectives } from '../../definition/service_objectives.ts';
import type { Stack } from '../../definition/stack.ts';
import { withTeam } from '../alerting_rules.ts';
import type { AlertingRule, RuleGroup } from '../rule_file.ts';
import { pageAlerts, ticketAlerts, unknownAlerts } from './alerts.ts';
import { fastRules, slowRules } from './recorded.ts';

// Prometheus shows a value for five minutes: one evaluation may fail.
const SLOW_MS = 120_000;

/**
 * Two groups for each objective of each service: what must be known at once, and, more rarely, what looks back over days.
 * No groups without objectives.
 */
export function objectiveGroups(definition: Definition, { grafana }: Stack): RuleGroup[] {
  const step = definition.exporter.scrape_interval;
  const counting = { jobs: scrapeJobs(definition), step };
  const context = { definition, dashboard: `${grafana.external}/d/goldwatch-golden-signals` };
  const owned = (rules: readonly AlertingRule[]) => rules.map((rule) => withTeam(rule, definition));
  return serviceObjectives(definition).flatMap((of) => {
    const name = `objective ${of.objective.name} of ${of.service}`;
    return [
      {
        name,
        rules: [
          ...fastRules(of, counting),
          ...owned([...pageAlerts(of, context), ...unknownAlerts(of, context)]),
        ],
      },
      {
        name: `${name}, long windows`,
        interval: formatDuration(Math.max(SLOW_MS, step)),
        rules: [...slowRules(of), ...owned(ticketAlerts(of, context))],
      },
    ];
  });
}
