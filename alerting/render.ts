import { stringify } from 'yaml';
import { LABEL } from '../conventions/labels.ts';
import { formatDuration } from '../conventions/quantities.ts';
import type { Definition } from '../definition/schema.ts';
import { prometheusHalf } from '../definition/sides.ts';
import { RENDERED_NOTICE, type RenderedFile, renderWebFlags, type Stack } from '../definition/stack.ts';
import { withDrills, withoutDrillSources } from './drill.ts';
import { exporterReceiver, exporterRoutes } from './exporter.ts';
import { inhibitRules } from './inhibition.ts';
import { peopleReceivers, peopleRoutes } from './people.ts';
import { timeIntervals } from './time_intervals.ts';

/** Message templates, written by hand: whoever renders for another directory copies them along. */
export const ALERTING_TEMPLATES = [
  'alerting/templates/email.tmpl',
  'alerting/templates/goldwatch.tmpl',
  'alerting/templates/msteams.tmpl',
  'alerting/templates/pagerduty.tmpl',
  'alerting/templates/slack.tmpl',
  'alerting/templates/sns.tmpl',
] as const;

// Alertmanager reads YAML 1.1, where 22:00 without quotes is a number.
const FORMAT = { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false } as const;

/** Alertmanager's configuration: whom each alert reaches, and which alerts silence others. */
export function renderAlerting(whole: Definition, stack: Stack): RenderedFile[] {
  const definition = prometheusHalf(whole);
  const { notify } = definition;
  const context = { stack, hasRunbooks: hasRunbooks(definition) };
  const intervals = timeIntervals(notify);
  const exporter = exporterReceiver(definition, stack);
  const configuration = {
    templates: [`${stack.templatesDirectory}/*.tmpl`],
    route: withDrills(
      {
        receiver: exporter.name,
        group_by: [LABEL.alertname, LABEL.service],
        group_wait: formatDuration(notify.group_wait),
        group_interval: formatDuration(notify.group_interval),
        repeat_interval: formatDuration(notify.repeat_interval),
        routes: [...exporterRoutes(exporter.name, stack), ...peopleRoutes(definition)],
      },
      stack,
    ),
    inhibit_rules: withoutDrillSources(inhibitRules(definition)),
    ...(intervals.length > 0 && { time_intervals: intervals }),
    receivers: [exporter, ...peopleReceivers(definition, context)],
  };
  const text = stringify(configuration, FORMAT);
  return [
    { path: 'alerting/alertmanager.yml', text: `${RENDERED_NOTICE}${text}` },
    { path: 'alerting/web.flags', text: renderWebFlags(stack.alertmanager) },
  ];
}

function hasRunbooks({ alerts, objectives, service }: Definition): boolean {
  const own = [...alerts, ...objectives].map(({ runbook }) => runbook);
  return [service.runbooks, ...own].some((runbook) => runbook !== undefined);
}
