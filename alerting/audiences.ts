import { LABEL } from '../conventions/labels.ts';
import { overriddenRecipients, type Recipients, usualRecipients } from '../definition/notify/recipients.ts';
import { conditionsOf } from '../definition/notify/routes.ts';
import type { Notify } from '../definition/notify.ts';

/** Some alerts, and whom they reach. */
export interface Audience {
  /** What its receivers' names begin with; null for all alerts that no override is about. */
  readonly name: string | null;
  /** Labels that its alerts have, each with the values that will do. */
  readonly conditions: readonly (readonly [string, readonly string[]])[];
  readonly recipients: Recipients;
  /** The entries of `notify.mute` that hold for its alerts. */
  readonly mutes: Notify['mute'];
}

/** Every audience in the order of routing: the overrides as they are written, then all other alerts. */
export function audiences(notify: Notify): Audience[] {
  const usualMutes = notify.mute.filter(({ everywhere }) => everywhere);
  const taken = new Set<string>();
  const overrides = notify.routes.map((route) => {
    const conditions = conditionsOf(route);
    const { mute } = route;
    return {
      name: freeName(slug(conditions), taken),
      conditions,
      recipients: overriddenRecipients(notify, route),
      mutes: mute === undefined ? usualMutes : notify.mute.filter(({ name }) => mute.includes(name)),
    };
  });
  const others = { name: null, conditions: [], recipients: usualRecipients(notify), mutes: usualMutes };
  return [...overrides, others];
}

// The team is what people know; a label of their own says least.
function slug(conditions: Audience['conditions']): string {
  const rank = (label: string) => [LABEL.team, LABEL.service, LABEL.alertname].indexOf(label as never) >>> 0;
  const values = [...conditions].sort(([a], [b]) => rank(a) - rank(b)).flatMap(([, all]) => all);
  const text = values.join('-').replace(/[^A-Za-z0-9]+/g, '-');
  return text.slice(0, 60).replace(/^-|-$/g, '') || 'override';
}

function freeName(wanted: string, taken: Set<string>): string {
  let name = wanted;
  for (let count = 2; taken.has(name); count += 1) name = `${wanted}-${count}`;
  taken.add(name);
  return name;
}
