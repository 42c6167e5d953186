import { logsResources } from '../cloudwatch/logs/index.ts';
import type { Definition } from '../definition/schema.ts';

/** Says what log groups of CloudWatch cannot have of what is asked, and what they count otherwise than the exporter. */
export function logNotes(definition: Definition): string[] {
  const { absent, deviations } = logsResources(definition);
  const groupsOf = Map.groupBy(absent, ({ what, reason, remedy }) => JSON.stringify([what, reason, remedy]));
  const metricsOf = Map.groupBy(deviations, ({ difference }) => difference);
  return [
    ...[...groupsOf.values()].map((alike) => {
      const [{ what = '', reason = '', remedy = null } = {}] = alike;
      const groups = alike.map(({ group }) => group).join(', ');
      const instead = remedy === null ? '' : `; instead: ${remedy}`;
      return `Note: CloudWatch has no ${what} of ${groups}: ${reason}${instead}.`;
    }),
    ...[...metricsOf].map(([difference, alike]) => {
      const metrics = [...new Set(alike.map(({ metric }) => metric))].join(', ');
      return `Note: ${difference}: ${metrics}.`;
    }),
  ];
}
