import { createHash } from 'node:crypto';
import { detached } from '../metrics/raw_labels.ts';
import { masked } from './masked.ts';
import { normalisedMessage } from './normalise.ts';
import { topFrame } from './top_frame.ts';

const FINGERPRINT_DIGITS = 12;
const LONGEST_TYPE = 100;
const LONGEST_SAMPLE = 2000;

/** The fingerprint of errors beyond the bound on groups. */
export const OTHER_GROUP = '<other>';

/** An error as a log tells of it. */
export interface ObservedError {
  /** `TypeError`, `ValueError`, …; empty where the log does not say. */
  readonly type: string;
  readonly message: string;
  /** Empty where there is none. */
  readonly stack: string;
  /** Milliseconds since 1970. */
  readonly time: number;
}

/** Errors that are the same one. */
export interface ErrorGroup {
  readonly fingerprint: string;
  readonly type: string;
  /** The message without what differs from one to the next. */
  readonly message: string;
  readonly frame: string;
  count: number;
  /** Milliseconds since 1970. */
  readonly firstSeen: number;
  lastSeen: number;
  /** The first message and stack, with secrets starred. */
  readonly sample: string;
}

/** What belongs to one error: its type, its message without identifiers, and where it was thrown. */
export function fingerprintOf(type: string, message: string, frame: string): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([type, message, frame]))
    .digest('hex');
  return hash.slice(0, FINGERPRINT_DIGITS);
}

/** Groups errors by fingerprint, at most so many; those of further groups are told only that they are others. */
export class ErrorGroups {
  readonly #most: number;
  readonly #groups = new Map<string, ErrorGroup>();
  #others = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Errors that belong to no group, since there were enough. */
  get others(): number {
    return this.#others;
  }

  /** Counts an error, so many times; answers the labels it is counted by. */
  add(
    { type, message, stack, time }: ObservedError,
    times = 1,
  ): {
    readonly error_type: string;
    readonly fingerprint: string;
  } {
    const known = masked(type).slice(0, LONGEST_TYPE) || 'unknown';
    // Two passwords do not make two errors.
    const normalised = normalisedMessage(masked(message));
    const frame = topFrame(stack);
    const fingerprint = fingerprintOf(known, normalised, frame);
    const group = this.#groups.get(fingerprint);
    if (group !== undefined) {
      group.count += times;
      group.lastSeen = Math.max(group.lastSeen, time);
      return { error_type: group.type, fingerprint };
    }
    if (this.#groups.size >= this.#most) {
      this.#others += 1;
      return { error_type: OTHER_GROUP, fingerprint: OTHER_GROUP };
    }
    const sample = masked(stack === '' ? message : `${message}\n${stack}`).slice(0, LONGEST_SAMPLE);
    // What is kept must not keep the whole line alive.
    const seen = {
      fingerprint,
      type: detached(known),
      message: detached(normalised),
      frame: detached(frame),
      count: times,
      firstSeen: time,
      lastSeen: time,
      sample: detached(sample),
    };
    this.#groups.set(fingerprint, seen);
    return { error_type: seen.type, fingerprint };
  }

  /** All groups, those seen last first. */
  newest(): readonly Readonly<ErrorGroup>[] {
    return [...this.#groups.values()].sort((one, other) => other.lastSeen - one.lastSeen);
  }

  /** What survives a restart, as plain JSON. */
  save(): readonly Readonly<ErrorGroup>[] {
    return [...this.#groups.values()].map((group) => ({ ...group }));
  }

  /** Takes up what was saved, as far as there is room. */
  restore(groups: readonly Readonly<ErrorGroup>[]): void {
    for (const group of groups.slice(0, this.#most)) this.#groups.set(group.fingerprint, { ...group });
  }
}
