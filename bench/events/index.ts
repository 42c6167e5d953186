import { type Contestant, withField } from '../exposition/contest.ts';
import { printed } from '../exposition/group.ts';
import { type Figure, GOLDWATCH, type Row } from '../exposition/row.ts';
import { entrants } from './entrants.ts';
import type { Load } from './load.ts';
import { BATCH, SHAPES, type Shape } from './workload.ts';

const EVENTS_A_SECOND = 50_000;
const RATE = EVENTS_A_SECOND / BATCH;

/** How events are sent: the parts of the table. */
export const EVENT_SHAPES = Object.keys(SHAPES) as Shape[];

interface Settings {
  readonly seconds: number;
  readonly blockSeconds: number;
  readonly warmUpSeconds: number;
  readonly rounds: number;
}

const SETTINGS: Settings = { seconds: 30, blockSeconds: 10, warmUpSeconds: 10, rounds: 3 };
const QUICK: Settings = { seconds: 5, blockSeconds: 5, warmUpSeconds: 5, rounds: 1 };

/** What one server did under the load of one round. */
interface Round extends Load {
  /** Processor time of the server, in milliseconds. */
  readonly processor: number;
  /** In milliseconds. */
  readonly block: number;
}

/** Measures how the exporter takes 50 000 events a second, and prints each row when it is done. */
export async function benchEvents(quick: boolean, shapes: readonly Shape[] = EVENT_SHAPES): Promise<void> {
  const settings = quick ? QUICK : SETTINGS;
  await printed(async (done) => {
    for (const shape of shapes) {
      for (const row of rowsOf(shape, await measure(shape, settings))) done(row);
    }
  });
}

async function measure(shape: Shape, settings: Settings): Promise<Map<Contestant, Round[]>> {
  const { servers, client } = await entrants();
  return await withField([client], [], async ({ contestants: [load] }) => {
    if (load === undefined) throw new Error('There is no client.');
    return await withField(servers, [], async ({ contestants }) => {
      const measured = new Map<Contestant, Round[]>(contestants.map((one) => [one, []]));
      for (const server of contestants) await round(server, load, shape, settings.warmUpSeconds);
      for (let count = 0; count < settings.rounds; count += 1) {
        for (const server of contestants)
          measured.get(server)?.push(await wholeRound(server, load, shape, settings));
      }
      return measured;
    });
  });
}

async function wholeRound(
  server: Contestant,
  load: Contestant,
  shape: Shape,
  { seconds, blockSeconds }: Settings,
): Promise<Round> {
  const done = await round(server, load, shape, seconds);
  const port = await server.ask('port');
  // To look for blocks takes all the time of a core, so that it is done by itself.
  const [block] = await Promise.all([
    server.ask(`block ${blockSeconds}`),
    load.ask(`load ${port} ${shape} ${RATE} ${blockSeconds}`),
  ]);
  return { ...done, block };
}

async function round(
  server: Contestant,
  load: Contestant,
  shape: Shape,
  seconds: number,
): Promise<Omit<Round, 'block'>> {
  const isOurs = server.entrant.name === GOLDWATCH;
  const port = await server.ask('port');
  const countedBefore = isOurs ? await server.ask('accepted') : 0;
  const before = await server.ask('processor');
  const done = await load.ask<Load>(`load ${port} ${shape} ${RATE} ${seconds}`);
  const processor = (await server.ask('processor')) - before;
  if (done.refused > 0) throw new Error(`${done.refused} requests were refused: ${done.refusal}`);
  const counted = isOurs ? (await server.ask('accepted')) - countedBefore : done.requests * BATCH;
  if (counted !== done.requests * BATCH)
    throw new Error(`${done.requests * BATCH} events were answered, ${counted} were counted.`);
  return { ...done, processor };
}

function rowsOf(shape: Shape, measured: Map<Contestant, Round[]>): Row[] {
  const figures = (value: (round: Round) => number): Figure[] =>
    [...measured].map(([{ entrant }, rounds]) => ({
      name: entrant.name,
      role: entrant.role,
      values: rounds.map(value),
    }));
  const title = (what: string) => `${what}: ${EVENTS_A_SECOND} events a second, ${SHAPES[shape].title}`;
  return [
    { title: title('Latency, p50'), unit: 'ms', figures: figures(({ p50 }) => p50), reaches: [] },
    {
      title: title('Latency, p99'),
      unit: 'ms',
      figures: figures(({ p99 }) => p99),
      reaches: [{ atMost: 10 }],
      note: 'From when a request was to be sent, whether it could be or not.',
    },
    { title: title('Latency, longest'), unit: 'ms', figures: figures(({ max }) => max), reaches: [] },
    {
      title: title('Longest block of the server’s thread, less waiting for a core'),
      unit: 'ms',
      figures: figures(({ block }) => block),
      reaches: [{ atMost: 10 }],
      note: 'Requests that had to wait, and are then answered one after the other, are one block.',
    },
    {
      title: title('Events a second, as a share of those sent'),
      unit: 'share',
      figures: figures(({ requests, seconds }) => requests / RATE / seconds),
      reaches: [{ atLeast: 0.99 }],
    },
    {
      title: title('Processor time of an event, all threads'),
      unit: 'µs',
      figures: figures(({ processor, requests }) => (processor * 1_000) / (requests * BATCH)),
      // Half of the core.
      reaches: [{ atMost: 10 }],
    },
  ];
}
