import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LOGS_PATH } from '../exporter/sources/receiver.ts';
import { HostileBodies } from './support/hostile_bodies.ts';
import { sumOf } from './support/metrics.ts';
import { countedOn, heapInUse, sourceUnderAttack } from './support/source_under_attack.ts';

const SEED = 6;
const BODIES = 50_000;
/** The heap is looked at when everything is compiled, and all that has a bound is full. */
const WARM_UP = 0.4;
const MEBIBYTE = 1_048_576;
const LONGEST_ANSWER = 4_000;

const LOGS = {
  type: 'logs',
  http: true,
  unwrap: '$.log',
  golden_signals: { method: '$.method', path: '$.path', status: '$.status', duration_ms: '$.duration_ms' },
  errors: { groups_limit: 50 },
  routes_limit: 50,
};
const REQUEST = { method: 'GET', path: '/orders/17', status: 500, duration_ms: 12.5, level: 'error' };
const BODIES_OF_OURS = [
  JSON.stringify(REQUEST),
  JSON.stringify([
    REQUEST,
    { log: JSON.stringify(REQUEST), stream: 'stdout' },
    { message: 'TypeError: x is not a function' },
  ]),
];

test(`${BODIES} hostile bodies with log lines are each counted or refused with a reason, and nothing stays`, {
  timeout: 300_000,
}, async () => {
  const directory = join(import.meta.dirname, '../exporter/sources/logs/inputs/testdata');
  const files = await readdir(directory);
  const valid = await Promise.all(files.map((file) => readFile(join(directory, file), 'utf8')));
  const attacked = await sourceUnderAttack(LOGS, LOGS_PATH);
  const hostile = new HostileBodies([...valid, ...BODIES_OF_OURS], SEED);
  const answers = new Map<number, number>();
  let accepted = 0;
  let heap = 0;
  for (let index = 0; index < BODIES; index += 1) {
    if (index === BODIES * WARM_UP) heap = await heapInUse();
    const sent = hostile.next();
    const { status, text, body } = await attacked.send(sent, index);
    answers.set(status, (answers.get(status) ?? 0) + 1);
    if (status === 202) accepted += Number(body.accepted);
    if (status === 202 || status === 200) continue;
    // Amazon Data Firehose has another word for it.
    const reason = String(body.error ?? body.errorMessage);
    const isReason = /^\S.{20,}\.$/su.test(reason) && text.length <= LONGEST_ANSWER;
    if (isReason && [400, 413, 415, 422].includes(status)) continue;
    expect.fail(`Body ${index}: ${sent.bytes.toString('latin1', 0, 300)}\n${status} ${text.slice(0, 500)}`);
  }

  expect([...answers.keys()].sort()).toEqual([200, 202, 400, 413, 415, 422]);
  const page = await attacked.page();
  expect(sumOf(page, 'goldwatch_log_lines_total')).toBeGreaterThanOrEqual(accepted);
  expect((await heapInUse()) - heap, 'growth of the heap').toBeLessThan(16 * MEBIBYTE);
  expect(attacked.errors()).toEqual([]);
  const again = await attacked.afterCrash();
  const isCounted = (line: string) => !/_refused_total|_duplicates_total/.test(line);
  expect(countedOn(await again.page()).filter(isCounted), 'what is counted again').toEqual(
    countedOn(page).filter(isCounted),
  );
});
