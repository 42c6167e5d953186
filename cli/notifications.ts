import { SEVERITIES, type Severity } from '../conventions/labels.ts';
import {
  overriddenRecipients,
  type Recipients,
  type Target,
  targetsOf,
  usualRecipients,
} from '../definition/notify/recipients.ts';
import { conditionsOf } from '../definition/notify/routes.ts';
import type { Notify } from '../definition/notify.ts';
import type { Loaded } from './arguments.ts';
import { notificationNotes } from './notification_notes.ts';
import { unreadableSecrets } from './notification_secrets.ts';
import { table } from './table.ts';

const NOBODY = 'nobody: the log of the exporter only';

/** Whom alerts reach, and what keeps them from it. */
export interface Notifications {
  /** For the terminal; the last ones are what keeps alerts from people. */
  readonly lines: readonly string[];
  /** How many receivers cannot work as things stand. */
  readonly problems: number;
}

/** Whom alerts reach, and what keeps them from it, in lines for the terminal. */
export async function notificationLines(loaded: Loaded): Promise<readonly string[]> {
  return (await notifications(loaded)).lines;
}

/** The same, with how many receivers cannot work. Reads the files of secrets, and shows nothing of them. */
export async function notifications(loaded: Loaded): Promise<Notifications> {
  const { definition, baseDirectory } = loaded;
  const problems = await unreadableSecrets(definition.notify, baseDirectory);
  const reached = reachRows(definition.notify);
  const summary = reached.every(({ targets }) => targets.length === 0)
    ? ['Nobody is notified: alerts reach the log of the exporter only. See `notify` in monitoring.yml.']
    : table(
        ['ALERTS', 'SEVERITY', 'REACH'],
        reached.map(({ alerts, severity, targets }) => [alerts, severity, reachText(targets)]),
      )
        .trimEnd()
        .split('\n');
  return {
    lines: [...summary, ...digestLines(definition.notify), ...notificationNotes(definition), ...problems],
    problems: problems.length,
  };
}

/** A place that alerts reach, for people: `Slack #alerts`, `mail to ops@example.com`. */
export function placeText(target: Target): string {
  switch (target.kind) {
    case 'pagerduty':
      return 'PagerDuty';
    case 'slack':
      return `Slack ${target.channel}`;
    case 'email':
      return `mail to ${target.to.join(', ')}`;
    case 'sns':
      return `SNS ${target.topicArn.slice(target.topicArn.lastIndexOf(':') + 1)}`;
    case 'msteams':
      return 'Microsoft Teams';
    case 'webhook':
      return `webhook ${target.settings.name}`;
  }
}

function digestLines({ email }: Notify): string[] {
  if (email?.to.digest === undefined) return [];
  const { at, time_zone: zone } = email.digest;
  return [`The digest of each day goes to ${email.to.digest.join(', ')}, at ${at} (${zone}).`];
}

interface Reach {
  readonly alerts: string;
  readonly severity: Severity;
  readonly targets: readonly Target[];
}

function reachRows(notify: Notify): Reach[] {
  const rows = (alerts: string, recipients: Recipients) =>
    SEVERITIES.map((severity) => ({ alerts, severity, targets: targetsOf(recipients, severity) }));
  const overrides = notify.routes.flatMap((route) =>
    rows(
      conditionsOf(route)
        .map(([label, values]) => `${label}=${values.join('|')}`)
        .join(' '),
      overriddenRecipients(notify, route),
    ),
  );
  return [...overrides, ...rows(overrides.length > 0 ? 'all others' : 'all', usualRecipients(notify))];
}

function reachText(targets: readonly Target[]): string {
  return targets.length === 0 ? NOBODY : targets.map(placeText).join(', ');
}
