import { z } from 'zod';

/** A number in a snapshot. JSON has no NaN, no infinities and no negative zero, so these are words. */
export const savedNumber = z.union([z.number(), z.enum(['NaN', '+Inf', '-Inf', '-0'])]);
export type SavedNumber = z.infer<typeof savedNumber>;

export function saveNumber(value: number): SavedNumber {
  if (Number.isNaN(value)) return 'NaN';
  if (Object.is(value, -0)) return '-0';
  if (Number.isFinite(value)) return value;
  return value > 0 ? '+Inf' : '-Inf';
}

export function loadNumber(saved: SavedNumber): number {
  switch (saved) {
    case '+Inf':
      return Number.POSITIVE_INFINITY;
    case '-Inf':
      return Number.NEGATIVE_INFINITY;
    default:
      return Number(saved);
  }
}
