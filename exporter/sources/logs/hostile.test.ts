import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { expect, type TestContext, test, vi } from 'vitest';
import { accessLine } from '../../../tests/support/log_lines.ts';
import { LONGEST_LINE } from './read_chunk.ts';
import { type LogsUnderTest, logsUnderTest } from './testing.ts';

const FILES = 1_000;
const LINES_PER_FILE = 25;
const MOST_MEMORY = 100_000_000;
const NEWLINE = 10;
const CARRIAGE_RETURN = 13;

/** Numbers from 0 to below 1, always the same ones (mulberry32, Tommy Ettinger). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Random = () => number;
const below = (random: Random, bound: number) => Math.floor(random() * bound);
const bytes = (random: Random, length: number) =>
  Buffer.from(Array.from({ length }, () => below(random, 256)));

/** What a log might hold that nobody meant to be there; `number` makes it unlike every other one. */
const LINES: readonly ((random: Random, number: number) => Buffer)[] = [
  (_, number) => Buffer.from(accessLine(number)),
  (_, number) => Buffer.from(accessLine(number, { status: -1, path: `\0${number}` })),
  (random, number) => Buffer.from(accessLine(number).slice(0, below(random, 150))),
  (random) => bytes(random, below(random, 400)),
  (random) => Buffer.alloc(below(random, 5_000)),
  (random) => Buffer.alloc(below(random, 50), CARRIAGE_RETURN),
  (random) => Buffer.alloc(below(random, 5), NEWLINE),
  (_, number) => Buffer.from(`\ufeff${accessLine(number)}`),
  (_, number) => Buffer.from(accessLine(number), 'utf16le'),
  (_, number) => Buffer.from(`{"method":"\ud800${number}`),
  () => Buffer.from([0xc3, 0x28, 0xed, 0xa0, 0x80, 0xf5, 0x80, NEWLINE]),
  (random) => Buffer.from('['.repeat(below(random, 20_000))),
  (random) => Buffer.from(`{"a":`.repeat(below(random, 5_000))),
  (_, number) => Buffer.from(`{"__proto__":{"path":"/${number}"},"status":1e999,"method":null}`),
  (random) => Buffer.from(`{"path":"${'\\u0000'.repeat(below(random, 2_000))}"}`),
  (random) => Buffer.from(`"${'\\'.repeat(below(random, 3_000))}`),
];

function hostileLog(random: Random, file: number): Buffer {
  const lines = Array.from({ length: LINES_PER_FILE }, (_, index) => {
    const line = LINES[below(random, LINES.length)]?.(random, file * 1_000 + index) ?? Buffer.alloc(0);
    return Buffer.concat([line, Buffer.from(random() < 0.1 ? '\r\n' : '\n')]);
  });
  // Files that begin alike are copies.
  return Buffer.concat([Buffer.from(accessLine(1_000_000 + file, { path: `/files/${file}` })), ...lines]);
}

/** Lines of a log: what stands before each newline, and is not empty. */
function countLines(log: Buffer): number {
  let count = 0;
  let from = 0;
  for (let end = log.indexOf(NEWLINE); end !== -1; end = log.indexOf(NEWLINE, from)) {
    const length = end - from - (end > from && log[end - 1] === CARRIAGE_RETURN ? 1 : 0);
    if (length > 0) count += 1;
    from = end + 1;
  }
  return count;
}

/** Starts the source, and says later how much memory its buffers took at most. */
async function watched(context: TestContext, settings: Record<string, unknown>) {
  const logs = await logsUnderTest(context);
  await logs.start(settings);
  const before = process.memoryUsage().arrayBuffers;
  let most = 0;
  const timer = setInterval(() => {
    most = Math.max(most, process.memoryUsage().arrayBuffers - before);
  }, 20);
  context.onTestFinished(() => clearInterval(timer));
  return { logs, most: () => most };
}

/** Each line was counted as a request, or as rejected for a reason. */
async function expectEachCounted(logs: LogsUnderTest): Promise<void> {
  const lines = await logs.value('goldwatch_log_lines_total');
  const requests = await logs.value('http_requests_total');
  const rejected = await logs.value('goldwatch_log_lines_rejected_total');
  expect(requests + rejected).toBe(lines);
}

