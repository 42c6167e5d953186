import { formatDuration } from '../../conventions/quantities.ts';
import type { Answered } from './probe.ts';

/** How long ago something was, in words: `3m ago`, `never`. */
export function ago(at: number | null, now = Date.now()): string {
  return at === null ? 'never' : `${inWords(Math.max(0, now - at))} ago`;
}

/** A time in its largest unit or two: `2h 5m`, `3m`, `12s`, `40ms`. */
export function inWords(milliseconds: number): string {
  if (milliseconds < 1_000) return `${Math.round(milliseconds)}ms`;
  const seconds = Math.round(milliseconds / 1_000);
  if (seconds < 60) return formatDuration(seconds * 1_000);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 === 0 ? `${hours}h` : `${hours}h ${minutes % 60}m`;
  return `${Math.floor(hours / 24)}d`;
}

/** How far a clock is ahead of ours, in milliseconds, and by how much that may be wrong. */
export interface Clock {
  readonly ahead: number;
  readonly margin: number;
}

/** A clock that said `then` between two moments of ours; `resolution` is its smallest step. All in milliseconds. */
export function clockOf(
  then: number,
  { sentAt, receivedAt }: Pick<Answered, 'sentAt' | 'receivedAt'>,
  resolution: number,
): Clock {
  const middle = (sentAt + receivedAt) / 2;
  return { ahead: then + resolution / 2 - middle, margin: (receivedAt - sentAt + resolution) / 2 };
}

/** Beyond it, rules and signatures begin to go wrong. */
const LARGEST_SKEW_MS = 5_000;

/** Whole seconds by which one clock is ahead of another; null where they agree. */
export function skewOf(one: Clock, other: Clock = { ahead: 0, margin: 0 }): number | null {
  const apart = one.ahead - other.ahead;
  if (Math.abs(apart) - one.margin - other.margin <= LARGEST_SKEW_MS) return null;
  return Math.round(apart / 1_000);
}

/** A skew in words: how many seconds, and `ahead of` or `behind`. */
export function skewWords(seconds: number): { readonly seconds: string; readonly direction: string } {
  return { seconds: String(Math.abs(seconds)), direction: seconds > 0 ? 'ahead of' : 'behind' };
}
