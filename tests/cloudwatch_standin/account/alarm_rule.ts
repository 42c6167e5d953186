import type { StateValue } from './alarm.ts';

/** A rule of a composite alarm, read. */
export interface AlarmRule {
  /** Names or ARNs of the alarms that it speaks of, each once. */
  readonly alarms: readonly string[];
  /** Whether it holds, by the states of alarms. */
  readonly holds: (stateOf: (alarm: string) => StateValue) => boolean;
}

type Holds = AlarmRule['holds'];

const TOKEN = /\s*(?:(\()|(\))|("(?:[^"\\]|\\.)*")|([^\s()"]+))/y;
const LONGEST_RULE = 10_240;
const FUNCTIONS: readonly string[] = ['ALARM', 'OK', 'INSUFFICIENT_DATA'];

/**
 * Reads the rule of a composite alarm: ALARM(…), OK(…), INSUFFICIENT_DATA(…), TRUE, FALSE, AND, OR, NOT and parentheses. AND
 * binds before OR. Throws an Error where it is no rule. Source: «PutCompositeAlarm», API reference.
 */
export function readAlarmRule(text: string): AlarmRule {
  if (text.length > LONGEST_RULE)
    throw new Error(`it has ${text.length} characters, and ${LONGEST_RULE} are allowed`);
  const reader = new RuleReader(tokensOf(text));
  const holds = reader.any();
  reader.end();
  return { alarms: [...reader.alarms], holds };
}

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  const source = text.trim();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.length) {
    const match = TOKEN.exec(source);
    if (match === null) throw new Error('a quotation mark is not closed');
    tokens.push(match[0].trim());
  }
  return tokens;
}

class RuleReader {
  readonly alarms = new Set<string>();
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  any(): Holds {
    const parts = this.#list('OR', () => this.#all());
    return (stateOf) => parts.some((part) => part(stateOf));
  }

  end(): void {
    if (this.#at < this.#tokens.length) throw new Error(`"${this.#tokens[this.#at]}" is not expected there`);
  }

  #all(): Holds {
    const parts = this.#list('AND', () => this.#one());
    return (stateOf) => parts.every((part) => part(stateOf));
  }

  #list(word: string, read: () => Holds): Holds[] {
    const parts = [read()];
    while (this.#tokens[this.#at]?.toUpperCase() === word) {
      this.#at += 1;
      parts.push(read());
    }
    return parts;
  }

  #one(): Holds {
    const token = this.#next();
    const word = token.toUpperCase();
    if (word === 'NOT') {
      const inner = this.#one();
      return (stateOf) => !inner(stateOf);
    }
    if (word === 'TRUE' || word === 'FALSE') return () => word === 'TRUE';
    if (token === '(') {
      const inner = this.any();
      this.#expect(')');
      return inner;
    }
    if (!FUNCTIONS.includes(word)) throw new Error(`"${token}" is no function of a rule`);
    return this.#state(word as StateValue);
  }

  #state(state: StateValue): Holds {
    this.#expect('(');
    const alarm = this.#next()
      .replace(/^"(.*)"$/, '$1')
      .replaceAll(/\\(.)/g, '$1');
    this.#expect(')');
    this.alarms.add(alarm);
    return (stateOf) => stateOf(alarm) === state;
  }

  #expect(expected: string): void {
    const token = this.#next();
    if (token !== expected) throw new Error(`"${token}" stands where "${expected}" must`);
  }

  #next(): string {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw new Error('it ends too early');
    this.#at += 1;
    return token;
  }
}