test('of 25 000 hostile lines, plain or compressed, each is counted or rejected for a reason', {
  timeout: 120_000,
}, async (context) => {
  const { logs, most } = await watched(context, { files: ['*.json', '*.gz'] });
  const random = randomNumbers(1);
  let lines = 0;
  for (let file = 0; file < FILES; file += 1) {
    const log = hostileLog(random, file);
    lines += countLines(log);
    const path = join(logs.directory, `${file}.json`);
    if (file % 2 === 0) await writeFile(path, log);
    else await writeFile(`${path}.gz`, gzipSync(log));
  }
  expect(lines).toBeGreaterThan(20_000);
  await vi.waitFor(async () => expect(await logs.value('goldwatch_log_lines_total')).toBe(lines), {
    timeout: 90_000,
  });
  await logs.hasRead(lines);
  await expectEachCounted(logs);
  expect(logs.reports).toEqual([]);
  expect(most()).toBeLessThan(MOST_MEMORY);
});

test('of 1 000 files that only seem to be gzip, none stops the others, and each line that is found is counted', {
  timeout: 120_000,
}, async (context) => {
  const { logs, most } = await watched(context, { files: ['*.gz'] });
  const random = randomNumbers(2);
  for (let file = 0; file < FILES; file += 1) {
    const whole = gzipSync(hostileLog(random, file), { level: below(random, 10) });
    for (let flips = below(random, 4); flips >= 0; flips -= 1)
      whole[below(random, whole.length)] = below(random, 256);
    const cut = random() < 0.3 ? whole.subarray(0, below(random, whole.length)) : whole;
    const rest = random() < 0.2 ? bytes(random, below(random, 100)) : Buffer.alloc(0);
    await writeFile(join(logs.directory, `${file}.gz`), Buffer.concat([cut, rest]));
  }
  await writeFile(join(logs.directory, 'good.gz'), gzipSync(accessLine(-1)));
  await vi.waitFor(
    async () => expect(await logs.value('goldwatch_log_files_damaged_total')).toBeGreaterThan(FILES / 2),
    { timeout: 90_000 },
  );
  await pause(1_000);
  await logs.stop();
  await expectEachCounted(logs);
  expect(await logs.value('http_requests_total', { route: '/users/:id' })).toBeGreaterThan(0);
  const damaged = await logs.value('goldwatch_log_files_damaged_total');
  expect(logs.reports).toHaveLength(damaged);
  for (const report of logs.reports)
    expect(report).toMatch(/^problem file_damaged: The log file \S+ is damaged: /);
  expect(most()).toBeLessThan(MOST_MEMORY);
});

test('a bomb without a newline is one line that is too long, and what stands beside and behind it is read', {
  timeout: 120_000,
}, async (context) => {
  const { logs, most } = await watched(context, { files: ['*.gz', '*.json'] });
  const member = gzipSync(Buffer.alloc(50_000_000, 'x'));
  await writeFile(
    join(logs.directory, 'bomb.gz'),
    Buffer.concat([gzipSync(accessLine(1)), member, member, member, member, gzipSync(`\n${accessLine(2)}`)]),
  );
  await writeFile(join(logs.directory, 'app.json'), accessLine(3));
  await vi.waitFor(async () => expect(await logs.value('goldwatch_log_lines_total')).toBe(4), {
    timeout: 90_000,
  });
  expect(await logs.value('http_requests_total')).toBe(3);
  expect(await logs.value('goldwatch_log_lines_rejected_total', { reason: 'too_long' })).toBe(1);
  await expectEachCounted(logs);
  expect(most()).toBeLessThan(MOST_MEMORY);
});

test('a line that grows without end is skipped as it comes, and those behind it are read', async (context) => {
  const { logs } = await watched(context, {});
  const file = join(logs.directory, 'app.json');
  await writeFile(file, '');
  for (let part = 0; part < 6; part += 1) {
    await appendFile(file, Buffer.alloc(LONGEST_LINE / 2));
    await pause(100);
  }
  await appendFile(file, `\n${accessLine(1)}`);
  await logs.hasRead(2);
  expect(await logs.value('goldwatch_log_lines_rejected_total', { reason: 'too_long' })).toBe(1);
  await expectEachCounted(logs);
});
