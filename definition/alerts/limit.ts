import { z } from 'zod';
import { formatPercentage, parseDuration, parsePercentage, parseSize } from '../../conventions/quantities.ts';

/** What a value is measured in, where that can be told. */
export type Unit = 'seconds' | 'bytes' | 'ratio' | 'dollars';

/** What a value is compared with. */
export interface Limit {
  /** In seconds, bytes, or as a ratio where it was written with a unit; as it was written otherwise. */
  readonly value: number;
  /** The unit that was written with it; null for a number alone. */
  readonly unit: Unit | null;
  /** As it was written, without blanks. */
  readonly text: string;
}

const FORMS = 'a number, or one with its unit such as "80%", "1.5s" or "10MB"';
const PATTERN = /^(?:\d+(?:\.\d+)?\s?(?:%|(?:[KMGT]i?)?B)|(?:\d+(?:\.\d+)?(?:ms|[smhdw]))+)$/;

/** Schema: a number, or a duration, a percentage or a size as people write them. */
export const limit = z
  .union([z.number(), z.string().regex(PATTERN, { error: FORMS })], { error: FORMS })
  .transform((written): Limit => {
    if (typeof written === 'number') return { value: written, unit: null, text: String(written) };
    return { ...readLimit(written), text: written.replace(/\s/g, '') };
  });

function readLimit(text: string): Pick<Limit, 'value' | 'unit'> {
  const ratio = parsePercentage(text);
  if (ratio !== null) return { value: ratio, unit: 'ratio' };
  const bytes = parseSize(text);
  if (bytes !== null) return { value: bytes, unit: 'bytes' };
  return { value: Number(((parseDuration(text) ?? Number.NaN) / 1000).toPrecision(15)), unit: 'seconds' };
}

/** A limit in its unit: as it was written, or else with the unit that the metric has. */
export function limitIn(limit: Limit, unit: Unit | null): string {
  if (limit.unit !== null) return limit.text;
  switch (unit) {
    case 'seconds':
      return `${limit.value}s`;
    case 'bytes':
      return `${limit.value}B`;
    case 'ratio':
      return formatPercentage(limit.value);
    case 'dollars':
      return `${limit.value} dollars`;
    case null:
      return limit.text;
  }
}
