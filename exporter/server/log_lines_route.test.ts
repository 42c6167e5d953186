import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { accessLine } from '../../tests/support/log_lines.ts';
import { sumOf } from '../../tests/support/metrics.ts';
import { exporterUnderTest, LOGS } from '../testing.ts';
import { InWork, mostBytesOf } from './in_work.ts';
import { TOKEN } from './testing.ts';

const { files: _, ...COUNTED } = LOGS;
const HTTP = { ...COUNTED, http: true };

async function post(url: string, body: string | Buffer<ArrayBuffer>, headers: Record<string, string> = {}) {
  const response = await fetch(`${url}/v1/logs`, { method: 'POST', body, headers });
  return { status: response.status, body: (await response.json()) as unknown };
}

describe('POST /v1/logs', () => {
  test('says what to add where no source takes log lines, though one reads them from files', async () => {
    const { exporter, url } = await exporterUnderTest({ sources: [LOGS] });
    await exporter.ready;
    expect(await post(url, accessLine(1))).toEqual({
      status: 404,
      body: {
        error:
          'No source takes what is sent to /v1/logs. Add "- type: logs" with "http: true" to sources in monitoring.yml.',
      },
    });
  });

  test('reaches the only source that takes log lines, gzipped or not', async () => {
    const under = await exporterUnderTest({ sources: [{ ...HTTP, name: 'sent' }, LOGS] });
    await under.exporter.ready;
    const counted = { status: 202, body: { accepted: 1, too_long: 0 } };
    expect(await post(under.url, accessLine(1))).toEqual(counted);
    expect(await post(under.url, gzipSync(accessLine(2)), { 'content-encoding': 'gzip' })).toEqual(counted);
    expect(sumOf(await under.page(), 'goldwatch_log_lines_total', { source: 'sent' })).toBe(2);
  });

  test('takes 16 MiB, and no more', async () => {
    const { exporter, url } = await exporterUnderTest({ sources: [HTTP] });
    await exporter.ready;
    const text = { 'content-type': 'text/plain' };
    const large = accessLine(1).padEnd(16_777_216, '\n');
    expect(await post(url, large, text)).toEqual({ status: 202, body: { accepted: 1, too_long: 0 } });
    expect(await post(url, `${large}\n`, text)).toEqual({
      status: 413,
      body: { error: 'The body is larger than 16 MiB, the most that is read.' },
    });
    const gzip = { ...text, 'content-encoding': 'gzip' };
    expect(await post(url, gzipSync(`${large}\n`), gzip)).toEqual({
      status: 413,
      body: { error: 'The body is larger than 16 MiB when decompressed, the most that is read.' },
    });
  });

  test('takes the token as the access key of Firehose, which other paths do not', async () => {
    const under = await exporterUnderTest(
      { exporter: { token_file: 'token' }, sources: [HTTP] },
      { files: { token: `${TOKEN}\n` } },
    );
    await under.exporter.ready;
    const key = (text: string) => ({ 'x-amz-firehose-access-key': text });
    expect(await post(under.url, accessLine(1), key(TOKEN))).toMatchObject({ status: 202 });
    expect(await post(under.url, accessLine(1), { authorization: `Bearer ${TOKEN}` })).toMatchObject({
      status: 202,
    });
    expect(await post(under.url, accessLine(1))).toEqual({
      status: 401,
      body: {
        error: 'The request has no Authorization header. Send "Bearer" and the token of exporter.token_file.',
      },
    });
    expect(await post(under.url, accessLine(1), key('other'))).toEqual({
      status: 401,
      body: {
        error:
          'The request has a wrong access key, and no Authorization header. Send "Bearer" and the token of exporter.token_file.',
      },
    });
    expect((await fetch(`${under.url}/metrics`, { headers: key(TOKEN) })).status).toBe(401);
  });

  test('counts what was answered 202 through reloads that change the source under load', async () => {
    const under = await exporterUnderTest({ sources: [HTTP] });
    await under.exporter.ready;
    let accepted = 0;
    let isOver = false;
    const sender = async () => {
      while (!isOver) {
        const { status } = await post(under.url, accessLine(1));
        if (status === 202) accepted += 1;
        else expect(status).toBe(503);
      }
    };
    const senders = Promise.all([sender(), sender(), sender()]);
    for (let limit = 1; limit <= 5; limit += 1) {
      under.next({ sources: [{ ...HTTP, routes_limit: limit }] });
      await under.exporter.reload();
    }
    isOver = true;
    await senders;
    expect(sumOf(await under.page(), 'goldwatch_log_lines_total')).toBe(accepted);
  });
});

describe('requests that are being read', () => {
  test('have at most 128 MiB together, and one alone may have any size', () => {
    const inWork = new InWork();
    const ended = inWork.take(129 * 1_048_576);
    expect(inWork.take(1)).toBe('Requests of 128 MiB are being read already.');
    if (typeof ended === 'function') ended();
    const eight = Array.from({ length: 8 }, () => inWork.take(16 * 1_048_576));
    expect(eight.every((one) => typeof one === 'function')).toBe(true);
    expect(inWork.take(1)).toBe('Requests of 128 MiB are being read already.');
  });

  test('are as large as they say, or may become', () => {
    expect(mostBytesOf({ 'content-length': '5000' }, 1_048_576)).toBe(5_000);
    expect(mostBytesOf({ 'content-length': '100', 'content-encoding': 'gzip' }, 1_048_576)).toBe(103_200);
    expect(mostBytesOf({ 'content-length': '5000', 'content-encoding': 'gzip' }, 1_048_576)).toBe(1_048_576);
    expect(mostBytesOf({}, 1_048_576)).toBe(1_048_576);
  });
});
