import { formatDuration } from '../../conventions/quantities.ts';
import { maskText } from '../../exporter/status/configuration_secrets.ts';
import { textOf } from '../answer.ts';
import type { ExporterPass } from '../exporter_pass.ts';
import { fetchTrusting } from '../fetch_trusting.ts';

/** An answer over HTTP, whatever it says. */
export interface Answered {
  readonly kind: 'answered';
  readonly status: number;
  readonly text: string;
  /** The header Date, in milliseconds since 1970; null where there is none. */
  readonly date: number | null;
  /** When the request was sent and the answer was there, in milliseconds since 1970. */
  readonly sentAt: number;
  readonly receivedAt: number;
}

/** No answer, and why: a clause. */
export interface Unanswered {
  readonly kind: 'unanswered';
  readonly cause: 'refused' | 'timeout' | 'name' | 'certificate' | 'other';
  readonly trouble: string;
}

export interface ProbeOptions {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly pass?: ExporterPass;
  readonly accept?: string;
}

const NO_PASS: ExporterPass = { authorization: null, trust: null };
const CERTIFICATE =
  /^(?:CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_(?:VERIFY|GET_ISSUER)|ERR_TLS_CERT|ERR_SSL|EPROTO)/;
const NAME = /^(?:ENOTFOUND|EAI_)/;

/** Asks for a page, once, by GET. Rejects only with the reason of `signal`. */
export async function probe(
  url: string,
  { timeoutMs, signal, pass = NO_PASS, accept }: ProbeOptions,
): Promise<Answered | Unanswered> {
  const headers = {
    ...(accept !== undefined && { accept }),
    ...(pass.authorization !== null && { authorization: pass.authorization }),
  };
  const sentAt = Date.now();
  try {
    const within = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    const response = await fetchTrusting(url, { headers, signal: within }, pass.trust);
    const receivedAt = Date.now();
    const date = Date.parse(response.headers.get('date') ?? '');
    return {
      kind: 'answered',
      status: response.status,
      text: await textOf(response),
      date: Number.isNaN(date) ? null : date,
      sentAt,
      receivedAt,
    };
  } catch (error) {
    signal.throwIfAborted();
    return unanswered(error, timeoutMs);
  }
}

/** What kept an answer from coming. */
export function unanswered(error: unknown, timeoutMs: number): Unanswered {
  const { name, message, code: own, cause } = error as NodeJS.ErrnoException & { cause?: unknown };
  const { code = own ?? '', message: detail = message } = (cause ?? {}) as NodeJS.ErrnoException;
  const because = (kind: Unanswered['cause'], trouble: string): Unanswered => ({
    kind: 'unanswered',
    cause: kind,
    trouble: maskText(trouble),
  });
  if (name === 'TimeoutError') return because('timeout', `nothing came within ${formatDuration(timeoutMs)}`);
  if (code === 'ECONNREFUSED') return because('refused', 'nobody listens there');
  if (NAME.test(code)) return because('name', 'the name of its host is not known');
  const [, alert] = /:SSL routines:[^:]*:([^:]+):/.exec(detail) ?? [];
  if (alert === 'wrong version number') return because('other', 'it does not speak TLS');
  if (CERTIFICATE.test(code)) return because('certificate', oneLine(alert ?? detail.split(';')[0] ?? ''));
  return because('other', oneLine(detail || code || message));
}

const LONGEST_SAID = 160;

/** What somebody said, on one line of bounded length, without secrets and without what moves the cursor of a terminal. */
export function oneLine(text: string): string {
  const line = maskText(text.replaceAll(/[\s\p{Cc}\p{Bidi_Control}]+/gu, ' ').trim());
  return line.length > LONGEST_SAID ? `${line.slice(0, LONGEST_SAID - 1)}…` : line;
}

/** An answer that nobody expected, as a clause: `it answers 404 (Not found)`. */
export function said({ status, text }: Answered): string {
  const line = oneLine(text).replace(/\.$/, '');
  return `it answers ${status}${line === '' ? '' : ` (${line})`}`;
}
