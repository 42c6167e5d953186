import { z } from 'zod';
import { type SavedSeries, savedSeries } from './deltas.ts';

/** The first line of what is saved. */
const savedHeader = z.strictObject({
  version: z.literal(1),
  /** When the last reading was, in milliseconds since 1970. */
  readAt: z.number(),
  /** When the process began that saved it. */
  startedAt: z.number(),
  /** The selectors that were in use. */
  selectors: z.array(z.string()),
});
export type SavedHeader = z.infer<typeof savedHeader>;

/** All further lines: a series of a metric of a type. */
const savedLine = z.tuple([z.string(), z.enum(['counter', 'histogram']), savedSeries]);
export type SavedLine = z.infer<typeof savedLine>;

/** Series by their metric's name. */
export type SeriesByMetric = Map<string, { readonly type: SavedLine[1]; readonly series: SavedSeries[] }>;

/** What was saved, as far as it could be understood. */
export interface Restored {
  readonly header: SavedHeader;
  readonly metrics: SeriesByMetric;
  /** Lines that could not be. */
  readonly leftOut: number;
}

/** What `save` has written, line by line and parsed as JSON; null where the first line is none of its. */
export function readSaved(lines: Iterable<unknown>): Restored | null {
  let header: SavedHeader | null = null;
  let leftOut = 0;
  const metrics: SeriesByMetric = new Map();
  for (const line of lines) {
    if (header === null) {
      header = savedHeader.safeParse(line).data ?? null;
      if (header === null) return null;
      continue;
    }
    const parsed = savedLine.safeParse(line);
    if (parsed.success) addLine(metrics, parsed.data);
    else leftOut += 1;
  }
  return header && { header, metrics, leftOut };
}

function addLine(metrics: SeriesByMetric, [metric, type, series]: SavedLine): void {
  const known = metrics.get(metric);
  if (known === undefined) metrics.set(metric, { type, series: [series] });
  else known.series.push(series);
}
