import { globOf } from '../exporter/sources/logs/file_settings.ts';
import { parseSelector, type Selector } from '../exporter/sources/logs/filter/selector.ts';
import { LEVEL_NAMES, LEVELS, levelOf, numberOfLevel } from '../exporter/sources/logs/levels.ts';
import type { Definition } from './schema.ts';

export { parseSelector, type Selector };

/** A source of logs whose files are kept in Loki as well. */
export type StoredLogs = Extract<Definition['sources'][number], { type: 'logs' }> & {
  /** What its lines carry as the label `source`. */
  readonly sourceName: string;
  /** What its lines carry as the label `service`. */
  readonly serviceName: string;
  /** Paths and globs, as they stand in monitoring.yml. */
  readonly paths: readonly string[];
};

/** The sources with `store: loki`, in the order of monitoring.yml. */
export function storedLogs({ service, sources }: Pick<Definition, 'service' | 'sources'>): StoredLogs[] {
  return sources.flatMap((source) => {
    if (source.type !== 'logs' || source.store === undefined) return [];
    const paths = (source.files ?? []).map(globOf);
    const sourceName = source.name ?? source.type;
    return [{ ...source, sourceName, serviceName: source.service ?? service.name, paths }];
  });
}

/** What loggers call each level that `min_level` may name, in lower case; pino's numbers are told by `numbers`. */
export function levelNames(): {
  readonly level: string;
  readonly names: readonly string[];
  readonly number: number;
}[] {
  return LEVELS.map((level, index) => {
    const from = numberOfLevel(level);
    const next = LEVELS[index + 1];
    const to = next === undefined ? Number.POSITIVE_INFINITY : numberOfLevel(next);
    const names = LEVEL_NAMES.filter((name) => {
      const number = levelOf(name) ?? 0;
      return number >= from && number < to;
    });
    return { level, names, number: from };
  });
}

/** The key of a field of logfmt, which has no others inside. */
export function firstKey({ steps: [step] }: Selector): string {
  return step?.kind === 'key' ? step.key : '';
}
