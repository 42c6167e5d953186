import { renderAlerting } from '../../alerting/render.ts';
import { LABEL } from '../../conventions/labels.ts';
import type { Definition } from '../../definition/schema.ts';
import { composeStack } from '../../definition/stack.ts';
import { CONFIG_OPTION, loadConfig, readOptions } from '../arguments.ts';
import type { Io } from '../io.ts';
import { table } from '../table.ts';
import { exampleAlert } from './example.ts';
import { routingOf } from './routing.ts';
import { type AlertRules, alertRules } from './rules.ts';
import { recipients } from './told.ts';

const HELP = `Usage: goldwatch alert list [options]

  --config FILE  the definition (monitoring.yml)
  --json         as JSON

Lists every alert: those of the definition, of its objectives and presets, and those that are always there; with the
severity, the service that they are about, how long their condition must hold, and who is told.
`;

/** An alert for people. */
interface ListedAlert {
  readonly name: string;
  readonly severity: string;
  /** Null where it is about every service. */
  readonly service: string | null;
  readonly for: string;
  readonly tells: readonly string[];
}

/** `goldwatch alert list`: every alert, and who is told. */
export async function listAlerts(args: readonly string[], io: Io): Promise<number> {
  const options = readOptions(args, { ...CONFIG_OPTION, json: { type: 'boolean' } }, HELP, io);
  if (options === null) return 0;
  const { definition } = await loadConfig(options.config, io);
  const alerts = listed(definition);
  if (options.json === true) {
    io.stdout(`${JSON.stringify(alerts, null, 2)}\n`);
    return 0;
  }
  const rows = alerts.map((one) => [
    one.name,
    one.severity,
    one.service ?? '(each)',
    one.for,
    one.tells.join(', '),
  ]);
  io.stdout(table(['ALERT', 'SEVERITY', 'SERVICE', 'FOR', 'TELLS'], rows));
  return 0;
}

function listed(definition: Definition): ListedAlert[] {
  const rules = alertRules(definition, composeStack);
  const text =
    renderAlerting(definition, composeStack).find(({ path }) => path.endsWith('alertmanager.yml'))?.text ??
    '';
  const routing = routingOf(text);
  return rules.alerts.map((rule) => ({
    name: rule.name,
    severity: rule.severity,
    service: serviceOf(rule),
    for: rule.for,
    tells: recipients(routing(exampleLabels(rule, rules, definition))),
  }));
}

function exampleLabels(
  rule: AlertRules['alerts'][number],
  { externalLabels }: AlertRules,
  { service }: Definition,
) {
  // No drill: its label is empty.
  return exampleAlert(rule, { service: service.name, externalLabels, drill: '' }).labels;
}

/** The one service that an alert is about; null where every service has it for itself. */
function serviceOf({ labels, expr }: AlertRules['alerts'][number]): string | null {
  const own = labels[LABEL.service];
  if (own !== undefined && !own.includes('{{')) return own;
  const [, asked] = /\bservice="([^"]+)"/.exec(expr) ?? [];
  return asked ?? null;
}
