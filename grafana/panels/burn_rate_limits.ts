import type { Severity } from '../../conventions/labels.ts';
import type { Definition } from '../../definition/schema.ts';
import { WINDOWS, type WindowPair } from '../../slo/windows.ts';
import type { Limit } from './thresholds.ts';

/** From which burn rates on the alerts of objectives fire, if only it goes on for long enough. */
export function burnRateLimits({ objectives }: Pick<Definition, 'objectives'>): Limit[] {
  return objectives.flatMap(({ window, page, ticket }) => [
    ...limitsOf(WINDOWS[window].page, page),
    ...limitsOf(WINDOWS[window].ticket, ticket),
  ]);
}

function limitsOf(pairs: readonly WindowPair[], severity: Severity | false): Limit[] {
  return severity === false ? [] : pairs.map(({ burnRate }) => ({ severity, above: burnRate }));
}
