import { type Contestant, type Entrant, type Field, takeTurns, withField } from './contest.ts';
import * as entrants from './entrants.ts';
import type { Group } from './group.ts';
import { findPrometheus, Prometheus } from './prometheus.ts';
import { type Figure, median } from './row.ts';

const FLOOR = 'a standing page';
const MISSING = 'not measured: no Prometheus (apt-get install prometheus)';

/** What a real Prometheus says that a scrape took, its own ingestion of 100 000 samples included. */
export const scrapeGroup: Group = async ({ quick }, done) => {
  const all: Entrant[] = [
    entrants.promClient(),
    ...(quick ? [] : [await entrants.clientGolang()]),
    entrants.bound(FLOOR, 'memcpy.ts'),
    entrants.goldwatch(),
  ];
  const program = await findPrometheus();
  done({
    title: 'Scrape by a real Prometheus, scrape_duration_seconds, 100 000 lines',
    unit: 's',
    figures:
      program === null
        ? all.map(({ name, role }): Figure => ({ name, role, values: MISSING }))
        : await withField(all, ['fill'], (field) => scraped(field, program, quick)),
    reaches: [{ atMost: 0.3 }, { beside: FLOOR, atMost: 1.5 }],
  });
};

/** A Prometheus for each contestant, so that none pays for another's series; one works at a time. */
async function scraped(field: Field, program: string, quick: boolean): Promise<Figure[]> {
  const servers = new Map<Contestant, Promise<Prometheus>>();
  for (const contestant of field.contestants) {
    const server = contestant.ask('serve').then((port) => Prometheus.start(program, port));
    server.catch(() => {});
    servers.set(contestant, server);
  }
  try {
    await Promise.allSettled(servers.values());
    return await takeTurns(field, { rounds: quick ? 1 : 2, warmUp: 0 }, async (contestant) => {
      const durations = await (await servers.get(contestant))?.durations(quick ? 1 : 4);
      return median(durations ?? []);
    });
  } finally {
    for (const server of servers.values()) await server.then((one) => one.end()).catch(() => {});
  }
}
