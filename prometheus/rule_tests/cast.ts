import { promqlParts } from '../../definition/promql_syntax.ts';
import type { Matcher, Promql, Selector } from '../../definition/promql_tree.ts';
import type { Actor } from './actors.ts';
import { boundOf } from './promql/histograms.ts';
import { signature } from './promql/values.ts';
import type { Recording } from './promql/world.ts';
import { wantedValue } from './wanted_values.ts';

/** A series that an expression reads, through rules that record where it reads what they record. */
interface Role {
  readonly metric: string;
  readonly matchers: readonly Matcher[];
  /** Labels by which it is told apart. */
  readonly grouping: readonly string[];
  readonly kind: Actor['kind'] | null;
}

interface Way {
  readonly recordings: ReadonlyMap<string, readonly Recording[]>;
  readonly matchers: readonly Matcher[];
  readonly grouping: readonly string[];
  readonly kind: Actor['kind'] | null;
}

const COUNTING = new Set(['rate', 'increase', 'irate', 'resets']);

export interface Casting {
  readonly recordings: ReadonlyMap<string, readonly Recording[]>;
  /** That of series of which nobody says whose they are. */
  readonly service: string;
  /** Labels that a series has, by its name, as far as they are known. */
  readonly labelsOf: (series: string) => readonly string[];
}

/** Everything that an expression measures, once. */
export function castOf(expression: Promql, { recordings, service, labelsOf }: Casting): Actor[] {
  const equals = promqlParts(expression).flatMap((part) =>
    part.type === 'selector' ? part.matchers.filter(({ operator }) => operator === '=') : [],
  );
  const roles = rolesIn(expression, { recordings, matchers: [], grouping: [], kind: null });
  const bounds = boundsIn(expression, recordings);
  const actors = new Map<string, Actor>();
  for (const role of roles) {
    const others = roles.filter(({ metric }) => metric === role.metric);
    const actor = actorOf(role, { others, service, bounds, equals, declared: labelsOf(role.metric) });
    if (actor !== null) actors.set(signature(actor.labels), actor);
  }
  return [...actors.values()];
}

/** The same, but there are two of each gauge: at two instances, which are always alike. */
export function withTwins(actors: readonly Actor[]): Actor[] {
  return actors.map((actor) =>
    actor.kind === 'gauge' ? { ...actor, twin: { ...actor.labels, instance: TWIN } } : actor,
  );
}

const TWIN = 'exporter-2:9464';

function rolesIn(node: Promql, way: Way): Role[] {
  switch (node.type) {
    case 'number':
    case 'string':
      return [];
    case 'negative':
    case 'subquery':
      return rolesIn(node.of, way);
    case 'selector':
      return rolesOf(node, way);
    case 'call': {
      const kind = COUNTING.has(node.name) ? 'counter' : way.kind;
      return node.arguments.flatMap((one) => rolesIn(one, { ...way, kind }));
    }
    case 'aggregation': {
      const more = node.grouping === 'by' ? node.labels : [];
      return rolesIn(node.of, { ...way, grouping: [...way.grouping, ...more] });
    }
    case 'binary': {
      const more = node.matching === 'on' ? node.labels : [];
      const isAge =
        node.operator === '-' &&
        [node.left, node.right].some((side) => side.type === 'call' && side.name === 'time');
      const inner: Way = { ...way, grouping: [...way.grouping, ...more], kind: isAge ? 'clock' : way.kind };
      return [...rolesIn(node.left, inner), ...rolesIn(node.right, inner)];
    }
  }
}

