import type { Node } from 'yaml';
import { isObject } from '../../conventions/is_object.ts';
import { SELF_SERVICE } from '../../conventions/labels.ts';
import { nearestName, oneOf } from '../../conventions/names.ts';
import type { Diagnostic } from '../diagnostics.ts';
import type { Path, Positions } from '../positions.ts';
import { itemsOf, type Named, named, secondNames, unknownNames, type WrittenItem } from './names.ts';
import { conditionsOf, type NotifyRoute, route } from './routes.ts';

/** What is known around `notify`. */
interface Around {
  /** Services that are watched, as the file writes them; null where some are not known. */
  readonly services: ReadonlyMap<string, string> | null;
  readonly positions: Positions;
  /** Nodes with a reference to the environment that could not be filled in. */
  readonly unfilled: ReadonlySet<Node | undefined>;
}

/**
 * Mistakes between parts of `notify`: names that nothing has, names that two have, overrides that no alert reaches.
 * Looks at what is right in itself.
 */
export function notifyMistakes(notify: unknown, { services, positions, unfilled }: Around): Diagnostic[] {
  if (!isObject(notify)) return [];
  const webhooks = named(notify, 'webhooks');
  const mutes = named(notify, 'mute');
  const filled = (key: string) =>
    itemsOf(notify, key).filter(({ path }) => !unfilled.has(positions.node(path)));
  const routes = filled('routes').flatMap(({ value, path }) => {
    const parsed = route.safeParse(value);
    return parsed.success ? [{ path, value: parsed.data }] : [];
  });
  const reference = (key: 'webhooks' | 'mute', known: readonly Named[]) =>
    routes.flatMap(({ path, value }) => unknownNames(value[key] ?? [], [...path, key], known, positions));
  return [
    ...secondNames(webhooks, 'webhook', positions),
    ...secondNames(mutes, 'mute', positions),
    ...reference('webhooks', webhooks),
    ...reference('mute', mutes),
    ...routes.flatMap(({ path, value }) => withoutBase(notify, value, path, positions)),
    ...unreached(routes, positions),
    // A mistake in an override must not cause another one here.
    ...(routes.length < itemsOf(notify, 'routes').length ? [] : unusedMutes(notify, routes, positions)),
    ...unknownServices([...filled('routes'), ...filled('maintenance')], services, positions),
  ];
}

// What an override changes must be there: a channel alone reaches nobody.
function withoutBase(
  notify: Readonly<Record<string, unknown>>,
  { slack, email }: NotifyRoute,
  path: Path,
  positions: Positions,
): Diagnostic[] {
  const missing = (kind: string, expected: string): Diagnostic => ({
    ...positions.key([...path, kind]),
    problem: `there is no notify.${kind} that this could override`,
    expected,
  });
  const hasSecret = slack && (slack.webhook_file !== undefined || slack.bot_token_file !== undefined);
  return [
    ...(slack && !hasSecret && notify.slack === undefined
      ? [missing('slack', 'notify.slack, or a `webhook_file` here')]
      : []),
    ...(slack && hasSecret && notify.slack === undefined && slack.channels === undefined
      ? [missing('slack', '`channels` here, or notify.slack')]
      : []),
    ...(email && notify.email === undefined ? [missing('email', 'notify.email with its mail server')] : []),
  ];
}

// The first override that fits an alert holds, so that a narrower one must come before a wider one.
function unreached(
  routes: readonly { path: Path; value: NotifyRoute }[],
  positions: Positions,
): Diagnostic[] {
  return routes.flatMap(({ path, value }, index) => {
    const wider = routes.slice(0, index).find((earlier) => covers(earlier.value, value));
    if (wider === undefined) return [];
    const { line } = positions.anchor(wider.path);
    return [
      {
        ...positions.anchor(path),
        problem: `no alert gets as far as this: the override in line ${line} takes all of them`,
        expected: 'the narrower override first',
      },
    ];
  });
}

function covers(wider: NotifyRoute, narrower: NotifyRoute): boolean {
  const conditions = new Map(conditionsOf(narrower));
  return conditionsOf(wider).every(([label, values]) => {
    const some = conditions.get(label);
    return some?.every((value) => values.includes(value)) === true;
  });
}

function unusedMutes(
  notify: Readonly<Record<string, unknown>>,
  routes: readonly { value: NotifyRoute }[],
  positions: Positions,
): Diagnostic[] {
  const used = new Set(routes.flatMap(({ value }) => value.mute ?? []));
  return itemsOf(notify, 'mute').flatMap(({ value, path }) => {
    if (!isObject(value) || value.everywhere !== false || used.has(String(value.name))) return [];
    return [
      {
        ...positions.value([...path, 'everywhere']),
        problem: 'these times hold nowhere: no override names them',
        expected: '`everywhere: true`, or an override of notify.routes with their name in `mute`',
      },
    ];
  });
}

function unknownServices(
  items: readonly WrittenItem[],
  services: ReadonlyMap<string, string> | null,
  positions: Positions,
): Diagnostic[] {
  if (services === null) return [];
  const places = items.flatMap(({ value, path }): Named[] => {
    const service = isObject(value) ? value.service : undefined;
    if (typeof service === 'string') return [{ name: service, path: [...path, 'service'] }];
    const list: readonly unknown[] = Array.isArray(service) ? service : [];
    return list.flatMap((name, index) =>
      typeof name === 'string' ? [{ name, path: [...path, 'service', index] }] : [],
    );
  });
  return places
    .filter(({ name }) => name !== SELF_SERVICE && !services.has(name))
    .map(({ name, path }) => {
      const suggestion = services.get(nearestName(name, [...services.keys()]) ?? '');
      return {
        ...positions.value(path),
        problem: 'no source watches this service',
        expected: oneOf([...services.values()]),
        ...(suggestion !== undefined && { suggestion }),
      };
    });
}
