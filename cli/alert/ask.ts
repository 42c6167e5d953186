import { textOf } from '../answer.ts';
import type { ExporterPass } from '../exporter_pass.ts';
import { fetchTrusting } from '../fetch_trusting.ts';
import { BrokenLink } from './broken_link.ts';

/** An answer over HTTP. */
export interface Answer {
  readonly status: number;
  readonly text: string;
}

export interface Question {
  readonly url: string;
  /** Who is asked, as a sentence begins: `Alertmanager`. */
  readonly who: string;
  /** What to do where nobody answers. */
  readonly remedy: string;
  readonly signal: AbortSignal;
  readonly pass?: ExporterPass;
  /** Makes it a POST of JSON. */
  readonly body?: unknown;
}

const TIMEOUT_MS = 5_000;
const NO_PASS: ExporterPass = { authorization: null, trust: null };

/**
 * Asks a program of the stack. Throws a BrokenLink where nothing answers within five seconds, and the reason of `signal`
 * where that is why.
 */
export async function ask({ url, who, remedy, signal, pass = NO_PASS, body }: Question): Promise<Answer> {
  const headers = {
    ...(pass.authorization !== null && { authorization: pass.authorization }),
    ...(body !== undefined && { 'content-type': 'application/json' }),
  };
  try {
    const asked = {
      headers,
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
      ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
    };
    const response = await fetchTrusting(url, asked, pass.trust);
    return { status: response.status, text: await textOf(response) };
  } catch (error) {
    signal.throwIfAborted();
    throw new BrokenLink(`${who} at ${new URL(url).origin} does not answer: ${troubleOf(error)}.`, remedy);
  }
}

function troubleOf(error: unknown): string {
  const { name, message, cause } = error as Error;
  if (name === 'TimeoutError') return `nothing came within ${TIMEOUT_MS / 1000} s`;
  const { code, message: detail } = (cause ?? {}) as { code?: string; message?: string };
  return code === 'ECONNREFUSED' ? 'nobody listens there' : detail || code || message;
}

/** The beginning of an answer on one line, for messages. */
export function beginningOf({ text }: Answer): string {
  const line = text.trim().replaceAll(/\s+/g, ' ');
  return line.length > 200 ? `${line.slice(0, 199)}…` : line;
}
