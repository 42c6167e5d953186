import { stringify } from 'yaml';
import { LABEL } from '../conventions/labels.ts';
import { formatDuration } from '../conventions/quantities.ts';
import type { Definition } from '../definition/schema.ts';
import { RENDERED_NOTICE, type RenderedFile, type Stack } from '../definition/stack.ts';
import { exporterReceiver, exporterRoutes } from './exporter.ts';
import { inhibitRules } from './inhibition.ts';
import { slackReceivers, slackRoutes } from './slack.ts';

/** Message templates, written by hand: whoever renders for another directory copies them along. */
export const ALERTING_TEMPLATES = ['alerting/templates/slack.tmpl'] as const;

/** Alertmanager's configuration: whom each alert reaches, and which alerts silence others. */
export function renderAlerting(definition: Definition, stack: Stack): RenderedFile[] {
  const { notify } = definition;
  const exporter = exporterReceiver(stack);
  const configuration = {
    templates: [`${stack.templatesDirectory}/*.tmpl`],
    route: {
      receiver: exporter.name,
      group_by: [LABEL.alertname, LABEL.service],
      group_wait: formatDuration(notify.group_wait),
      group_interval: formatDuration(notify.group_interval),
      repeat_interval: formatDuration(notify.repeat_interval),
      routes: [...exporterRoutes(exporter.name), ...slackRoutes(notify)],
    },
    inhibit_rules: inhibitRules(),
    receivers: [exporter, ...slackReceivers(definition, stack)],
  };
  const text = stringify(configuration, { lineWidth: 0, aliasDuplicateObjects: false });
  return [{ path: 'alerting/alertmanager.yml', text: `${RENDERED_NOTICE}${text}` }];
}
