import type { MetricAlert } from '../../definition/alerts.ts';

/** A graph of series that a program outside of goldwatch serves, or that applications declare. */
export interface FamilyGraph {
  readonly title: string;
  /** One sentence. */
  readonly description: string;
  readonly unit: string;
  /** Every series that it reads. */
  readonly reads: readonly string[];
  readonly queries: readonly FamilyQuery[];
  /** The highest value there can be. */
  readonly max?: number;
  /** Which alerts draw their limit. */
  readonly limits?: { readonly metric: string; readonly isComparable: (alert: MetricAlert) => boolean };
}

interface FamilyQuery {
  readonly expression: string;
  readonly legend: string;
}

/** What belongs together: one program that is scraped, or one kind of thing that is called. A row of the dashboard. */
export interface Family {
  readonly title: string;
  /** Parts of the name of a scraped source that say that it is this program. */
  readonly words: readonly string[];
  readonly graphs: readonly FamilyGraph[];
}

/** A part of a whole, both by these labels; absent where the whole is nothing. */
export function share(part: string, whole: string): string {
  return `${part} / (${whole} > 0)`;
}
