import type { Datum } from '../datum.ts';
import { type WireDatum, wireDatum } from '../requests.ts';
import type { SpoolLog } from '../spool.ts';
import { type Part, partsOf } from '../spool_parts.ts';

/** A datum, different from all others by its name. */
export function datum(name: string, parts: Partial<Datum> = {}): Datum {
  return {
    name,
    dimensions: [['service', 'shop']],
    timestamp: Math.floor(Date.now() / 60_000) * 60_000,
    resolution: 60,
    unit: 'Count',
    values: [1],
    counts: [1],
    ...parts,
  };
}

/** So many datums, named by numbers from `first` on. */
export function datums(first: number, count: number, parts: Partial<Datum> = {}): Datum[] {
  return Array.from({ length: count }, (_, index) => datum(`d${first + index}`, parts));
}

/** As `datums`, as they are handed over. */
export function parts(first: number, count: number, what: Partial<Datum> = {}): readonly Part[] {
  return partsOf(datums(first, count, what));
}

/** As `datums`, as they go out. */
export function wireDatums(first: number, count: number, parts: Partial<Datum> = {}): WireDatum[] {
  return datums(first, count, parts).map(wireDatum);
}

/** What a spool takes: the datums, and their mark. */
export function batch(
  items: readonly Datum[],
  mark: string | null = null,
): { readonly parts: readonly Part[]; readonly mark: string | null } {
  return { parts: partsOf(items), mark };
}

/** Names of datums, however they are written. */
export function names(items: readonly (Datum | WireDatum)[]): string[] {
  return items.map((item) => (typeof item === 'string' ? readDatum(item) : item).name);
}

/** What a datum on its way says. */
export function readDatum(wire: WireDatum): Datum {
  const { MetricName, Dimensions, Timestamp, Value, Values, Counts, Unit, StorageResolution } =
    JSON.parse(wire);
  return {
    name: MetricName,
    dimensions: Dimensions.map(({ Name, Value: value }: { Name: string; Value: string }) => [Name, value]),
    timestamp: Timestamp * 1000,
    resolution: StorageResolution,
    unit: Unit,
    values: Values ?? [Value],
    counts: Counts ?? [1],
  };
}

/** A log that keeps what is said. */
export function keptLog(): { readonly log: SpoolLog; readonly said: string[] } {
  const said: string[] = [];
  return { log: (level, message) => said.push(`${level}: ${message}`), said };
}
