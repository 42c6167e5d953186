import { LABEL } from '../conventions/labels.ts';
import type { Stack } from '../definition/stack.ts';
import { soonestNews } from './pair.ts';

/** A node of Alertmanager's route tree, as far as drills go by it. */
export interface Route {
  readonly receiver?: string;
  readonly group_by?: readonly string[];
  readonly group_wait?: string;
  readonly group_interval?: string;
  readonly mute_time_intervals?: readonly string[];
  readonly active_time_intervals?: readonly string[];
  readonly routes?: readonly Route[];
  readonly [key: string]: unknown;
}

const IS_DRILL = `${LABEL.drill}!=""`;
const IS_REAL = `${LABEL.drill}=""`;
const AT_ONCE = '0s';

/**
 * A route tree in which drills take the way of real alerts, to the same receivers, but wait for nobody and never share a
 * message with real alerts: every leaf that makes alerts wait gets a leaf below it, which inherits its receiver.
 */
export function withDrills(tree: Route, stack: Pick<Stack, 'name'>): Route {
  return { ...withDrillLeaves(tree, soonestNews(stack)), group_by: withDrill(tree.group_by ?? []) };
}

function withDrillLeaves(route: Route, newsAfter: string): Route {
  const grouped = route.group_by === undefined ? route : { ...route, group_by: withDrill(route.group_by) };
  const { routes = [] } = route;
  if (routes.length > 0) return { ...grouped, routes: routes.map((one) => withDrillLeaves(one, newsAfter)) };
  if (route.group_wait === AT_ONCE) return grouped;
  // Alertmanager lets a route inherit everything but the times at which it is mute.
  const { mute_time_intervals: mute, active_time_intervals: active } = route;
  const drill = {
    matchers: [IS_DRILL],
    group_wait: AT_ONCE,
    group_interval: newsAfter,
    ...(mute !== undefined && { mute_time_intervals: mute }),
    ...(active !== undefined && { active_time_intervals: active }),
  };
  return { ...grouped, routes: [drill] };
}

// A label that is absent groups nothing apart. `...` groups by every label as it is.
function withDrill(labels: readonly string[]): readonly string[] {
  return labels.includes(LABEL.drill) || labels.includes('...') ? labels : [...labels, LABEL.drill];
}

/** Inhibition rules under which a drill silences nothing, though it may be silenced as a real alert is. */
export function withoutDrillSources<R extends { readonly source_matchers: readonly string[] }>(
  rules: readonly R[],
): R[] {
  return rules.map((rule) => ({ ...rule, source_matchers: [...rule.source_matchers, IS_REAL] }));
}
