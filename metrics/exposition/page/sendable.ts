import type { Exemplar } from '../../exemplar.ts';
import type { Sample } from '../../family.ts';
import type { EscapingScheme } from '../escaping.ts';
import { exemplarOf } from '../exemplars.ts';

/** An exemplar of goldwatch's own as it may be sent; undefined where it must not be, as with prom-client's. */
export function sendable(exemplar: Exemplar, escaping: EscapingScheme): Exemplar | undefined {
  const { labels, value, timestamp } = exemplar;
  const sample = { value, exemplar: { labelSet: labels, value, timestamp: timestamp / 1000 } };
  return exemplarOf(sample as Sample, escaping);
}
