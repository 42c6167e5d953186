import { expect, test } from 'vitest';
import { collectFamilies } from '../metrics/exposition/collect.ts';
import { renderText } from '../metrics/exposition/text.ts';
import { MetricRegistry } from '../metrics/registry.ts';
import { SourceLedger } from './source_ledger.ts';
import { capturedLog } from './testing.ts';

function ledgerUnderTest() {
  const registry = new MetricRegistry();
  const scope = registry.scope();
  const { log, captured } = capturedLog();
  const open = (source = 'db', type = 'sql') => new SourceLedger(scope, source, type, log);
  /** Every series, without comments and times. */
  const series = async () => {
    const page = renderText(await collectFamilies(registry.registry, () => {}));
    return page
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => line.replace(/(timestamp_seconds\S*) \S+$/, '$1 …'));
  };
  return { ledger: open(), open, log: captured, series };
}

test('says nothing of a source that has not reported', async () => {
  const { ledger, series } = ledgerUnderTest();

  expect(ledger.trouble).toBe(null);
  expect(await series()).toEqual([]);
});

test('a source that works is up, and the time is noted', async () => {
  const { ledger, log, series } = ledgerUnderTest();

  ledger.succeeded();
  ledger.lag(120);

  expect(await series()).toEqual([
    'goldwatch_source_lag_bytes{source="db"} 120',
    'goldwatch_source_last_success_timestamp_seconds{source="db"} …',
    'goldwatch_source_up{source="db",type="sql"} 1',
  ]);
  expect(log.messages()).toEqual([]);
});

test('a failure is counted each time and logged once, until it is another one or over', async () => {
  const { ledger, log, series } = ledgerUnderTest();

  for (const problem of ['Refused.', 'Refused.', 'Timed out.', 'Refused.']) ledger.failed('connect', problem);

  expect(await series()).toEqual([
    'goldwatch_source_errors_total{source="db",reason="connect"} 4',
    'goldwatch_source_up{source="db",type="sql"} 0',
  ]);
  expect(ledger.trouble).toBe('Refused.');
  ledger.succeeded();
  ledger.succeeded();
  ledger.failed('connect', 'Refused.');
  expect(log.messages()).toEqual([
    'Refused.',
    'Timed out.',
    'Refused.',
    'The source works again.',
    'Refused.',
  ]);
});

test('a failure without words is a failure too', () => {
  const { ledger, log } = ledgerUnderTest();

  ledger.failed('connect', '');
  expect(ledger.trouble).toBe('');
  ledger.succeeded();

  expect(log.messages()).toEqual(['', 'The source works again.']);
});

test('what does not stop the source is counted, logged once, and leaves it up', async () => {
  const { ledger, log, series } = ledgerUnderTest();
  ledger.succeeded();

  for (const file of ['a', 'b', 'a']) ledger.problem('unreadable', `The file ${file} cannot be read.`);

  expect(await series()).toContain('goldwatch_source_errors_total{source="db",reason="unreadable"} 3');
  expect(await series()).toContain('goldwatch_source_up{source="db",type="sql"} 1');
  expect(ledger.trouble).toBe(null);
  expect(log.messages()).toEqual(['The file a cannot be read.', 'The file b cannot be read.']);
});

test('a source that is no longer there leaves no series, and what it still reports is not heard', async () => {
  const { ledger, open, log, series } = ledgerUnderTest();
  const other = open('other', 'logs');
  for (const one of [ledger, other]) {
    one.succeeded();
    one.failed('connect', 'Refused.');
    one.problem('unreadable', 'A file cannot be read.');
    one.lag(1);
  }
  const lines = log.lines.length;

  ledger.close();
  ledger.succeeded();
  ledger.failed('connect', 'Timed out.');
  ledger.problem('unreadable', 'Another file cannot be read.');
  ledger.lag(1);

  expect((await series()).filter((line) => line.includes('"db"'))).toEqual([]);
  expect((await series()).filter((line) => line.includes('"other"'))).toHaveLength(5);
  expect(log.lines).toHaveLength(lines);
});

test('what was reported last is kept, also where it is over, and is never long', () => {
  const { ledger } = ledgerUnderTest();
  expect(ledger.last).toEqual({ message: null, success: null, lag: null });

  ledger.failed('read', `The file is gone. ${'x'.repeat(10_000)}`);
  ledger.succeeded();
  ledger.lag(120);

  const { message, success, lag } = ledger.last;
  expect(message?.text).toMatch(/^The file is gone\. x{482}…$/);
  expect(message?.at).toBeLessThanOrEqual(success ?? 0);
  expect(lag).toBe(120);

  ledger.problem('line', 'A line is no JSON.');
  ledger.problem('line', 'A line is no JSON.');
  expect(ledger.last.message?.text).toBe('A line is no JSON.');
});
