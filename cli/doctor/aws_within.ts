import { once } from 'node:events';
import { formatDuration } from '../../conventions/quantities.ts';
import type { Context } from './context.ts';

/** How long a call of AWS may take. */
export type Bounds = Pick<Context, 'signal' | 'timeoutMs'>;

/** What the clients of the AWS SDK take beside a command. */
export interface SendOptions {
  readonly abortSignal: AbortSignal;
}

/** Calls AWS for so long at most, the search for credentials included. Rejects with the reason of `signal` where that is aborted. */
export async function within<T>(
  { signal, timeoutMs }: Bounds,
  send: (options: SendOptions) => Promise<T>,
): Promise<T> {
  const late = new AbortController();
  const timer = setTimeout(
    () => late.abort(new Error(`nothing came within ${formatDuration(timeoutMs)}`)),
    timeoutMs,
  );
  const abortSignal = AbortSignal.any([signal, late.signal]);
  try {
    const sending = send({ abortSignal });
    // The SDK waits for credentials whatever the signal says; what it rejects with later is of no use.
    sending.catch(() => {});
    return await Promise.race([sending, aborted(abortSignal)]);
  } catch (error) {
    signal.throwIfAborted();
    throw late.signal.aborted ? late.signal.reason : error;
  } finally {
    clearTimeout(timer);
  }
}

async function aborted(signal: AbortSignal): Promise<never> {
  if (!signal.aborted) await once(signal, 'abort');
  throw signal.reason;
}
