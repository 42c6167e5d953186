import type { CompositeAlarmProperties } from './properties.ts';
import { type AlarmState, stateAt, type Timeline } from './states.ts';

const TOKEN =
  /\s*(?:(ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*(?:"([^"]+)"|([^\s()"]+))\s*\)|(AND|OR|NOT|TRUE|FALSE|[()]))/y;

/** The words of a rule: an alarm that must be in a state, or an operator. */
type Token = string | { readonly state: string; readonly alarm: string };

/**
 * The states of a composite alarm, by those of the alarms that its rule names.
 * Throws where the rule is none, or names an alarm that is not there.
 * Source: Amazon CloudWatch user guide, "Creating a composite alarm".
 */
export function evaluateComposite(
  { AlarmName, AlarmRule }: CompositeAlarmProperties,
  timelines: ReadonlyMap<string, Timeline>,
): Timeline {
  const tokens = tokensOf(AlarmRule);
  const states = (alarm: string, moment: number) => {
    const timeline = timelines.get(alarm);
    if (timeline === undefined)
      throw new Error(`The rule of ${AlarmName} names ${alarm}, which is not there.`);
    return stateAt(timeline, moment);
  };
  const named = tokens.flatMap((token) => (typeof token === 'string' ? [] : [token.alarm]));
  const moments = new Set(named.flatMap((alarm) => (timelines.get(alarm) ?? []).map(({ at }) => at)));
  const timeline: { at: number; state: AlarmState }[] = [];
  for (const at of [...moments].sort((a, b) => a - b)) {
    const holds = new Rule(AlarmRule, tokens, (alarm) => states(alarm, at)).holds();
    const state = holds ? 'ALARM' : 'OK';
    if (timeline.at(-1)?.state !== state) timeline.push({ at, state });
  }
  return timeline;
}

function tokensOf(rule: string): readonly Token[] {
  const text = rule.trim();
  const tokens: Token[] = [];
  const pattern = new RegExp(TOKEN);
  while (pattern.lastIndex < text.length) {
    const match = pattern.exec(text);
    if (match === null) throw notARule(rule);
    const [, state, quoted, bare, operator] = match;
    const alarm = quoted ?? bare;
    if (operator !== undefined) tokens.push(operator);
    else if (state !== undefined && alarm !== undefined) tokens.push({ state, alarm });
  }
  return tokens;
}

/** A rule at a moment. NOT binds before AND, and AND before OR. */
class Rule {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  readonly #stateOf: (alarm: string) => AlarmState;
  #next = 0;

  constructor(text: string, tokens: readonly Token[], stateOf: (alarm: string) => AlarmState) {
    this.#text = text;
    this.#tokens = tokens;
    this.#stateOf = stateOf;
  }

  holds(): boolean {
    const result = this.#any();
    if (this.#next < this.#tokens.length) throw notARule(this.#text);
    return result;
  }

  #any(): boolean {
    let result = this.#all();
    while (this.#take('OR')) result = this.#all() || result;
    return result;
  }

  #all(): boolean {
    let result = this.#one();
    while (this.#take('AND')) result = this.#one() && result;
    return result;
  }

  #one(): boolean {
    const token = this.#tokens[this.#next++];
    if (token === undefined) throw notARule(this.#text);
    if (typeof token !== 'string') return this.#stateOf(token.alarm) === token.state;
    if (token === 'NOT') return !this.#one();
    if (token === 'TRUE' || token === 'FALSE') return token === 'TRUE';
    const inner = this.#any();
    if (token !== '(' || !this.#take(')')) throw notARule(this.#text);
    return inner;
  }

  #take(word: string): boolean {
    if (this.#tokens[this.#next] !== word) return false;
    this.#next += 1;
    return true;
  }
}

function notARule(rule: string): Error {
  return new Error(`This is no rule of a composite alarm: ${rule}`);
}
