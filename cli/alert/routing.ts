import { parse } from 'yaml';
import { z } from 'zod';
import { parseDuration } from '../../conventions/quantities.ts';

type Labels = Readonly<Record<string, string>>;

const route: z.ZodType<RouteNode> = z.lazy(() =>
  z.object({
    receiver: z.string().optional(),
    match: z.record(z.string(), z.coerce.string()).optional(),
    match_re: z.record(z.string(), z.coerce.string()).optional(),
    matchers: z.array(z.string()).optional(),
    continue: z.boolean().optional(),
    group_wait: z.string().optional(),
    group_interval: z.string().optional(),
    mute_time_intervals: z.array(z.string()).optional(),
    active_time_intervals: z.array(z.string()).optional(),
    routes: z.array(route).optional(),
  }),
);
const receiver = z.looseObject({ name: z.string() });
const configuration = z.object({ route, receivers: z.array(receiver) });

interface RouteNode {
  readonly receiver?: string | undefined;
  readonly match?: Labels | undefined;
  readonly match_re?: Labels | undefined;
  readonly matchers?: readonly string[] | undefined;
  readonly continue?: boolean | undefined;
  readonly group_wait?: string | undefined;
  readonly group_interval?: string | undefined;
  readonly mute_time_intervals?: readonly string[] | undefined;
  readonly active_time_intervals?: readonly string[] | undefined;
  readonly routes?: readonly RouteNode[] | undefined;
}

/** Where an alert goes by a configuration of Alertmanager, and when. */
export interface Destination {
  readonly receiver: string;
  readonly groupWaitMs: number;
  readonly groupIntervalMs: number;
  /** Time intervals at which it may be held back. */
  readonly intervals: readonly string[];
  readonly integrations: readonly Integration[];
}

/** One way of a receiver to tell somebody. */
export interface Integration {
  /** As Alertmanager's metrics name it: `slack`, `webhook`. */
  readonly kind: string;
  readonly sendsResolved: boolean;
  /** Its settings, without secrets. */
  readonly settings: Readonly<Record<string, unknown>>;
}

const CONFIGS = '_configs';
// Alertmanager's defaults; these kinds do not tell of what is over unless told to.
const WAIT = { group_wait: '30s', group_interval: '5m' } as const;
const QUIET_ON_RESOLVED = ['slack', 'email', 'wechat'];
/**
 * Whom labels reach by a configuration of Alertmanager, in the order of its routes
 * (https://prometheus.io/docs/alerting/latest/configuration/#route).
 * Throws an Error where the text is not such a configuration.
 */
export function destinationsOf(text: string, labels: Labels): Destination[] {
  return routingOf(text)(labels);
}

/** The same for many alerts, of a configuration that is read once, which takes longest. */
export function routingOf(text: string): (labels: Labels) => Destination[] {
  const { route: root, receivers } = configuration.parse(parse(text));
  return (labels) =>
    matching(root, WAIT, labels).map((found) => ({
      receiver: found.receiver ?? '',
      groupWaitMs: parseDuration(found.group_wait ?? '') ?? 0,
      groupIntervalMs: parseDuration(found.group_interval ?? '') ?? 0,
      intervals: [...(found.mute_time_intervals ?? []), ...(found.active_time_intervals ?? [])],
      integrations: integrationsOf(receivers.find(({ name }) => name === found.receiver)),
    }));
}

function matching(node: RouteNode, inherited: RouteNode, labels: Labels): RouteNode[] {
  if (!matches(node, labels)) return [];
  const own: RouteNode = {
    receiver: node.receiver ?? inherited.receiver,
    group_wait: node.group_wait ?? inherited.group_wait,
    group_interval: node.group_interval ?? inherited.group_interval,
    mute_time_intervals: node.mute_time_intervals,
    active_time_intervals: node.active_time_intervals,
  };
  const found: RouteNode[] = [];
  for (const child of node.routes ?? []) {
    const below = matching(child, own, labels);
    found.push(...below);
    if (below.length > 0 && child.continue !== true) break;
  }
  return found.length > 0 ? found : [own];
}

function matches({ match = {}, match_re = {}, matchers = [] }: RouteNode, labels: Labels): boolean {
  return (
    Object.entries(match).every(([name, value]) => (labels[name] ?? '') === value) &&
    Object.entries(match_re).every(([name, value]) => whole(value).test(labels[name] ?? '')) &&
    matchers.every((matcher) => holds(matcher, labels))
  );
}

function holds(matcher: string, labels: Labels): boolean {
  const [, name = '', operator, written = ''] =
    /^\s*"?([\w.-]+)"?\s*(=~|!~|!=|=)\s*(.*?)\s*$/s.exec(matcher) ?? [];
  const value = written.startsWith('"') ? (JSON.parse(written) as string) : written;
  const actual = labels[name] ?? '';
  if (operator === '=') return actual === value;
  if (operator === '!=') return actual !== value;
  return whole(value).test(actual) === (operator === '=~');
}

function whole(pattern: string): RegExp {
  return new RegExp(`^(?:${pattern})$`, 's');
}

function integrationsOf(found: z.output<typeof receiver> | undefined): Integration[] {
  return Object.entries(found ?? {}).flatMap(([key, configs]) => {
    if (!key.endsWith(CONFIGS) || !Array.isArray(configs)) return [];
    const kind = key.slice(0, -CONFIGS.length);
    return (configs as Record<string, unknown>[]).map((settings) => ({
      kind,
      sendsResolved:
        settings.send_resolved === undefined
          ? !QUIET_ON_RESOLVED.includes(kind)
          : settings.send_resolved === true,
      settings,
    }));
  });
}
