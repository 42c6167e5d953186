import { type Alarm, type AlarmProperties, type AlarmState, actionsOf, type StateValue } from './alarm.ts';
import { alarmMessage } from './alarm_message.ts';
import { type AlarmRule, readAlarmRule } from './alarm_rule.ts';
import { History } from './history.ts';
import { ACCOUNT_ID } from './identity.ts';
import type { Topics } from './topics.ts';

interface Place {
  readonly region: string;
  readonly topics: Topics;
  readonly now: () => number;
}

/** A change of a state, as SetAlarmState or an evaluation asks for it. */
export interface StateChange {
  readonly value: StateValue;
  readonly reason: string;
  readonly reasonData?: string | undefined;
}

/** The most rounds in which composite alarms may follow one another. */
const MOST_ROUNDS = 100;

/** All alarms: their states, what follows from a change, and what is remembered of it. */
export class Alarms {
  readonly history = new History();
  /** Called for each change of a state, with the state before and the names of the topics that were told. */
  onChange: (alarm: Alarm, before: AlarmState, told: readonly string[]) => void = () => {};
  readonly #place: Place;
  readonly #alarms = new Map<string, Alarm>();

  constructor(place: Place) {
    this.#place = place;
  }

  get all(): readonly Alarm[] {
    return [...this.#alarms.values()];
  }

  /** By its name or ARN. */
  find(nameOrArn: string): Alarm | undefined {
    return this.#alarms.get(nameOrArn) ?? this.all.find(({ arn }) => arn === nameOrArn);
  }

  /** Creates an alarm, whose state nobody knows yet, or gives it other properties. */
  put(kind: Alarm['kind'], name: string, properties: AlarmProperties): Alarm {
    const known = this.#alarms.get(name);
    const now = this.#place.now();
    const alarm: Alarm = {
      kind,
      name,
      arn: `arn:aws:cloudwatch:${this.#place.region}:${ACCOUNT_ID}:alarm:${name}`,
      properties: { ...properties, AlarmName: name },
      configuredAt: now,
      state: known?.state ?? {
        value: 'INSUFFICIENT_DATA',
        reason: 'Unchecked: Initial alarm creation',
        reasonData: undefined,
        updatedAt: now,
        changedAt: now,
      },
      actual: known?.actual ?? 'INSUFFICIENT_DATA',
    };
    this.#alarms.set(name, alarm);
    this.history.configured(alarm, known !== undefined, now);
    this.#followComposites();
    return alarm;
  }

  /** Sets a state for now. Composite alarms follow. */
  set(alarm: Alarm, change: StateChange): void {
    this.#change(alarm, change);
    // A composite alarm that was set stays so until one of its children changes.
    if (alarm.kind === 'metric') this.#followComposites();
  }

  /** Says what an evaluation finds of a metric alarm, and evaluates it. */
  settle(alarm: Alarm, value: StateValue, reason: string): void {
    alarm.actual = value;
    if (alarm.state.value === value) return;
    this.set(alarm, { value, reason });
  }

  /** Has every metric alarm return to what it was found to be last, as an evaluation without new data does. */
  returnAll(): void {
    for (const alarm of this.all) {
      if (alarm.kind === 'metric') this.settle(alarm, alarm.actual, 'Evaluated anew');
    }
  }

  /** What a composite alarm speaks of. */
  ruleOf({ properties }: Alarm): AlarmRule {
    return readAlarmRule(properties.AlarmRule ?? 'FALSE');
  }

  clear(): void {
    this.#alarms.clear();
    this.history.clear();
  }

  #followComposites(): void {
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const moved = this.all.filter((alarm) => alarm.kind === 'composite' && this.#follow(alarm));
      if (moved.length === 0) return;
    }
  }

  #follow(alarm: Alarm): boolean {
    const rule = this.ruleOf(alarm);
    const value = rule.holds((name) => this.find(name)?.state.value ?? 'INSUFFICIENT_DATA') ? 'ALARM' : 'OK';
    if (value === alarm.state.value) return false;
    const culprit = rule.alarms.map((name) => this.find(name)).find((one) => one?.state.value === value);
    const reason = `${culprit?.arn ?? 'The rule'} transitioned to ${value} at ${longTime(this.#place.now())}`;
    this.#change(alarm, { value, reason });
    return true;
  }

  #change(alarm: Alarm, { value, reason, reasonData }: StateChange): void {
    const before = alarm.state;
    const now = this.#place.now();
    const isChanged = before.value !== value;
    alarm.state = {
      value,
      reason,
      reasonData,
      updatedAt: now,
      changedAt: isChanged ? now : before.changedAt,
    };
    if (!isChanged) return;
    this.history.changed(alarm, before, now);
    this.onChange(alarm, before, this.#act(alarm, before, now));
  }

  /** Answers the topics that were told. */
  #act(alarm: Alarm, before: AlarmState, now: number): string[] {
    if (alarm.properties.ActionsEnabled === false || this.#isSuppressed(alarm)) return [];
    const told: string[] = [];
    const children =
      alarm.kind === 'metric' ? [] : this.ruleOf(alarm).alarms.flatMap((one) => this.find(one) ?? []);
    const { subject, message } = alarmMessage(alarm, before, this.#place.region, children);
    for (const arn of actionsOf(alarm, alarm.state.value)) {
      const topic = this.#place.topics.find(arn);
      const error = topic === undefined ? `Topic does not exist` : topic.refusal;
      this.history.acted(alarm, arn, message, error, now);
      if (topic === undefined || error !== null) continue;
      this.#place.topics.publish(topic, subject, message, now);
      told.push(topic.name);
    }
    return told;
  }

  #isSuppressed({ properties: { ActionsSuppressor } }: Alarm): boolean {
    return ActionsSuppressor !== undefined && this.find(ActionsSuppressor)?.state.value === 'ALARM';
  }
}

/** As reasons of composite alarms have it: `Friday 14 August, 2020 21:24:36 UTC`. */
function longTime(milliseconds: number): string {
  const form = { weekday: 'long', day: '2-digit', month: 'long', year: 'numeric', timeZone: 'UTC' } as const;
  const parts = new Intl.DateTimeFormat('en-GB', form).formatToParts(milliseconds);
  const part = (type: string) => parts.find((one) => one.type === type)?.value;
  const clock = new Date(milliseconds).toISOString().slice(11, 19);
  return `${part('weekday')} ${part('day')} ${part('month')}, ${part('year')} ${clock} UTC`;
}
