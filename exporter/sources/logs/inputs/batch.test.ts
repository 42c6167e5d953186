import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LINES } from '../framing.ts';
import { STACK_TRACES } from '../multiline_stack_traces.ts';
import { readBatch } from './batch.ts';
import { bodyOf, eventsIn } from './testing.ts';

const base64 = (data: string | Buffer) => Buffer.from(data as string).toString('base64');

const firehose = (...data: unknown[]) =>
  JSON.stringify({ requestId: 'a', timestamp: 1, records: data.map((one) => ({ data: one })) });

/** The lines of the application in all of the bodies. */
const LINES_SENT = await bodyOf('vector.txt').then((body) => body.toString().trim().split('\n'));

describe('a body of a collector', () => {
  test.each([
    ['vector.txt', 'text/plain'],
    ['fluentd.ndjson', 'application/x-ndjson'],
    ['firehose.json', 'application/json'],
    ['firehose_subscription.json', 'application/json'],
    ['lambda.json', 'application/json'],
    ['subscription.json', 'application/json'],
  ])('%s holds the lines of the application', async (name, mediaType) => {
    expect(await eventsIn(await bodyOf(name), mediaType)).toEqual(LINES_SENT);
  });

  test.each([
    ['vector.json', 'application/json', 'message'],
    ['vector.ndjson', 'application/x-ndjson', 'message'],
    ['fluent_bit.json', 'application/json', 'log'],
    ['fluent_bit_lines.json', 'application/json', 'log'],
    ['fluent_bit_stream.json', 'application/json', 'log'],
    ['docker.ndjson', '', 'log'],
  ])('%s holds records with these lines as a field', async (name, mediaType, field) => {
    const events = (await eventsIn(await bodyOf(name), mediaType)) as string[];
    const wrapped = events.map((event) => (JSON.parse(event) as Record<string, string>)[field]?.trim());
    expect(wrapped).toEqual(LINES_SENT);
  });

  test('that only asks whether somebody is there holds no lines', async () => {
    expect(await eventsIn(await bodyOf('subscription_control.json'))).toEqual([]);
  });

  test('is known by its media type, or else by itself', async () => {
    expect(await eventsIn('{"a":1}\n\n{"a":2}\n', 'application/x-ndjson')).toEqual(['{"a":1}', '{"a":2}']);
    expect(await eventsIn('{"a":1}\n\n{"a":2}\n', '')).toEqual(['{"a":1}', '{"a":2}']);
    expect(await eventsIn('{\n"a": 1\n}', '')).toEqual(['{"a":1}']);
    expect(await eventsIn('{"a":"}\\"{"}{"a":2} \n{"a":3}')).toEqual(['{"a":"}\\"{"}', '{"a":2}', '{"a":3}']);
    expect(await eventsIn('["10.0.0.1 GET /", {"a": 1}]')).toEqual(['10.0.0.1 GET /', '{"a":1}']);
    expect(await eventsIn('[]')).toEqual([]);
    expect(await eventsIn('{"a":1}\nno json', 'text/plain')).toEqual(['{"a":1}', 'no json']);
  });

  test('of text is cut into events as files are, and its last line needs no end', async () => {
    const text = 'ERROR no\njava.io.IOException: no\n\tat a.B.c(B.java:1)\r\n\nINFO yes';
    expect(await eventsIn(text, 'text/plain', STACK_TRACES)).toEqual([
      'ERROR no\njava.io.IOException: no\n\tat a.B.c(B.java:1)',
      'INFO yes',
    ]);
    expect(await eventsIn(firehose(base64(text)), '', STACK_TRACES)).toEqual([
      'ERROR no\njava.io.IOException: no\n\tat a.B.c(B.java:1)',
      'INFO yes',
    ]);
  });

  test('of Firehose may hold texts, JSON in any way, and gzip', async () => {
    const data = ['{no json\nmore\n', '{"a":1}{"a":2}', gzipSync('{"a":3}\n{"a":4}'), 'plain'];
    expect(await eventsIn(firehose(...data.map(base64)))).toEqual([
      '{no json',
      'more',
      '{"a":1}',
      '{"a":2}',
      '{"a":3}',
      '{"a":4}',
      'plain',
    ]);
  });

  test('with bytes that are not UTF-8 is read with replacements', async () => {
    const body = Buffer.concat([Buffer.from('caf'), Buffer.of(0xe9), Buffer.from(' open\n')]);
    expect(await eventsIn(body, 'text/plain')).toEqual(['caf\ufffd open']);
  });
});

test('lines over 1 MiB are counted, and not kept', async () => {
  const body = Buffer.from(`${'x'.repeat(1_048_576)}\n${'y'.repeat(1_048_577)}\nz\n`);
  const batch = await readBatch(body, 'text/plain', LINES);
  expect(batch).toMatchObject({ events: { tooLong: 1 } });
  expect('events' in batch && batch.events.texts.map(({ length }) => length)).toEqual([1_048_576, 1]);
});

