import { withField } from '../exposition/contest.ts';
import type { Group } from '../exposition/group.ts';
import { GOLDWATCH, type Row } from '../exposition/row.ts';
import { NUMBERS, reading } from './entrants.ts';
import { ROUTES, SERVICES } from './workload.ts';

const MEBIBYTE = 1_048_576;
/** An hour of readings, and those before the window of routes is full. */
const READINGS = 720;
/** Traffic, error ratio, three quantiles and three resources, each a number of eight bytes. */
const COLUMNS = 8;

/** What an hour of history takes in memory, and what it takes to read the registry for it. */
export const historyGroup: Group = async ({ quick }, done) => {
  const rounds = quick ? 1 : 3;
  const bytes: number[] = [];
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await withField([reading()], [], async ({ contestants: [reader] }) => {
      if (reader === undefined) throw new Error('Nothing reads.');
      const before = await reader.ask('held');
      // What is compiled on the way is no measure of what a reading takes.
      await reader.ask(`read ${READINGS / 2}`);
      times.push(await reader.ask(`read ${READINGS / 2}`));
      bytes.push((await reader.ask('held')) - before);
      const { services, points } = await reader.ask<{ services: number; points: number }>('size');
      if (services < SERVICES || points < READINGS)
        throw new Error(`The history has ${services} services and ${points} points.`);
    });
  }
  for (const row of rowsOf(bytes, times)) done(row);
};

function rowsOf(bytes: readonly number[], times: readonly number[]): Row[] {
  const of = `${SERVICES} services of ${ROUTES} routes`;
  const megabytes = (value: number) => value / MEBIBYTE;
  const numbers = SERVICES * READINGS * COLUMNS * Float64Array.BYTES_PER_ELEMENT;
  return [
    {
      title: `Memory of an hour of history and five minutes of routes: ${of}`,
      unit: 'MB',
      figures: [
        { name: NUMBERS, role: 'bound', values: [megabytes(numbers)] },
        { name: GOLDWATCH, role: 'goldwatch', values: bytes.map(megabytes) },
      ],
      reaches: [{ atMost: 20 }],
      note: 'In units of 2^20 bytes, on the heap and off it.',
    },
    {
      title: `Processor time of a reading, every five seconds, all routes busy: ${of}`,
      unit: 'ms',
      figures: [{ name: GOLDWATCH, role: 'goldwatch', values: times }],
      // Two of a hundred parts of a core.
      reaches: [{ atMost: 100 }],
    },
  ];
}
