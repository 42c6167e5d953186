import { cp, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { accessLine } from '../../../../tests/support/log_lines.ts';
import type { Receipt } from '../../receiver.ts';
import { FROM_PATH, type LogsUnderTest, logsUnderTest } from '../testing.ts';
import { bodyOf } from './testing.ts';

const HTTP = { files: undefined, http: true };
const requests = 'http_requests_total';

describe('log lines over HTTP', () => {
  test.each([
    ['vector.json', 'application/json', '$.message'],
    ['vector.ndjson', 'application/x-ndjson', '$.message'],
    ['vector.txt', 'text/plain', undefined],
    ['fluent_bit.json', 'application/json', '$.log'],
    ['fluent_bit_lines.json', 'application/json', '$.log'],
    ['fluent_bit_stream.json', 'application/json', '$.log'],
    ['fluentd.ndjson', 'application/x-ndjson', undefined],
    ['docker.ndjson', 'application/x-ndjson', '$.log'],
    ['lambda.json', 'application/json', undefined],
    ['subscription.json', 'application/json', undefined],
  ])('are counted from %s', async (name, mediaType, unwrap) => {
    const logs = await logsUnderTest();
    await logs.start({ ...HTTP, unwrap });
    expect(await logs.send(await bodyOf(name), mediaType)).toEqual({
      status: 202,
      body: { accepted: 3, too_long: 0 },
    });
    expect(await logs.value(requests, { status: '200', route: '/orders/:id' })).toBe(2);
    expect(await logs.value(requests, { status: '500', route: '/orders/:id' })).toBe(1);
    expect(await logs.value('goldwatch_log_lines_total')).toBe(3);
    expect(await logs.value('goldwatch_log_lines_rejected_total')).toBe(0);
  });

  test('a request is answered to Firehose as it expects, and counted once however often it is sent', async () => {
    const logs = await logsUnderTest();
    await logs.start(HTTP);
    for (const name of ['firehose.json', 'firehose_subscription.json']) {
      const body = await bodyOf(name);
      const { requestId } = JSON.parse(body.toString()) as { requestId: string };
      const answer = { status: 200, body: { requestId, timestamp: expect.any(Number) } };
      expect(await Promise.all([logs.send(body), logs.send(body)])).toEqual([answer, answer]);
      await logs.stop();
      await logs.start(HTTP);
      expect(await logs.send(body)).toEqual(answer);
    }
    expect(await logs.value(requests)).toBe(6);
    expect(await logs.value('goldwatch_log_requests_duplicates_total')).toBe(4);
  });

  test('a request with a mistake is not counted, not even in part', async () => {
    const logs = await logsUnderTest();
    await logs.start(HTTP);
    expect(await logs.send(`${accessLine(1)}17\n`)).toEqual({
      status: 422,
      body: {
        error: 'Record 1 is a number. Send objects, or lines as texts. No line of the request is counted.',
      },
    });
    expect(await logs.send('a\n'.repeat(100_001), 'text/plain')).toMatchObject({ status: 413 });
    const data = Buffer.from('{"messageType":"OTHER","logEvents":[]}').toString('base64');
    const firehose = { requestId: 'a', timestamp: 1, records: [{ data }] };
    expect(await logs.send(JSON.stringify(firehose))).toEqual({
      status: 422,
      body: {
        requestId: 'a',
        timestamp: expect.any(Number),
        errorMessage:
          'records[0].data has a messageType that is neither DATA_MESSAGE nor CONTROL_MESSAGE. No line of the request is counted.',
      },
    });
    expect(await logs.value('goldwatch_log_lines_total')).toBe(0);
    expect(await logs.value('goldwatch_log_requests_refused_total', { reason: 'mistake' })).toBe(2);
    expect(await logs.value('goldwatch_log_requests_refused_total', { reason: 'too_large' })).toBe(1);
  });

  test('a line that is too long is counted as such, and the others with it', async () => {
    const logs = await logsUnderTest();
    await logs.start(HTTP);
    const body = `${accessLine(1)}${'x'.repeat(1_048_577)}\n${accessLine(2)}`;
    expect(await logs.send(body, 'text/plain')).toEqual({ status: 202, body: { accepted: 2, too_long: 1 } });
    expect(await logs.value(requests)).toBe(2);
    expect(await logs.value('goldwatch_log_lines_rejected_total', { reason: 'too_long' })).toBe(1);
  });

  test('a large request is counted as a whole, also where the source is stopped meanwhile', async () => {
    const logs = await logsUnderTest();
    await logs.start(HTTP);
    const body = Array.from({ length: 20_000 }, (_, index) => accessLine(index)).join('');
    const answer = logs.send(body, 'text/plain');
    await logs.stop();
    expect(await answer).toEqual({ status: 202, body: { accepted: 20_000, too_long: 0 } });
    await logs.start(HTTP);
    expect(await logs.value(requests)).toBe(20_000);
  });

  /** Starts the source anew on what a crash at this moment would leave behind. */
  async function crash(logs: LogsUnderTest, settings: Record<string, unknown>): Promise<void> {
    const state = join(logs.directory, 'state');
    await cp(state, `${state}.then`, { recursive: true });
    await logs.stop();
    await rm(state, { recursive: true });
    await rename(`${state}.then`, state);
    await logs.start(settings);
  }

  test('what was received before a crash is counted, also by a source that receives nothing more', async () => {
    const logs = await logsUnderTest();
    await logs.start(HTTP);
    await logs.send(accessLine(1));
    await crash(logs, { files: ['*.json'], http: false });
    expect(await logs.value(requests)).toBe(1);
    await crash(logs, HTTP);
    expect(await logs.value(requests)).toBe(1);
  });

  test('a request of Firehose that was counted before a crash is not counted again', async () => {
    const logs = await logsUnderTest();
    await logs.start(HTTP);
    const body = await bodyOf('firehose.json');
    await logs.send(body);
    await crash(logs, HTTP);
    expect(await logs.send(body)).toMatchObject({ status: 200 });
    expect(await logs.value(requests)).toBe(3);
  });

  test('what waits to be counted is bounded', async () => {
    const logs = await logsUnderTest();
    await logs.start(HTTP);
    const body = `${'x'.repeat(1_048_000)}\n`.repeat(16);
    const statuses = await Promise.all(
      Array.from({ length: 6 }, async () => {
        const { status, body: said, retryAfter } = await logs.send(body, 'text/plain');
        return status === 202 ? 'taken' : `${status} after ${retryAfter}: ${String(said.error)}`;
      }),
    );
    const busy =
      '429 after 1: 64 MiB of log lines wait to be counted already. Send this request again later.';
    expect(statuses.slice(4)).toEqual([busy, busy]);
    expect(statuses).toContain('taken');
  });

  test('what cannot be written to disk is not counted, and the client is told to come again', async () => {
    const logs = await logsUnderTest();
    await logs.start(HTTP);
    const inTheWay = join(logs.directory, 'state/journal-0000000000000000');
    await mkdir(inTheWay);
    expect(await logs.send(accessLine(1))).toEqual({
      status: 503,
      body: {
        error:
          'Log lines cannot be written to disk at present, as the log of the exporter says. None of the request is counted; send it again later.',
      },
      retryAfter: 5,
    });
    expect(logs.reports).toContainEqual(
      expect.stringMatching(/^failed journal: The journal in .* cannot be written: EISDIR/),
    );
    await rm(inTheWay, { recursive: true });
    expect(await logs.send(accessLine(1))).toMatchObject({ status: 202 });
    expect(await logs.value(requests)).toBe(1);
  });

  test('nothing is taken before the files are known, since a crash would take old files for new ones', async () => {
    const logs = await logsUnderTest();
    const starting = logs.start({ files: ['*.json'], http: true });
    let first: Receipt | null = null;
    while (first === null) {
      await turn();
      first = await logs.send(accessLine(1)).catch(() => null);
    }
    expect(first).toEqual({
      status: 503,
      body: { error: 'The source looks at its files for the first time. Send the request again.' },
      retryAfter: 1,
    });
    await starting;
    expect(await logs.send(accessLine(1))).toMatchObject({ status: 202 });
    expect(await logs.value(requests)).toBe(1);
  });

  test('are taken for golden signals of any format', async () => {
    const logs = await logsUnderTest();
    await logs.start({ ...HTTP, format: 'logfmt', golden_signals: FROM_PATH });
    await logs.send('method=GET path=/users/1 status=200 duration_ms=3\n', 'text/plain');
    expect(await logs.value(requests, { route: '/users/:id' })).toBe(1);
  });
});
