import { oneOf } from '../conventions/names.ts';
import type { Receipt, Receive } from './sources/receiver.ts';

/** A source that takes what is sent to a path. */
export interface Candidate {
  readonly id: string;
  /** Null while it does not run. */
  readonly receive: Receive | null;
  /** Why it does not work; null where nothing is known against it. */
  readonly trouble: string | null;
}

export interface Candidates {
  readonly candidates: readonly Candidate[];
  /** What may be added to sources for the path: a type, and the setting that it needs. */
  readonly additions: readonly { readonly type: string; readonly setting?: string }[];
  /** Whether sources are being started and stopped. */
  readonly isChanging: boolean;
}

const SOON_SECONDS = 1;
const LATER_SECONDS = 5;

/**
 * Chooses who takes what is sent to a path: the source of the given name; without one, the source called like the last word of
 * the path, or else the only one there is. Where there is none, or it does not run, answers what to refuse the request with.
 */
export function chooseReceiver(
  path: string,
  name: string | undefined,
  { candidates, additions, isChanging }: Candidates,
): Receive | Receipt {
  const wanted = name ?? path.slice(path.lastIndexOf('/') + 1);
  const only = name === undefined && candidates.length === 1 ? candidates[0] : undefined;
  const chosen = candidates.find(({ id }) => id === wanted) ?? only;
  if (chosen?.receive != null) return chosen.receive;
  if (chosen !== undefined) {
    const why = chosen.trouble ?? 'It is being started or stopped.';
    return later(`The source ${chosen.id} takes nothing at present: ${why}`, LATER_SECONDS);
  }
  if (isChanging) return later('The sources are being started. Send the request again.', SOON_SECONDS);
  if (candidates.length === 0) {
    const add = oneOf(
      additions.map(
        ({ type, setting }) => `"- type: ${type}"${setting === undefined ? '' : ` with "${setting}"`}`,
      ),
    );
    return refusal(404, `No source takes what is sent to ${path}. Add ${add} to sources in monitoring.yml.`);
  }
  const known = oneOf(candidates.map(({ id }) => id));
  if (name === undefined) {
    return refusal(
      400,
      `Several sources take what is sent to ${path}. Name one with ?source=NAME: ${known}.`,
    );
  }
  return refusal(404, `No source of that name takes what is sent to ${path}. Name another one: ${known}.`);
}

function later(error: string, retryAfter: number): Receipt {
  return { status: 503, body: { error }, retryAfter };
}

function refusal(status: number, error: string): Receipt {
  return { status, body: { error } };
}