function rolesOf({ matchers }: Selector, way: Way): Role[] {
  const names = matchers.filter(({ label }) => label === '__name__');
  const labels = matchers.filter(({ label }) => label !== '__name__');
  const known = [...way.recordings].filter(
    ([name]) => names.length > 0 && names.every((one) => one.matches(name)),
  );
  if (known.length > 0) {
    return known.flatMap(([, rules]) =>
      rules.flatMap(({ expression, labels: own }) => {
        if (!labels.every(({ label, matches }) => own[label] === undefined || matches(own[label]))) return [];
        const passed = labels.filter(({ label }) => own[label] === undefined);
        return rolesIn(expression, { ...way, matchers: [...way.matchers, ...passed] });
      }),
    );
  }
  const metric = wantedValue('__name__', { wanted: names, unwanted: [], usual: [] }) ?? '';
  return [{ metric, matchers: [...labels, ...way.matchers], grouping: way.grouping, kind: way.kind }];
}

interface Surroundings {
  /** All roles of the same metric. */
  readonly others: readonly Role[];
  readonly service: string;
  readonly bounds: readonly string[];
  readonly declared: readonly string[];
  /** What any role asks for by name: who is matched with it has the same. */
  readonly equals: readonly Matcher[];
}

function actorOf(role: Role, { others, service, bounds, declared, equals }: Surroundings): Actor | null {
  const kind = kindOf(others);
  const asked = others.flatMap(({ matchers }) => matchers.map(({ label }) => label));
  const names = new Set([...declared, ...role.grouping, ...asked]);
  names.delete('le');
  const labels: Record<string, string> = { __name__: role.metric };
  for (const label of names) {
    const wanted = role.matchers.filter((matcher) => matcher.label === label);
    // What only another role asks for is what this one is not.
    const theirs = others.flatMap(({ matchers }) => matchers.filter((matcher) => matcher.label === label));
    const unwanted = wanted.length > 0 ? [] : theirs;
    const named = role.grouping.includes(label) ? equals.filter((matcher) => matcher.label === label) : [];
    const usual = [...named.map(({ value }) => value), ...(label === 'service' ? [service] : [])];
    const value = wantedValue(label, { wanted, unwanted, usual });
    if (value === null) return null;
    if (value !== '') labels[label] = value;
  }
  if (kind !== 'histogram') return { kind, labels };
  const exact = others.flatMap(({ matchers }) => matchers.filter(({ label }) => label === 'le'));
  return { kind, labels, bounds: sortedBounds([...bounds, ...exact.flatMap(valueOfBound)]) };
}

function kindOf(roles: readonly Role[]): Actor['kind'] {
  const [{ metric } = { metric: '' }] = roles;
  if (metric.endsWith('_bucket')) return 'histogram';
  if (roles.some(({ kind }) => kind === 'counter') || /_total$/.test(metric)) return 'counter';
  return roles.some(({ kind }) => kind === 'clock') ? 'clock' : 'gauge';
}

function valueOfBound(matcher: Matcher): string[] {
  const value = wantedValue('le', { wanted: [matcher], unwanted: [], usual: [] });
  return value === null || Number.isNaN(boundOf(value)) ? [] : [value];
}

/** Bounds of buckets about everything that a quantile could be compared with, in its own unit and in thousandths of it. */
function boundsIn(expression: Promql, recordings: ReadonlyMap<string, readonly Recording[]>): string[] {
  const inner = [...recordings.values()].flat().flatMap((rule) => promqlParts(rule.expression));
  const isScaled = inner.some((part) => part.type === 'number' && part.value === 1000);
  const limits = promqlParts(expression).flatMap((part) =>
    part.type === 'binary' && /[<>]/.test(part.operator)
      ? [part.left, part.right].flatMap((side) =>
          side.type === 'number' && side.value > 0 ? [side.value] : [],
        )
      : [],
  );
  const all = isScaled ? limits.flatMap((limit) => [limit, 1000 * limit]) : limits;
  return all
    .flatMap((limit) => [limit / 4, limit, 2 * limit])
    .map((bound) => String(Number(bound.toPrecision(6))));
}

function sortedBounds(bounds: readonly string[]): string[] {
  const finite = [...new Set(bounds.length > 0 ? bounds : ['0.1', '1'])].filter((bound) =>
    Number.isFinite(boundOf(bound)),
  );
  return [...finite.sort((a, b) => boundOf(a) - boundOf(b)), '+Inf'];
}
