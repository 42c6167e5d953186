import type { Piece } from './promql/samples.ts';
import type { Labels } from './promql/values.ts';

/** Samples in promtool's notation: `0+5x20 stale _x4`. */
export function samplesNotation(pieces: readonly Piece[]): string {
  return pieces.flatMap((piece, index) => notation(piece, index > 0)).join(' ');
}

function notation({ count, start, growth }: Piece, isLater: boolean): string[] {
  if (start === null) {
    // Prometheus goes on with the last sample for five minutes, unless a target says that the series has ended.
    const ended = isLater ? ['stale'] : [];
    const missing = count - ended.length;
    return missing === 0 ? ended : [...ended, missing === 1 ? '_' : `_x${missing}`];
  }
  const more = count - 1;
  if (more === 0) return [String(start)];
  if (growth === 0) return [`${start}x${more}`];
  return [`${start}${growth < 0 ? '' : '+'}${growth}x${more}`];
}

/** A series as Prometheus writes it: `up{job="goldwatch"}`. */
export function seriesNotation({ __name__: name = '', ...labels }: Labels): string {
  const list = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return list.length === 0 && name !== '' ? name : `${name}{${list.join(', ')}}`;
}

/** A moment or a length as people write it: 390000 → `6m30s`. */
export function timeNotation(milliseconds: number): string {
  const parts: string[] = [];
  let left = milliseconds;
  for (const [unit, size] of UNITS) {
    const whole = Math.floor(left / size);
    if (whole > 0) parts.push(`${whole}${unit}`);
    left -= whole * size;
  }
  return parts.length === 0 ? '0s' : parts.join('');
}

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
] as const;
