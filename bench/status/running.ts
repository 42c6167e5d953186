import { type Contestant, type Entrant, withField } from '../exposition/contest.ts';
import { temporaryDirectory } from '../exposition/processes.ts';
import { goldwatch } from './entrants.ts';
import { Traffic } from './workload.ts';

/** An exporter whose services have requests all the time, and who else takes part. */
export interface Running {
  readonly exporter: Contestant;
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly others: readonly Contestant[];
}

/** Starts the exporter and others, lets each route have a request, and goes on with them until `work` is done. */
export async function withTraffic<T>(
  { core = [], others = [] }: { readonly core?: readonly string[]; readonly others?: readonly Entrant[] },
  work: (running: Running) => Promise<T>,
): Promise<T> {
  const directory = await temporaryDirectory();
  return await withField([goldwatch(directory, core), ...others], [], async ({ contestants }) => {
    const [exporter, ...rest] = contestants;
    if (exporter === undefined) throw new Error('The exporter did not start.');
    const url = `http://127.0.0.1:${await exporter.ask('port')}`;
    const traffic = new Traffic(url);
    await traffic.fill();
    traffic.begin();
    try {
      return await work({ exporter, url, others: rest });
    } finally {
      await traffic.end();
    }
  });
}
