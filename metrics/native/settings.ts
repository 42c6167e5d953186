import { MAX_SCHEMA, MIN_SCHEMA } from './bounds.ts';

/** How a native histogram starts and how it stays small. The names are client_golang's. */
export interface NativeSettings {
  /** Resolution at the start and after a reset: buckets grow by 2^(2^−schema). From −4 to 8; 3 is 9 %. */
  readonly schema: number;
  /**
   * Observations up to this absolute value count as zero; finite, not negative. With 0, an empty histogram can
   * pass for a classic one (Prometheus 2.42).
   */
  readonly zeroThreshold: number;
  /** How many buckets of both signs may be filled; at least 1. */
  readonly maxBuckets: number;
  /** Milliseconds after which a histogram over its limit, or coarser than it started, starts anew; 0 is never. */
  readonly minResetDuration: number;
  /** How far the zero bucket may be widened to keep the limit; 0 is not at all. */
  readonly maxZeroThreshold: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

const DEFAULTS: NativeSettings = {
  schema: 3,
  zeroThreshold: 2 ** -128,
  maxBuckets: 160,
  minResetDuration: 0,
  maxZeroThreshold: 0,
  now: Date.now,
};

/**
 * Settings with their defaults, checked once, to be shared by all series of a metric.
 * Throws a RangeError that names the setting, what it may be and what it is.
 */
export function nativeSettings(chosen: Partial<NativeSettings> = {}): NativeSettings {
  const settings = Object.freeze({ ...DEFAULTS, ...chosen });
  const { schema, maxBuckets } = settings;
  requireThat(
    Number.isInteger(schema) && schema >= MIN_SCHEMA && schema <= MAX_SCHEMA,
    `schema must be a whole number from ${MIN_SCHEMA} to ${MAX_SCHEMA}, not ${schema}.`,
  );
  requireThat(
    Number.isInteger(maxBuckets) && maxBuckets >= 1,
    `maxBuckets must be a whole number from 1, not ${maxBuckets}.`,
  );
  for (const name of ['zeroThreshold', 'minResetDuration', 'maxZeroThreshold'] as const) {
    const value = settings[name];
    requireThat(
      Number.isFinite(value) && value >= 0,
      `${name} must be finite and not negative, not ${value}.`,
    );
  }
  return settings;
}

function requireThat(holds: boolean, otherwise: string): void {
  if (!holds) throw new RangeError(`Native histogram: ${otherwise}`);
}
