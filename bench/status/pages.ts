import { setTimeout as pause } from 'node:timers/promises';
import type { Contestant } from '../exposition/contest.ts';
import type { Group } from '../exposition/group.ts';
import { pinned } from '../exposition/pinned.ts';
import { GOLDWATCH } from '../exposition/row.ts';
import { BARE_STREAM, bareStream, openPages } from './entrants.ts';
import type { Received } from './open_pages.ts';
import { withTraffic } from './running.ts';
import { ROUTES, SERVICES } from './workload.ts';

const PAGES = 100;
const STREAM = '/v1/status/stream';
/** How often the exporter tells pages of new numbers. */
const TICK_MS = 5_000;
const SETTLE_MS = 2_000;

/** What the exporter took while so many pages were open, as a share of one core. */
interface Round {
  readonly none: number;
  readonly all: number;
  /** The same, where every page shows routes. */
  readonly routes: number;
  readonly bare: number;
  readonly bytesPerTick: number;
}

/** What open pages cost the exporter. */
export const pagesGroup: Group = async ({ quick, rounds }, done) => {
  const seconds = quick ? 10 : 30;
  const measured = await measure(rounds, seconds);
  const of = (value: (round: Round) => number) => measured.map(value);
  done({
    title: `${PAGES} open pages, ${SERVICES} services of ${ROUTES} routes: processor time beside no page, of one core`,
    unit: 'share',
    figures: [
      { name: BARE_STREAM, role: 'bound', values: of(({ bare }) => bare) },
      { name: GOLDWATCH, role: 'goldwatch', values: of(({ all, none }) => all - none) },
      { name: 'goldwatch, all show routes', role: 'also', values: of(({ routes, none }) => routes - none) },
      { name: 'goldwatch, no page at all', role: 'also', values: of(({ none }) => none) },
    ],
    reaches: [{ atMost: 0.05 }],
    note: 'A difference of two measurements: on a busy machine it may be below nothing.',
  });
  done({
    title: 'What one page is sent every five seconds',
    unit: 'B',
    figures: [{ name: GOLDWATCH, role: 'goldwatch', values: of(({ bytesPerTick }) => bytesPerTick) }],
    reaches: [],
  });
};

async function measure(rounds: number, seconds: number): Promise<Round[]> {
  const [serverCore, clientCore] = await pinned();
  const others = [bareStream(serverCore), openPages(clientCore)];
  return await withTraffic({ core: serverCore, others }, async ({ exporter, others: [bare, pages] }) => {
    if (bare === undefined || pages === undefined) throw new Error('There is no client.');
    const taken: Round[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const none = await share(exporter, seconds);
      const { share: all, bytesPerTick } = await whileOpen(pages, exporter, STREAM, seconds);
      await pages.ask(`show ${await exporter.ask('port')} ${PAGES}`);
      const { share: routes } = await whileOpen(pages, exporter, STREAM, seconds);
      await bare.ask(`write ${Math.round(bytesPerTick)} ${TICK_MS}`);
      const { share: least } = await whileOpen(pages, bare, '/', seconds);
      taken.push({ none, all, routes, bare: least, bytesPerTick });
    }
    return taken;
  });
}

async function whileOpen(
  pages: Contestant,
  server: Contestant,
  path: string,
  seconds: number,
): Promise<{ readonly share: number; readonly bytesPerTick: number }> {
  await pages.ask(`open ${await server.ask('port')} ${path} ${PAGES}`);
  // What each page gets first is not what it costs to keep it open.
  await pause(SETTLE_MS);
  const before = await pages.ask<Received>('received');
  const taken = await share(server, seconds);
  const after = await pages.ask<Received>('received');
  await pages.ask('close');
  if (after.ended > 0) throw new Error(`${after.ended} streams were ended by ${server.entrant.name}.`);
  const ticks = (seconds * 1_000) / TICK_MS;
  return { share: taken, bytesPerTick: (after.bytes - before.bytes) / PAGES / ticks };
}

/** Processor time of all threads over some seconds, as a share of them. */
async function share(server: Contestant, seconds: number): Promise<number> {
  const start = performance.now();
  const before = await server.ask('processor');
  await pause(seconds * 1_000);
  const taken = (await server.ask('processor')) - before;
  return taken / (performance.now() - start);
}
