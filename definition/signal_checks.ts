import type { Resource } from '../conventions/labels.ts';
import type { PromqlAlert, SignalAlert } from './alerts.ts';
import type { Diagnostic } from './diagnostics.ts';
import type { Emitter } from './known_series.ts';
import type { Path, Positions } from './positions.ts';
import { parsePromql } from './promql.ts';

/** Resources that a container tells about; others come from services that are scraped. */
const OF_CONTAINERS: readonly Resource[] = ['cpu', 'memory', 'processes'];

/** Series that the rules record of requests. */
const OF_REQUESTS = /^service(?:_\w+)?:http_request/;

/**
 * An alert that comes with goldwatch, on a signal that no source carries. Alerts that people write may run ahead of
 * their sources. `emitters` is null where it is not known what is emitted.
 */
export function signalMistakes(
  one: SignalAlert | PromqlAlert,
  path: Path,
  { emitters, needs }: { readonly emitters: readonly Emitter[] | null; readonly needs: string | undefined },
  positions: Positions,
): Diagnostic[] {
  const wanted = wantedBy(one);
  if (emitters === null || needs === undefined || wanted === null) return [];
  if (emitters.some((emitter) => carries(emitter, wanted))) return [];
  const what = wanted === 'requests' ? wanted : `how full the ${wanted.replace('_', ' ')} is`;
  return [{ ...positions.value(path), problem: `no source tells of ${what}`, expected: needs }];
}

/** A resource, or requests; null where it is neither. */
function wantedBy(one: SignalAlert | PromqlAlert): Resource | 'requests' | null {
  if (one.signal !== undefined) return one.signal === 'saturation' ? one.resource : 'requests';
  return parsePromql(one.promql).metrics.some(({ name }) => OF_REQUESTS.test(name)) ? 'requests' : null;
}

function carries({ type, hasGoldenSignals }: Emitter, wanted: Resource | 'requests'): boolean {
  // Nobody knows what a service serves before it is scraped.
  if (type === 'scrape') return true;
  if (wanted === 'requests') return hasGoldenSignals === true;
  return type === 'container' && OF_CONTAINERS.includes(wanted);
}
