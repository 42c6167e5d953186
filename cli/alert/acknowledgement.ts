import { z } from 'zod';
import { LABEL } from '../../conventions/labels.ts';
import { jsonOf } from '../answer.ts';
import type { ExporterPass } from '../exporter_pass.ts';
import { ask, beginningOf } from './ask.ts';
import { BrokenLink } from './broken_link.ts';

const listed = z.array(z.object({ labels: z.record(z.string(), z.string()) }));
const book = z.object({ firing: listed, recent: listed });

/** What the exporter knows of a drill: nothing, that it fires, or that it is over. */
export type Acknowledged = 'unknown' | 'firing' | 'over';

/** The exporter, which every alert reaches. */
export interface ExporterAddress {
  readonly url: string;
  /** Reads what it lets in. Throws an Error that says what to do where that cannot be read. */
  readonly pass: () => Promise<ExporterPass>;
}

const START =
  'Start it (`npm run up`), or say where it is with --exporter URL, such as http://127.0.0.1:9464.';
const TOKEN =
  'Name the file with its token by --token-file; in containers, `docker compose -f docker-compose.monitoring.yml logs secrets` ' +
  'says how to read it.';

/** Asks the exporter about the alert of a drill. Throws a BrokenLink where it does not answer. */
export async function acknowledgement(
  { url, pass: readPass }: ExporterAddress,
  drill: string,
  signal: AbortSignal,
): Promise<Acknowledged> {
  const pass = await readPass().catch((error: Error) => {
    throw new BrokenLink(`The exporter cannot be asked: ${error.message}`, TOKEN);
  });
  const address = `${url.replace(/\/+$/, '')}/v1/alerts`;
  const answer = await ask({ url: address, who: 'The exporter', remedy: START, pass, signal });
  if (answer.status === 401 || answer.status === 403) {
    const why = pass.authorization === null ? 'it wants a token' : 'the token is not its own';
    throw new BrokenLink(`The exporter at ${url} does not let us ask: ${why}.`, TOKEN);
  }
  const parsed = answer.status === 200 ? book.safeParse(jsonOf(answer)) : null;
  if (parsed === null || !parsed.success) {
    throw new BrokenLink(
      `${address} answers ${answer.status} (${beginningOf(answer)}), as no exporter does that keeps alerts.`,
      'Let --exporter name a goldwatch exporter of this version.',
    );
  }
  const isOurs = ({ labels }: z.output<typeof listed>[number]) => labels[LABEL.drill] === drill;
  if (parsed.data.firing.some(isOurs)) return 'firing';
  return parsed.data.recent.some(isOurs) ? 'over' : 'unknown';
}
