import { LABEL } from '../conventions/labels.ts';
import { isStackSeries } from './known_series.ts';
import { promqlTree } from './promql_syntax.ts';
import { type Matcher, UnsupportedPromqlError } from './promql_tree.ts';

/** A counter, and which of its series are meant. */
export interface CounterSelector {
  readonly metric: string;
  readonly matchers: readonly Matcher[];
}

/** What a text such as `orders_total{status="ok"}` selects; null where it is anything but one metric's series as they are. */
export function readCounter(text: string): CounterSelector | null {
  const tree = parsed(text);
  if (tree?.type !== 'selector' || tree.range !== null || tree.offset !== 0) return null;
  const names = tree.matchers.filter(({ label }) => label === '__name__');
  const [name] = names;
  if (name?.operator !== '=' || names.length > 1) return null;
  return { metric: name.value, matchers: tree.matchers.filter((matcher) => matcher !== name) };
}

// What goldwatch counts of itself is told by source.
const SELF_PREFIX = 'goldwatch_';

// What both a service and the stack's own programs may serve of themselves, by the client libraries.
const SHARED_PREFIX = /^(?:process|nodejs|go|promhttp|node)_/;

/**
 * The matchers of a counter's series that belong to a service. Series of sources have a service, but those in which goldwatch and
 * the stack's other programs tell of themselves have none; where services tell the like, `isNamed` says that one of them is meant.
 */
export function matchersOf(selector: CounterSelector, service: string, isNamed: boolean): string[] {
  const own = selector.matchers.map(
    ({ label, operator, value }) => `${label}${operator}${JSON.stringify(value)}`,
  );
  return isByService(selector, isNamed) ? [`${LABEL.service}="${service}"`, ...own] : own;
}

/** Whether a counter's series belong to a service by their label: its own matchers do not choose one, and they have that label. */
export function isByService({ metric, matchers }: CounterSelector, isNamed: boolean): boolean {
  const isChosen = matchers.some(({ label }) => label === LABEL.service);
  const isOfTheStack = isStackSeries(metric) && !(isNamed && SHARED_PREFIX.test(metric));
  return !(isChosen || isOfTheStack || metric.startsWith(SELF_PREFIX));
}

function parsed(text: string) {
  try {
    return promqlTree(text);
  } catch (error) {
    if (error instanceof UnsupportedPromqlError) return null;
    throw error;
  }
}
