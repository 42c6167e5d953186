import { expect, test } from 'vitest';
import { evaluateComposite } from './composite_alarm.ts';
import type { Timeline } from './states.ts';
import { told } from './suppression.ts';

const TIMELINES = new Map<string, Timeline>([
  [
    'long',
    [
      { at: 0, state: 'OK' },
      { at: 2, state: 'ALARM' },
      { at: 8, state: 'OK' },
    ],
  ],
  [
    'short one',
    [
      { at: 0, state: 'OK' },
      { at: 4, state: 'ALARM' },
      { at: 6, state: 'OK' },
    ],
  ],
  ['quiet', [{ at: 0, state: 'INSUFFICIENT_DATA' }]],
]);

const composite = (AlarmRule: string) => evaluateComposite({ AlarmName: 'Both', AlarmRule }, TIMELINES);

test.each<[string, Timeline]>([
  [
    'ALARM(long) AND ALARM("short one")',
    [
      { at: 0, state: 'OK' },
      { at: 4, state: 'ALARM' },
      { at: 6, state: 'OK' },
    ],
  ],
  [
    'ALARM("long") AND NOT ALARM("short one")',
    [
      { at: 0, state: 'OK' },
      { at: 2, state: 'ALARM' },
      { at: 4, state: 'OK' },
      { at: 6, state: 'ALARM' },
      { at: 8, state: 'OK' },
    ],
  ],
  [
    '(ALARM(quiet) AND ALARM(long)) OR OK("short one")',
    [
      { at: 0, state: 'ALARM' },
      { at: 4, state: 'OK' },
      { at: 6, state: 'ALARM' },
    ],
  ],
  ['INSUFFICIENT_DATA(quiet)', [{ at: 0, state: 'ALARM' }]],
])('a composite alarm follows the alarms of its rule: %s', (rule, timeline) => {
  expect(composite(rule)).toEqual(timeline);
});

test('a rule that names an alarm which is not there is refused', () => {
  expect(() => composite('ALARM(long) OR ALARM(lost)')).toThrow(
    'The rule of Both names lost, which is not there.',
  );
});

test.each(['ALARM(long) ALARM(quiet)', '(ALARM(long)', 'BROKEN(long)', 'ALARM(long) AND'])(
  'what is no rule is refused: %s',
  (rule) => {
    expect(() => composite(rule)).toThrow(`This is no rule of a composite alarm: ${rule}`);
  },
);

const changes = (...moments: readonly number[]): Timeline => [
  { at: 0, state: 'OK' },
  ...moments.map((at, index) => ({ at, state: index % 2 === 0 ? ('ALARM' as const) : ('OK' as const) })),
];

/** What is told after the first moments, when every alarm begins. */
function toldOf(alarm: Timeline, suppressor: Timeline) {
  const all = told(alarm, { timeline: suppressor, wait: 2, extension: 3 });
  return all.filter(({ at }) => at > 2 || alarm.length === 1).map(({ at, state }) => `t${at}: ${state}`);
}

// Amazon CloudWatch user guide, "Composite alarm action suppression": examples 1 to 6, of which the wait is two and the extension three.
test.each([
  ['1: nobody suppresses, and the wait ends', changes(2), changes(), ['t4: ALARM']],
  ['2: the suppressor fires before the wait ends', changes(2), changes(3), []],
  ['3: the alarm ends during the wait, which begins anew', changes(2, 3), changes(), ['t5: OK']],
  ['4: the suppressor was there first', changes(2), changes(1), []],
  ['5: the suppressor ends, and the extension after it', changes(2), changes(3, 6), ['t9: ALARM']],
  ['6: the alarm ends during the extension', changes(2, 7), changes(3, 6), ['t9: OK']],
])('suppression, example %s', (_, alarm, suppressor, tells) => {
  expect(toldOf(alarm, suppressor)).toEqual(tells);
});
