import type { Family } from '../../family.ts';
import { isLegacyLabelName, isLegacyMetricName } from '../escaping.ts';
import type { Negotiated } from '../negotiate.ts';
import { type KeptFamily, KeptProtobuf, KeptText } from './kept_family.ts';
import type { DefaultLabels } from './text_layout.ts';

/** How long the text of a format is kept that nobody asks for: a person who looked once costs memory no longer. */
const KEEP_MS = 10 * 60_000;

/** What all families of a page have in common. */
export interface PageConditions {
  readonly defaultLabels: DefaultLabels;
  /** Whether OpenMetrics says when counting began. */
  readonly created: boolean;
}

interface Entry {
  readonly kept: KeptFamily;
  /** What else it depends on, as JSON. */
  readonly conditions: string;
  usedAt: number;
}

/** What is kept of families, by format. */
export class KeptFamilies {
  readonly #entries = new Map<Family, Map<string, Entry>>();

  /** What is kept of a family in a format, made at the first call and when the conditions have changed. */
  of(family: Family, { format, escaping }: Negotiated, conditions: PageConditions): KeptFamily {
    const formats = this.#entries.get(family) ?? new Map<string, Entry>();
    this.#entries.set(family, formats);
    const { defaultLabels } = conditions;
    const key = isEscaped(family, defaultLabels) ? `${format} ${escaping}` : format;
    const known = formats.get(key);
    if (known?.conditions === JSON.stringify(conditions)) {
      known.usedAt = Date.now();
      return known.kept;
    }
    const kept =
      format === 'protobuf'
        ? new KeptProtobuf(family, { escaping, defaultLabels })
        : new KeptText(family, { format, escaping, ...conditions });
    formats.set(key, { kept, conditions: JSON.stringify(conditions), usedAt: Date.now() });
    return kept;
  }

  /** Forgets families that are not among these, and formats that nobody has asked for in a while. */
  forget(present: readonly unknown[]): void {
    const there = new Set(present);
    for (const [family, formats] of this.#entries) {
      if (!there.has(family)) this.#entries.delete(family);
      for (const [key, { usedAt }] of formats) if (Date.now() - usedAt > KEEP_MS) formats.delete(key);
    }
  }
}

/** Whether the escaping shows in any name of a family. */
function isEscaped({ name, labelNames }: Family, defaultLabels: DefaultLabels): boolean {
  return (
    !isLegacyMetricName(name) || ![...labelNames, ...Object.keys(defaultLabels)].every(isLegacyLabelName)
  );
}
