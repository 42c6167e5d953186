import { PassThrough } from 'node:stream';
import { describe, expect, test, vi } from 'vitest';
import { accessLine } from '../../../../tests/support/log_lines.ts';
import { logsUnderTest } from '../testing.ts';

const STDIN = { files: undefined, stdin: true };

async function withStandardInput(settings: Record<string, unknown> = {}) {
  const stream = new PassThrough();
  const logs = await logsUnderTest(undefined, stream);
  const start = (more: Record<string, unknown> = {}) => logs.start({ ...STDIN, ...settings, ...more });
  await start();
  const requests = () => logs.value('http_requests_total');
  return {
    logs,
    stream,
    start,
    requests,
    hasCounted: (count: number) =>
      vi.waitFor(async () => expect(await requests()).toBe(count), { timeout: 10_000 }),
  };
}

describe('lines of standard input', () => {
  test('are counted as they come, in whatever pieces', async () => {
    const { logs, stream, hasCounted } = await withStandardInput();
    const [first, second] = [accessLine(1), accessLine(2)];
    stream.write(first.slice(0, 20));
    stream.write(first.slice(20) + second.slice(0, 20));
    await hasCounted(1);
    stream.write(second.slice(20));
    await hasCounted(2);
    expect(await logs.value('goldwatch_log_lines_total')).toBe(2);
  });

  test('are all counted when it ends, and the last one needs no end', async () => {
    const { stream, hasCounted } = await withStandardInput();
    stream.end(accessLine(1) + accessLine(2).trim());
    await hasCounted(2);
  });

  test('wait in the pipe where they cannot be counted as fast as they come', async () => {
    const { stream, hasCounted } = await withStandardInput();
    let written = 0;
    const fill = () => {
      while (written < 20_000) {
        written += 1;
        if (!stream.write(accessLine(written))) {
          stream.once('drain', fill);
          return;
        }
      }
    };
    fill();
    expect(written).toBeLessThan(20_000);
    await hasCounted(20_000);
  });

  test('over 1 MiB are counted as too long, and the next ones as ever', async () => {
    const { logs, stream, hasCounted } = await withStandardInput();
    const piece = 'x'.repeat(100_000);
    for (let index = 0; index < 25; index += 1) stream.write(piece);
    stream.write(`\n${accessLine(1)}${'y'.repeat(1_048_577)}\n${accessLine(2)}`);
    await hasCounted(2);
    expect(await logs.value('goldwatch_log_lines_rejected_total', { reason: 'too_long' })).toBe(2);
    expect(await logs.value('goldwatch_log_lines_total')).toBe(4);
  });

  test('go on where they were when the source is started again, and counts with them', async () => {
    const { logs, stream, start, hasCounted } = await withStandardInput();
    const line = accessLine(2);
    stream.write(accessLine(1) + line.slice(0, 30));
    await hasCounted(1);
    await logs.stop();
    stream.write(line.slice(30) + accessLine(3));
    await start({ routes_limit: 10 });
    await hasCounted(3);
    expect(await logs.value('goldwatch_log_lines_total')).toBe(3);
    stream.end(accessLine(4));
    await hasCounted(4);
    await logs.stop();
    await start();
    expect(await logs.value('http_requests_total')).toBe(4);
  });

  test('make events of several lines, the newest when nothing has followed for a second', async () => {
    const { logs, stream } = await withStandardInput({
      format: 'text',
      golden_signals: undefined,
      multiline: 'stack_traces',
      errors: { pattern: 'Error' },
    });
    stream.write('order failed Error: no\n    at place (/app/orders.js:41:9)\n');
    stream.write('order failed Error: no\n    at place (/app/orders.js:41:9)\n');
    await vi.waitFor(async () => expect(await logs.value('application_errors_total')).toBe(2), 10_000);
    expect(await logs.value('goldwatch_log_lines_total')).toBe(2);
  });

  test('are missing where there is none', async () => {
    const logs = await logsUnderTest();
    await expect(logs.start(STDIN)).rejects.toThrow(
      'There is no standard input to read log lines from. Use `goldwatch serve`.',
    );
  });

  test('that cannot be read are reported', async () => {
    const { logs, stream, hasCounted } = await withStandardInput();
    stream.write(accessLine(1));
    await hasCounted(1);
    stream.destroy(new Error('EIO: i/o error, read'));
    await vi.waitFor(() =>
      expect(logs.reports).toEqual([
        'problem standard_input: Standard input cannot be read any more: EIO: i/o error, read. Start the exporter again.',
      ]),
    );
  });
});
