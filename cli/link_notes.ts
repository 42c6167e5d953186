import type { Notify } from '../definition/notify.ts';
import type { Definition } from '../definition/schema.ts';
import { composeStack, withLinks } from '../definition/stack.ts';

const PROGRAMS = { prometheus: 'Prometheus', alertmanager: 'Alertmanager', grafana: 'Grafana' } as const;
const BY_PEOPLE = ['slack', 'pagerduty', 'email', 'sns', 'msteams'] as const satisfies (keyof Notify)[];

/** Says where links in messages lead to addresses that only this machine has. */
export function linkNotes({ notify }: Definition): string[] {
  const stack = withLinks(composeStack, notify.links);
  const isRead = BY_PEOPLE.some((receiver) => notify[receiver] !== undefined);
  const here = (Object.keys(PROGRAMS) as (keyof typeof PROGRAMS)[])
    .filter((program) => isLocal(stack[program].external))
    .map((program) => PROGRAMS[program]);
  if (!isRead || here.length === 0) return [];
  const slack = notify.slack === undefined ? '' : ', and Slack hides buttons that do';
  return [
    `Note: links in messages to ${listed(here)} lead to this machine only${slack}: notify.links says where people reach them.`,
  ];
}

function isLocal(address: string): boolean {
  const { hostname } = new URL(address);
  return hostname === 'localhost' || /^127\./.test(hostname) || hostname === '[::1]';
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
