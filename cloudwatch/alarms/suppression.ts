import { targetsOf, usualRecipients } from '../../definition/notify/recipients.ts';
import type { Definition } from '../../definition/schema.ts';
import type { Alarm, CompositeAlarm, MetricAlarm } from './alarm.ts';
import { describe } from './description.ts';
import type { Draft } from './draft.ts';
import type { Naming } from './naming.ts';
import { anyOf } from './rule.ts';

const FAILURES = ['error_ratio', 'availability'];
const SYMPTOMS = [...FAILURES, 'latency'];

/** Seconds: alarms are evaluated every minute, and so the cause may be seen a minute after the symptom. */
const WAIT = 60;
const EXTENSION = 60;

/** Alarms with what keeps some of them from telling anybody. */
export interface Suppressed {
  /** What is told, in the order in which it came. */
  readonly drafts: readonly Draft[];
  /** Alarms that only feed a composite one. */
  readonly children: readonly MetricAlarm[];
  /** What silences others. */
  readonly suppressors: readonly CompositeAlarm[];
}

/**
 * Silences warnings that say nothing new while a critical alarm of the same service fires, as rules of Alertmanager do
 * (alerting/inhibition.ts): on errors, availability and latency while errors are critical; on the same signal, resource or objective
 * while that is. Only a composite alarm can be silenced, so that each of these becomes one.
 */
export function suppress(definition: Definition, naming: Naming, drafts: readonly Draft[]): Suppressed {
  if (definition.cloudwatch?.suppress !== true || !isHeard(definition)) {
    return { drafts, children: [], suppressors: [] };
  }
  const suppressors = new Suppressors(definition, naming);
  const told: Draft[] = [];
  const children: MetricAlarm[] = [];
  for (const draft of drafts) {
    const sources = sourcesOf(draft, drafts);
    if (sources.length === 0) {
      told.push(draft);
      continue;
    }
    const suppressor = { alarm: suppressors.of(sources, draft), wait: WAIT, extension: EXTENSION };
    if (draft.alarm.kind === 'composite') {
      told.push({ ...draft, alarm: { ...draft.alarm, suppressor } });
      continue;
    }
    const child = childOf(draft.alarm, draft, naming);
    children.push(child);
    told.push({ ...draft, alarm: wrapped(child, draft.alarm, suppressor) });
  }
  return { drafts: told, children, suppressors: suppressors.all };
}

/** Whether critical alarms reach somebody where warnings do: what tells nobody must not silence what tells somebody. */
function isHeard({ notify }: Definition): boolean {
  const recipients = usualRecipients(notify);
  return targetsOf(recipients, 'critical').length > 0 || targetsOf(recipients, 'warning').length === 0;
}

function sourcesOf(draft: Draft, all: readonly Draft[]): Draft[] {
  if (draft.alarm.severity !== 'warning') return [];
  return all.filter(
    (one) =>
      one.alarm.severity === 'critical' &&
      one.alarm.service === draft.alarm.service &&
      (isCause(one, draft) || isSame(one, draft)),
  );
}

function isCause(one: Draft, draft: Draft): boolean {
  return FAILURES.includes(one.signal ?? '') && SYMPTOMS.includes(draft.signal ?? '');
}

function isSame(one: Draft, draft: Draft): boolean {
  const isSameSignal = one.signal !== null && one.signal === draft.signal && one.resource === draft.resource;
  return isSameSignal || (one.objective !== null && one.objective === draft.objective);
}

/** The alarm itself, as a part of the composite one that takes its name. */
function childOf(alarm: MetricAlarm, { called }: Draft, naming: Naming): MetricAlarm {
  const part = called.part === undefined ? 'condition' : `${called.part}-condition`;
  return { ...alarm, ...naming.give({ ...called, part }), notifies: false };
}

function wrapped(child: MetricAlarm, alarm: Alarm, suppressor: CompositeAlarm['suppressor']): CompositeAlarm {
  const { name, logicalId, origin, alert, service, severity, description, notifies } = alarm;
  return {
    kind: 'composite',
    name,
    logicalId,
    origin,
    alert,
    service,
    severity,
    description,
    notifies,
    rule: { alarm: child.name },
    suppressor,
    role: 'alert',
  };
}

/** What silences others, each made once: a service that is down, or the critical alarms on one thing. */
class Suppressors {
  readonly #definition: Definition;
  readonly #naming: Naming;
  readonly #known = new Map<string, string>();
  readonly all: CompositeAlarm[] = [];

  constructor(definition: Definition, naming: Naming) {
    this.#definition = definition;
    this.#naming = naming;
  }

  /** The name of the alarm that fires while any of the sources does. */
  of(sources: readonly Draft[], target: Draft): string {
    const isDown = sources.every(({ signal }) => FAILURES.includes(signal ?? ''));
    const names = sources.map(({ alarm }) => alarm.name);
    const [only, ...others] = names;
    if (!isDown && only !== undefined && others.length === 0) return only;
    const key = JSON.stringify([target.alarm.service, names]);
    const known = this.#known.get(key) ?? this.#make(names, target, isDown);
    this.#known.set(key, known);
    return known;
  }

  #make(names: readonly string[], { alarm, called }: Draft, isDown: boolean): string {
    const { service } = alarm;
    const parts = isDown
      ? { alert: 'ServiceDown', service }
      : { ...called, part: called.part === undefined ? 'silence' : `${called.part}-silence` };
    const made: CompositeAlarm = {
      kind: 'composite',
      ...this.#naming.give(parts),
      origin: null,
      alert: parts.alert,
      service,
      severity: 'critical',
      description: describe(this.#definition, {
        alert: parts.alert,
        service,
        summary: isDown ? `${service} is down.` : `Something worse than ${called.alert} is told already.`,
        fires: `Fires when any of these does, and silences milder alarms: ${names.join(', ')}.`,
      }),
      notifies: false,
      rule: anyOf(names),
      suppressor: null,
      role: 'down',
    };
    this.all.push(made);
    return made.name;
  }
}
