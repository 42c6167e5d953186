import fc from 'fast-check';
import { expect, test } from 'vitest';
import { STATES, type StateValue } from './alarm.ts';
import { readAlarmRule } from './alarm_rule.ts';

interface Rule {
  readonly text: string;
  readonly holds: (states: Readonly<Record<string, StateValue>>) => boolean;
}

const NAMES = ['errors', 'late "ones"', 'shop (api)'];
const quoted = (name: string) => `"${name.replaceAll('"', '\\"')}"`;

const { rule } = fc.letrec<{ rule: Rule }>((tie) => ({
  rule: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.tuple(fc.constantFrom(...NAMES), fc.constantFrom(...STATES)).map(([name, state]) => ({
      text: `${state}(${quoted(name)})`,
      holds: (states: Readonly<Record<string, StateValue>>) => states[name] === state,
    })),
    fc.boolean().map((value) => ({ text: value ? 'TRUE' : 'false', holds: () => value })),
    tie('rule').map(({ text, holds }) => ({
      text: `NOT (${text})`,
      holds: (states: Readonly<Record<string, StateValue>>) => !holds(states),
    })),
    fc.tuple(tie('rule'), tie('rule')).map(([one, other]) => ({
      text: `(${one.text}) AND (${other.text})`,
      holds: (states: Readonly<Record<string, StateValue>>) => one.holds(states) && other.holds(states),
    })),
    fc.tuple(tie('rule'), tie('rule')).map(([one, other]) => ({
      text: `(${one.text} OR ${other.text})`,
      holds: (states: Readonly<Record<string, StateValue>>) => one.holds(states) || other.holds(states),
    })),
  ),
}));

const states = fc.record(Object.fromEntries(NAMES.map((name) => [name, fc.constantFrom(...STATES)])));

test('a rule holds where what was written holds', () => {
  fc.assert(
    fc.property(rule, states, ({ text, holds }, now) => {
      expect(readAlarmRule(text).holds((name) => now[name] ?? 'INSUFFICIENT_DATA')).toBe(holds(now));
    }),
  );
});

test('AND binds before OR', () => {
  expect(readAlarmRule('TRUE OR FALSE AND FALSE').holds(() => 'OK')).toBe(true);
  expect(readAlarmRule('FALSE AND FALSE OR TRUE').holds(() => 'OK')).toBe(true);
});

test('the alarms of a rule are named once each, with or without quotation marks', () => {
  expect(readAlarmRule('ALARM(a) OR OK("a") OR ALARM("b c")').alarms).toEqual(['a', 'b c']);
});

test.each([
  ['', 'it ends too early'],
  ['ALARM("a', 'a quotation mark is not closed'],
  ['ALARM(a', 'it ends too early'],
  ['ALARM(a) ALARM(b)', '"ALARM" is not expected there'],
  ['FIRING(a)', '"FIRING" is no function of a rule'],
  ['ALARM a', '"a" stands where "(" must'],
  [`ALARM(${'a'.repeat(10_240)})`, 'it has 10247 characters, and 10240 are allowed'],
])('a text that is no rule is refused (%#)', (text, expected) => {
  expect(() => readAlarmRule(text)).toThrow(expected);
});
