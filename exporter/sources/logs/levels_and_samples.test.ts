import { appendFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, type TestContext, test } from 'vitest';
import { accessLine } from '../../../tests/support/log_lines.ts';
import { logsUnderTest } from './testing.ts';

const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];

async function logsOf(context: TestContext, settings: Record<string, unknown>) {
  const logs = await logsUnderTest(context);
  const skipped = (reason: string) => logs.value('goldwatch_log_lines_skipped_total', { reason });
  return {
    ...logs,
    file: (name: string) => join(logs.directory, name),
    start: () => logs.start(settings),
    skipped,
  };
}

const lines = (from: number, count: number, overrides: Record<string, unknown> = {}) =>
  Array.from({ length: count }, (_, index) => accessLine(from + index, overrides)).join('');

describe.concurrent('min_level', () => {
  test('leaves out lines of a lower level, and counts them; lines without one are kept', async (context) => {
    const { file, start, hasRead, value, skipped } = await logsOf(context, {
      files: [{ path: '*.json', min_level: 'warn' }],
    });
    await start();
    const all = [...LEVELS, undefined, 'LOUD', 20, 40].map((level, index) => accessLine(index, { level }));
    await writeFile(file('app.json'), `${all.join('')}no json\n`);
    await hasRead(11);
    expect(await skipped('level')).toBe(4);
    expect(await value('http_requests_total')).toBe(6);
    expect(await value('goldwatch_log_lines_rejected_total')).toBe(1);
  });

  test('is that of the first glob that names a file, also after its rotation; other files have their own', async (context) => {
    const { file, start, stop, hasRead, value } = await logsOf(context, {
      files: [{ path: 'quiet.json', min_level: 'error' }, { path: '*.json', min_level: 'info' }, 'other.log'],
      level: '$.severity',
    });
    await start();
    for (const [index, name] of ['quiet.json', 'loud.json', 'other.log'].entries()) {
      const all = LEVELS.map((severity, level) => accessLine(100 * index + level, { severity }));
      await writeFile(file(name), `${all.join('')}${lines(100 * index + 10, 1)}`);
    }
    await hasRead(21);
    expect(await value('http_requests_total')).toBe(3 + 5 + 7);
    await stop();
    await appendFile(file('quiet.json'), lines(500, 3, { severity: 'info' }));
    await rename(file('quiet.json'), file('quiet.json.1'));
    await writeFile(file('quiet.json.2.gz'), gzipSync(lines(600, 3, { severity: 'info' })));
    await start();
    await hasRead(27);
    expect(await value('http_requests_total')).toBe(15);
  });

  test('reads the first word in capitals of a text', async (context) => {
    const { file, start, hasRead, value } = await logsOf(context, {
      files: [{ path: '*.log', min_level: 'error' }],
      format: 'text',
      golden_signals: undefined,
      metrics: [{ name: 'lines_total', type: 'counter', pattern: '' }],
    });
    await start();
    await writeFile(file('app.log'), '10:00 INFO up\n10:01 ERROR down\n10:02 WARN no ERROR\nplain\n');
    await hasRead(4);
    expect(await value('lines_total')).toBe(2);
  });
});

describe.concurrent('sample_one_in', () => {
  const settings = {
    files: [{ path: '*.json', sample_one_in: 10 }],
    metrics: [
      { name: 'sent_bytes_total', type: 'counter', pattern: '{ $.bytes = * }', value: '$.bytes' },
      {
        name: 'took_seconds',
        type: 'histogram',
        pattern: '{ $.bytes = * }',
        value: '$.duration_ms',
        unit: 'ms',
      },
      { name: 'queue_length', type: 'gauge', pattern: '{ $.bytes = * }', value: '$.bytes' },
    ],
    errors: {},
  };

  test('reads one line of so many, which counts for all of them', async (context) => {
    const { file, start, hasRead, value, skipped } = await logsOf(context, settings);
    await start();
    await writeFile(file('app.json'), lines(0, 20_000, { bytes: 7, duration_ms: 250, level: 'ERROR' }));
    await hasRead(20_000);
    const read = 20_000 - (await skipped('sample'));
    // Five standard deviations.
    expect(Math.abs(read - 2_000)).toBeLessThan(5 * Math.sqrt(2_000));
    expect(await value('http_requests_total')).toBe(10 * read);
    expect(await value('http_request_duration_seconds_count')).toBe(10 * read);
    expect(await value('sent_bytes_total')).toBe(70 * read);
    expect(await value('took_seconds_sum')).toBeCloseTo(2.5 * read, 6);
    expect(await value('application_errors_total')).toBe(10 * read);
    expect(await value('queue_length')).toBe(7);
  });

  test('refuses a value that is finite only once, and reads on', async (context) => {
    const { file, start, hasRead, value, reports } = await logsOf(context, {
      ...settings,
      files: [{ path: '*.json', sample_one_in: 2 }],
    });
    await start();
    await writeFile(file('app.json'), lines(0, 100, { bytes: 1e308, duration_ms: 1e308 }));
    await hasRead(100);
    const sampled = 100 - (await value('goldwatch_log_lines_skipped_total', { reason: 'sample' }));
    const rejected = (metric: string) =>
      value('goldwatch_log_values_rejected_total', { metric, reason: 'bad_value' });
    expect(sampled).toBeGreaterThan(0);
    expect(await rejected('sent_bytes_total')).toBe(sampled);
    expect(await rejected('queue_length')).toBe(0);
    expect(reports).toEqual([]);
  });

  test('counts for errors that belong to no group as for others, but for the number of lines', async (context) => {
    const { file, start, hasRead, value, skipped } = await logsOf(context, {
      ...settings,
      errors: { groups_limit: 1 },
    });
    await start();
    const words = ['one', 'two'].map((message) => lines(0, 500, { message, level: 'ERROR' }));
    await writeFile(file('app.json'), words.join(''));
    await hasRead(1_000);
    const read = 1_000 - (await skipped('sample'));
    expect(await value('application_errors_total')).toBe(10 * read);
    expect(await value('application_errors_total', { fingerprint: '<other>' })).toBe(
      10 * (await value('goldwatch_log_errors_other_total')),
    );
  });

  test('chooses the same lines whatever the pieces in which they are written and read', async (context) => {
    const counts: number[] = [];
    const text = lines(0, 3_000);
    const { file, start, stop, hasRead, skipped } = await logsOf(context, settings);
    await start();
    await writeFile(file('app.json'), '');
    await new Promise((resolve) => setTimeout(resolve, 600));
    await stop();
    await start();
    for (let at = 0; at < text.length; at += 150_001) {
      await appendFile(file('app.json'), text.slice(at, at + 150_001));
      await new Promise((resolve) => setTimeout(resolve, 300));
      await stop();
      await start();
    }
    await hasRead(3_000);
    counts.push(await skipped('sample'));
    await stop();
    await writeFile(file('app.json'), text.replaceAll('INFO', 'WARN'));
    await start();
    await hasRead(6_000);
    counts.push((await skipped('sample')) - (counts[0] ?? 0));
    expect(counts[1]).toBe(counts[0]);
  });
});
