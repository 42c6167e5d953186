import { parse } from 'yaml';
import { z } from 'zod';
import { renderAlerting } from '../../alerting/render.ts';
import { exampleAlert } from '../alert/example.ts';
import { routingOf } from '../alert/routing.ts';
import { alertRules } from '../alert/rules.ts';
import { recipients } from '../alert/told.ts';
import type { Context } from './context.ts';
import { someOf } from './definition.ts';
import { type Finding, finding } from './finding.ts';
import { stackReading } from './stack.ts';

export const RECEIVERS = { id: 'alertmanager.receivers', name: 'receivers' };

const MOST_NAMED = 3;
const templates = z.object({ templates: z.array(z.string()).default([]) });

/** Whether every alert reaches those by the configuration of an Alertmanager whom it reaches by the definition. */
export function receiversFindings(context: Context, url: string, running: string): Finding[] {
  const { definition, file } = context.loaded;
  const stack = stackReading(context, templatesOf(running), context.addresses.prometheus[0] ?? '');
  const rules = alertRules(definition, stack);
  const wanted =
    renderAlerting(definition, stack).find(({ path }) => path.endsWith('alertmanager.yml'))?.text ?? '';
  const [reachedByWanted, reachedByRunning] = [reachedBy(wanted), reachedBy(running)];
  const differences = rules.alerts.flatMap((rule) => {
    const { externalLabels } = rules;
    const { labels } = exampleAlert(rule, { service: definition.service.name, externalLabels, drill: '' });
    const should = reachedByWanted(labels);
    const does = reachedByRunning(labels);
    return should === does ? [] : [`${rule.name} reaches ${does} in place of ${should}`];
  });
  if (differences.length === 0) return [];
  return [
    finding('alertmanager.receivers_differ', {
      url,
      file,
      differences: someOf([...new Set(differences)], MOST_NAMED),
    }),
  ];
}

function templatesOf(running: string): string {
  const parsed = templates.safeParse(parse(running));
  return parsed.data?.templates[0] ?? '';
}

function reachedBy(configuration: string): (labels: Readonly<Record<string, string>>) => string {
  const routing = orNull(() => routingOf(configuration));
  return (labels) => {
    const told = orNull(() => routing && recipients(routing(labels)).map(withoutAddress));
    if (told === null) return 'nobody that goldwatch can tell';
    return told.length === 0 ? 'nobody' : told.toSorted().join(', ');
  };
}

function orNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}

/** Newer Alertmanagers take the address of a webhook for a secret, so that only its receiver is known. */
function withoutAddress(recipient: string): string {
  return recipient.startsWith('webhook ') ? 'a webhook' : recipient;
}
