import { expect, test } from 'vitest';
import { firstWritten, parseDurationMs, parseNumber, parseUrl } from './settings.ts';

const port = { min: 0, max: 65_535, integer: true };

test('an option goes before its environment variable, and an empty variable is absent', () => {
  expect(firstWritten('--port', '1', 'DEMO_PORT', { DEMO_PORT: '2' })).toEqual({ name: '--port', text: '1' });
  expect(firstWritten('--port', undefined, 'DEMO_PORT', { DEMO_PORT: '2' })).toEqual({
    name: 'DEMO_PORT',
    text: '2',
  });
  expect(firstWritten('--port', undefined, 'DEMO_PORT', { DEMO_PORT: '' })).toBeUndefined();
});

test('numbers within their bounds are read', () => {
  expect(parseNumber({ name: '--port', text: '8000' }, port)).toBe(8000);
  expect(parseNumber({ name: '--errors', text: '0.5' }, { min: 0, max: 1 })).toBe(0.5);
});

test.each(['', ' ', 'http', '70000', '-1', '80.5', 'Infinity'])('the port "%s" is refused', (text) => {
  expect(() => parseNumber({ name: 'DEMO_PORT', text }, port)).toThrow(
    `DEMO_PORT is "${text}"; write a whole number from 0 to 65535.`,
  );
});

test('durations are read as people write them', () => {
  const read = (text: string) => parseDurationMs({ name: '--duration', text });
  expect(['500ms', '30s', '1.5m', '1h'].map(read)).toEqual([500, 30_000, 90_000, 3_600_000]);
  expect(() => read('10')).toThrow('--duration is "10"; write a duration such as 30s, 5m or 1h.');
  expect(() => read('constructor')).toThrow('--duration is "constructor"');
});

test('an address is read without the slash at its end, and anything else is refused', () => {
  expect(parseUrl({ name: '--url', text: 'http://127.0.0.1:8000/' })).toBe('http://127.0.0.1:8000');
  expect(() => parseUrl({ name: '--url', text: 'localhost:8000' })).toThrow(
    '--url is "localhost:8000"; write an address such as http://127.0.0.1:8000.',
  );
});
