import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Framing } from './framing.ts';
import { EVENT_LIMITS } from './multiline.ts';
import { STACK_TRACES } from './multiline_stack_traces.ts';
import { startingWith } from './multiline_start.ts';
import { eventsOf } from './testing.ts';

const ENTRIES = startingWith('^\\d\\d:');

test('a line that matches begins an event, and the others belong to the one before', () => {
  const log = 'before all\n10: one\r\nmore of it\r\n\n  and more\n\n11: two\n12: three\n';
  expect(eventsOf(ENTRIES, log)).toEqual([
    'before all',
    '10: one\r\nmore of it\r\n\n  and more',
    '11: two',
    '12: three',
  ]);
});

test('the newest event waits for what may follow, and a line for its end', () => {
  const log = Buffer.from('10: one\nmore\n11: two\nmore of t');
  const events: string[] = [];
  const onEvent = (bytes: Buffer, from: number, to: number) =>
    void events.push(bytes.toString('utf8', from, to));

  expect(ENTRIES.cut(log, 0, false, onEvent)).toBe(13);
  expect(events).toEqual(['10: one\nmore']);
  expect(ENTRIES.cut(log, 13, true, onEvent)).toBe(21);
  expect(events).toEqual(['10: one\nmore', '11: two']);
});

test('an event has at most 1000 lines; the next one begins another', () => {
  const log = `10: one\n${'more\n'.repeat(1_500)}`;
  expect(eventsOf(ENTRIES, log).map((event) => event.split('\n').length)).toEqual([1_000, 501]);
});

test('an event has at most 256 KiB, unless a single line has more', () => {
  const line = 'x'.repeat(100_000);
  const long = 'y'.repeat(EVENT_LIMITS.bytes + 1);
  const log = `10: one\n${line}\n${line}\n${line}\n${long}\nend\n`;
  expect(eventsOf(ENTRIES, log).map(({ length }) => length)).toEqual([200_009, 100_000, long.length, 3]);
});

test('an event does not wait for the end of a line that is too large for it, nor for empty lines without end', () => {
  for (const rest of ['y'.repeat(EVENT_LIMITS.bytes), '\n'.repeat(EVENT_LIMITS.bytes)]) {
    const log = Buffer.from(`10: one\n${rest}`);
    const events: string[] = [];
    const end = ENTRIES.cut(
      log,
      0,
      false,
      (bytes, from, to) => void events.push(bytes.toString('utf8', from, to)),
    );
    expect(events).toEqual(['10: one']);
    expect(end).toBeGreaterThanOrEqual(8);
  }
});

describe.each([
  ['a pattern', ENTRIES],
  ['stack traces', STACK_TRACES],
] satisfies [string, Framing][])('cut by %s', (_name, framing) => {
  const line = fc.constantFrom(
    '',
    '10: one',
    'text',
    '  indented',
    '\r',
    '{"a":1}',
    '{',
    '}',
    'Traceback (most recent call last):',
    'ValueError: no',
    'During handling of the above exception, another exception occurred:',
    'java.io.IOException: no',
    'goroutine 1 [running]:',
    'main.main()',
    '    ^',
    'x'.repeat(70_000),
  );

  test('a log has the same events, in whatever pieces it is read', () => {
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 60 }),
        fc.array(fc.integer({ min: 1, max: 90_000 })),
        (lines, sizes) => {
          const log = lines.map((text) => `${text}\n`).join('');
          expect(eventsOf(framing, log, sizes)).toEqual(eventsOf(framing, log));
        },
      ),
      { numRuns: 200 },
    );
  });

  test('nothing but line ends is lost', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 60 }), (lines) => {
        const inEvents = eventsOf(framing, lines.map((text) => `${text}\n`).join('')).join('\n');
        const filled = (text: string) => text.split(/\r?\n/).filter((one) => one !== '' && one !== '\r');
        expect(filled(inEvents)).toEqual(filled(lines.join('\n')));
      }),
    );
  });
});