describe('a body is refused', () => {
  const json = 'Send records as JSON: one, an array, or one per line; or lines of text as text/plain.';
  test.each<[body: string, mediaType: string, problem: string]>([
    ['', '', '400: The body is empty. Send log lines.'],
    [' \n', 'text/plain', '400: The body is empty. Send log lines.'],
    ['{"a":1}\n{"a":', 'application/x-ndjson', `400: Line 2 of the body is not JSON. ${json}`],
    ['{"a":1}\n\nGET /', 'application/json', `400: Line 3 of the body is not JSON. ${json}`],
    ['{"a":1}}{', '', `400: Line 1 of the body is not JSON. ${json}`],
    ['[{"a":1}, 17]', '', '422: Record 1 is a number. Send objects, or lines as texts.'],
    [
      `[1, ${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}]`,
      '',
      '422: Record 1 of the body is nested too deeply.',
    ],
    ['null', '', '422: Record 0 is null. Send objects, or lines as texts.'],
    ['[[]]', '', '422: Record 0 is an array. Send objects, or lines as texts.'],
    [
      '{"messageType":"OTHER","logEvents":[]}',
      '',
      '422: Record 0 has a messageType that is neither DATA_MESSAGE nor CONTROL_MESSAGE.',
    ],
    ['{"messageType":"DATA_MESSAGE","logEvents":{}}', '', '422: Record 0 has logEvents that are no array.'],
    [
      '{"messageType":"DATA_MESSAGE","logEvents":[{"message":"a"},{"message":1}]}',
      '',
      '422: Record 0 has no text as logEvents[1].message.',
    ],
    ['{"awslogs":{}}', '', '422: awslogs.data is no text. It must be base64.'],
    ['{"awslogs":{"data":"%%%"}}', '', '422: awslogs.data is not base64.'],
    [
      `{"awslogs":{"data":"${base64('{}')}"}}`,
      '',
      '422: awslogs.data is not what a subscription of CloudWatch Logs delivers.',
    ],
    [
      `{"awslogs":{"data":"${base64(gzipSync('{}').subarray(0, -4))}"}}`,
      '',
      '400: awslogs.data begins as gzip, but is broken or cut off.',
    ],
    ['{"requestId":"a","timestamp":1,"records":{}}', '', '422: records is no array.'],
    [firehose(base64('a'), 5), '', '422: records[1].data is no text. It must be base64.'],
    [firehose('WzF*'), '', '422: records[0].data is not base64.'],
    [
      firehose(base64('{"messageType":1,"logEvents":[]}')),
      '',
      '422: records[0].data has a messageType that is neither DATA_MESSAGE nor CONTROL_MESSAGE.',
    ],
    [
      'a\n'.repeat(100_001),
      'text/plain',
      '413: The request has more than 100000 log lines, the most that one may have. Send several.',
    ],
    [
      `[${'1,'.repeat(100_000)}1]`,
      '',
      '413: The request has more than 100000 log lines, the most that one may have. Send several.',
    ],
  ])('%.60s', async (body, mediaType, problem) => {
    expect(await eventsIn(body, mediaType)).toBe(problem);
  });

  test('that holds more than 64 MiB compressed, in one part or in several', async () => {
    const bomb = base64(gzipSync(Buffer.alloc(33 * 1_048_576, 'x')));
    const problem = 'the request is larger than 64 MiB when decompressed, the most that is read.';
    expect(await eventsIn(firehose(bomb, bomb))).toBe(`413: With records[1].data, ${problem}`);
    const large = base64(gzipSync(Buffer.alloc(65 * 1_048_576, 'x')));
    expect(await eventsIn(`{"awslogs":{"data":"${large}"}}`)).toBe(`413: With awslogs.data, ${problem}`);
  });
});

test('a body that was changed on its way has events or a reason why it has none', async () => {
  const names = [
    'vector.json',
    'fluent_bit_stream.json',
    'firehose.json',
    'firehose_subscription.json',
    'lambda.json',
  ];
  const bodies = await Promise.all(names.map(bodyOf));
  const change = fc.record({
    at: fc.nat({ max: 1_200 }),
    length: fc.nat({ max: 40 }),
    by: fc.uint8Array({ maxLength: 8 }),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...bodies),
      fc.array(change, { minLength: 1, maxLength: 4 }),
      async (body, changes) => {
        let changed: Buffer = body;
        for (const { at, length, by } of changes)
          changed = Buffer.concat([changed.subarray(0, at), by, changed.subarray(at + length)]);
        const found = await eventsIn(changed);
        if (typeof found === 'string') expect(found).toMatch(/^4(?:00|13|22): .+\.$/);
        else expect(found.length).toBeLessThanOrEqual(100);
      },
    ),
    { numRuns: 2_000 },
  );
}, 60_000);

test('whatever a body is, it has events or a reason why it has none', async () => {
  const json = fc.json({ maxDepth: 4 });
  const body = fc.oneof(
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    json.map((text) => Buffer.from(text)),
    fc.array(json).map((lines) => Buffer.from(lines.join('\n'))),
    fc
      .record(
        {
          requestId: fc.anything(),
          timestamp: fc.anything(),
          records: fc.array(fc.record({ data: fc.string() })),
        },
        { requiredKeys: [] },
      )
      .map((delivery) =>
        Buffer.from(
          JSON.stringify(delivery, (_key, value: unknown) =>
            typeof value === 'bigint' ? String(value) : value,
          ),
        ),
      ),
  );
  const mediaType = fc.constantFrom('', 'application/json', 'application/x-ndjson', 'text/plain');
  await fc.assert(
    fc.asyncProperty(body, mediaType, async (bytes, type) => {
      const found = await eventsIn(bytes, type);
      if (typeof found === 'string') expect(found).toMatch(/^4\d\d: .+\.$/);
      else for (const event of found) expect(event).not.toMatch(/^$|[\r\n]$/);
    }),
    { numRuns: 300 },
  );
});
