import { LABEL, SEVERITIES, type Severity } from '../conventions/labels.ts';
import { targetsOf } from '../definition/notify/recipients.ts';
import type { Notify } from '../definition/notify.ts';
import { type Audience, audiences } from './audiences.ts';
import { butFor, matcher } from './matchers.ts';

/** What alerts of one severity may silence. */
export interface Silencing {
  /** Matchers of those of them that may silence others. */
  readonly sources: readonly string[];
  /** The milder severities that they may silence. */
  readonly milder: readonly Severity[];
}

/** What may silence what, by severity: an alert that tells nobody does not silence one that tells somebody. */
export function silencing(notify: Notify, severity: Severity): Silencing {
  const all = audiences(notify);
  const milder = SEVERITIES.slice(SEVERITIES.indexOf(severity) + 1);
  const isTold = (one: Severity) => all.some((audience) => tells(audience, one));
  const untold = milder.some(isTold) ? all.filter((audience) => !tells(audience, severity)) : [];
  const isUsuallyTold = untold.every(({ name }) => name !== null);
  return {
    sources: [matcher(LABEL.severity, [severity]), ...new Set(untold.flatMap(exclusion))],
    milder: isUsuallyTold ? milder : milder.filter((one) => !isTold(one)),
  };
}

function tells({ recipients }: Audience, severity: Severity): boolean {
  return targetsOf(recipients, severity).length > 0;
}

// A matcher cannot say that not all conditions hold: one of them excludes more, which costs a glance and hides nothing.
function exclusion({ conditions }: Audience): string[] {
  const [first] = conditions;
  const [label, values] = conditions.find(([one]) => one === LABEL.alertname) ?? first ?? [];
  return label === undefined || values === undefined ? [] : [butFor(label, values)];
}
