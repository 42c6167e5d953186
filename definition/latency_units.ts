import { SELF_SERVICE } from '../conventions/labels.ts';
import type { SourceSettings } from '../exporter/settings.ts';
import { type MappedDuration, mappingOf } from '../exporter/sources/scrape/presets.ts';
import type { Diagnostic } from './diagnostics.ts';
import type { Path, Positions } from './positions.ts';

interface Item {
  readonly path: Path;
  readonly value: SourceSettings;
}

/** What quantiles are taken of: all requests of a service, or those of each route. */
type Level = 'duration' | 'route_duration';
const LEVELS: readonly Level[] = ['duration', 'route_duration'];

/**
 * Sources whose latency Prometheus has in milliseconds, of services that have it in seconds from elsewhere: buckets of both cannot be
 * added up, so that the recording rules would show seconds alone.
 */
export function mixedLatencyUnits(
  sources: readonly Item[],
  defaultService: unknown,
  positions: Positions,
): Diagnostic[] {
  const serviceOf = ({ value }: Item) => value.service ?? defaultService;
  return sources.flatMap((source) =>
    LEVELS.flatMap((level) => {
      if (latencyOf(source.value, level)?.unit !== 'milliseconds') return [];
      const service = serviceOf(source);
      const hasSeconds = sources.some(
        (other) => serviceOf(other) === service && latencyOf(other.value, level)?.unit === 'seconds',
      );
      // By route, a source has the same histogram as without, unless it names another one.
      const isNamed = level === 'duration' || mappedIn(source.value)?.route_duration !== undefined;
      if (!isNamed || !(hasSeconds || service === SELF_SERVICE)) return [];
      return [
        {
          ...positions.value([...source.path, 'golden_signals', level, 'unit']),
          problem: 'this service has latency in seconds from another source, and the two cannot be added up',
          expected:
            'one unit for all latency of a service, a `service` of its own, or `via: exporter`, which makes seconds of it',
        },
      ];
    }),
  );
}

/** The latency that a source brings, in the unit in which Prometheus has it. */
function latencyOf(source: SourceSettings, level: Level): Pick<MappedDuration, 'unit'> | null {
  if (!('golden_signals' in source) || source.golden_signals === undefined) return null;
  if (source.type !== 'scrape') return { unit: 'seconds' };
  const { duration, route_duration: byRoute } = mappingOf(source.golden_signals) ?? {};
  if (source.via === 'exporter') return duration === undefined ? null : { unit: 'seconds' };
  return (level === 'duration' ? duration : (byRoute ?? duration)) ?? null;
}

function mappedIn(source: SourceSettings) {
  return source.type === 'scrape' ? mappingOf(source.golden_signals) : null;
}
