import { planAlarms } from '../../cloudwatch/alarms/plan.ts';
import type { Definition } from '../../definition/schema.ts';
import { monitoringItself } from './monitoring_itself.ts';
import { notificationDifferences } from './notification_differences.ts';
import { parityRows } from './rows.ts';
import { parityTable } from './table_text.ts';
import { wrapped } from './wrapped.ts';

/** What both sides have, and what one alone has. */
export interface Parity {
  /** For the terminal; empty without `cloudwatch`. */
  readonly text: string;
  /** Alerts that CloudWatch cannot have, and of which the definition does not say so. */
  readonly undeclared: readonly string[];
  /** Those that CloudWatch alone is to have, and cannot. */
  readonly nowhere: readonly string[];
}

/** Every alert and objective on both sides; nothing without `cloudwatch`. */
export function parityOf(definition: Definition): Parity {
  if (definition.cloudwatch === undefined) return { text: '', undeclared: [], nowhere: [] };
  const plan = planAlarms(definition);
  const rows = parityRows(definition, plan);
  const absent = rows.filter((row) => row.absent !== null);
  const lines = [monitoringItself(definition, plan), ...notificationDifferences(definition.notify)];
  return {
    text: [
      ...(rows.length === 0 ? [] : [parityTable(rows)]),
      lines.map((line) => `${wrapped(line).join('\n')}\n`).join(''),
    ].join('\n'),
    undeclared: absent.filter(({ prometheus }) => !('not' in prometheus)).map(({ name }) => name),
    nowhere: absent.filter(({ prometheus }) => 'not' in prometheus).map(({ name }) => name),
  };
}
