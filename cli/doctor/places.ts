import { type Answered, type ProbeOptions, probe, type Unanswered } from './probe.ts';

/** Where a program was found, and what it answered; the first place where none answers. */
export interface Found {
  readonly url: string;
  readonly ready: Answered | Unanswered;
}

/** Asks at several places, one after the other, until somebody answers. */
export async function firstAnswering(
  places: readonly string[],
  path: string,
  options: ProbeOptions,
): Promise<Found> {
  const [first = '', ...others] = places;
  const found = { url: first, ready: await probe(`${first}${path}`, options) };
  for (const url of found.ready.kind === 'unanswered' ? others : []) {
    const ready = await probe(`${url}${path}`, options);
    if (ready.kind === 'answered') return { url, ready };
  }
  return found;
}
