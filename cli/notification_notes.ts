import { LABEL, SEVERITIES } from '../conventions/labels.ts';
import { overriddenRecipients, targetsOf, usualRecipients } from '../definition/notify/recipients.ts';
import { conditionsOf } from '../definition/notify/routes.ts';
import type { Notify } from '../definition/notify.ts';
import type { Definition } from '../definition/schema.ts';
import { composeStack } from '../definition/stack.ts';
import { type AlertRule, alertRules } from './alert/rules.ts';
import { secretsOutsideOfContainers } from './notification_secrets.ts';

/** Notes on what is right in `notify` and may yet not be meant. `now` is in milliseconds. */
export function notificationNotes(definition: Definition, now = Date.now()): string[] {
  const { notify } = definition;
  return [
    ...receiversWithoutAnybody(notify),
    ...overridesWithoutAlerts(definition),
    ...notify.maintenance.flatMap((one, index) => maintenanceNote(one, index, now)),
    ...tooNewForDebian(notify),
    ...secretsOutsideOfContainers(notify),
  ].map((note) => `Note: ${note}`);
}

// Of the others, at least one severity is sent there always.
function receiversWithoutAnybody(notify: Notify): string[] {
  const recipients = [
    usualRecipients(notify),
    ...notify.routes.map((route) => overriddenRecipients(notify, route)),
  ];
  const kinds = new Set(
    recipients
      .flatMap((one) => SEVERITIES.flatMap((severity) => targetsOf(one, severity)))
      .map(({ kind }) => kind),
  );
  const { email, slack, sns } = notify;
  return [
    ...(slack !== undefined && !kinds.has('slack')
      ? ['notify.slack tells nobody: `channels` names none.']
      : []),
    ...(email !== undefined && email.to.digest === undefined && !kinds.has('email')
      ? ['notify.email tells nobody: `to` names none.']
      : []),
    ...(sns !== undefined && !kinds.has('sns') ? ['notify.sns tells nobody: `topic_arn` names none.'] : []),
  ];
}

function overridesWithoutAlerts(definition: Definition): string[] {
  const { routes } = definition.notify;
  if (routes.length === 0) return [];
  const { alerts } = alertRules(definition, composeStack);
  return routes.flatMap((route, index) =>
    conditionsOf(route).flatMap(([label, values]) =>
      values
        .filter((value) => !alerts.some((alert) => mayHave(alert, label, value)))
        .map(
          (value) =>
            `no alert has ${label}="${value}", which notify.routes[${index}] is about${labelled(label, alerts)}.`,
        ),
    ),
  );
}

// Labels that a rule sets are known. Others come with the series, but for the team, which no series has.
function mayHave({ name, labels }: AlertRule, label: string, value: string): boolean {
  if (label === LABEL.alertname) return name === value;
  const own = labels[label];
  if (own === undefined) return label !== LABEL.team;
  return own === value || own.includes('{{');
}

function labelled(label: string, alerts: readonly AlertRule[]): string {
  if (label !== LABEL.team) return '';
  const teams = [...new Set(alerts.flatMap(({ labels }) => labels[LABEL.team] ?? []))];
  if (teams.length === 0) return ': no alert has a team without `service.owner` or a label `team`';
  return `: there is ${teams.map((team) => `"${team}"`).join(', ')}`;
}

function maintenanceNote(
  { from, to, service, reason }: Notify['maintenance'][number],
  index: number,
  now: number,
): string[] {
  const told =
    service === undefined ? 'nobody is told of any alert' : `nobody is told of alerts of ${service}`;
  if (to <= now) return [`the maintenance in notify.maintenance[${index}] is over and can go: ${reason}`];
  return from > now ? [] : [`${told} until ${minuteOf(to)}: ${reason}`];
}

function minuteOf(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function tooNewForDebian({ msteams, routes, slack, webhooks }: Notify): string[] {
  const hasBot = [slack, ...routes.map((route) => route.slack)].some(
    (one) => one && one.bot_token_file !== undefined,
  );
  const usesTeams = msteams !== undefined || routes.some((route) => Boolean(route.msteams));
  const named = webhooks.filter(({ url_file }) => url_file !== undefined).map(({ name }) => name);
  return [
    ...(usesTeams
      ? [
          'Microsoft Teams is told by Alertmanager 0.28 and newer: the containers have it, Debian 12 does not.',
        ]
      : []),
    ...(hasBot
      ? [
          'what Slack refuses of a bot, such as a channel that it is not in, Alertmanager 0.25 of Debian 12 takes for told; that in the containers does not.',
        ]
      : []),
    ...named.map(
      (name) =>
        `the webhook ${name} has its address in a file, which Alertmanager 0.26 and newer reads: the containers have it, Debian 12 does not.`,
    ),
  ];
}
