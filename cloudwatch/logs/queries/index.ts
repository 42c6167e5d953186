import type { LogGroup } from '../../../definition/cloudwatch/log_groups.ts';
import type { Definition } from '../../../definition/schema.ts';
import { levelNames } from '../../../definition/stored_logs.ts';
import { prefixOf } from '../../names.ts';
import { logGroups, sourceOf } from '../groups.ts';
import type { AbsentFromLogs, SavedQuery } from '../plan.ts';
import { stableId } from '../stable_id.ts';
import { combinedQueries } from './combined.ts';
import { errorQueries, RECENT_ERRORS } from './errors.ts';
import { lineFields } from './line_fields.ts';
import { performanceQueries } from './performance.ts';
import type { CatalogueQuery, Lines } from './query_text.ts';
import { slowSecondsOf } from './slow_requests.ts';
import { requestQueries } from './users_and_requests.ts';

/** Log groups that a query may ask: StartQuery, API reference of CloudWatch Logs. */
const MOST_GROUPS = 50;
/** From pino's number of errors on. */
const ERROR_NUMBER = 50;

/** Log groups whose lines tell the same, and what they are called together. */
interface Alike {
  readonly lines: Lines;
  readonly groups: readonly string[];
  readonly label: string;
}

interface Queries {
  readonly queries: readonly SavedQuery[];
  readonly absent: readonly AbsentFromLogs[];
}

/**
 * The saved queries of a definition: those of the catalogue for which its lines have fields, then its own, which take the place of one
 * of that name; each with the log groups that it asks. Folders and names are those of one definition: in AWS they come behind its prefix.
 */
export function savedQueries(definition: Definition): Queries {
  const all = logGroups(definition).map(({ name }) => name);
  if (all.length === 0) return { queries: [], absent: [] };
  const others = catalogue(definition);
  const isNamed = (one: QueryTitle) => (other: QueryTitle) =>
    other.folder === one.folder && other.name === one.name;
  const own = (definition.cloudwatch?.logs.queries ?? []).map(({ folder, name, query, groups = all }) => ({
    folder,
    name,
    query: query.trim(),
    groups,
    isRecentErrors: others.find(isNamed({ folder, name }))?.isRecentErrors ?? false,
  }));
  const asked = [...others.filter((one) => !own.some(isNamed(one))), ...own];
  const queries = asked.map((query) => ({
    ...query,
    logicalId: stableId('query', query.folder, query.name),
    groups: query.groups.slice(0, MOST_GROUPS),
  }));
  return { queries, absent: asked.flatMap(leftOut) };
}

/** The name of a query in AWS, in a folder of its own for each definition: names are those of a whole account. */
export function queryName(definition: Definition, { folder, name }: QueryTitle): string {
  return `${prefixOf(definition)}/${folder}/${name}`;
}

type QueryTitle = Pick<SavedQuery, 'folder' | 'name'>;
type Unnamed = Omit<SavedQuery, 'logicalId'>;

function catalogue(definition: Definition): Unnamed[] {
  const queries = alikeGroups(definition).flatMap((alike) =>
    catalogueOf(alike.lines).map((query) => ({ ...query, ...alike })),
  );
  return queries.map(({ folder, name, query, label, groups }) => {
    const isAlone = queries.filter((one) => one.folder === folder && one.name === name).length === 1;
    const isRecentErrors = folder === 'Errors' && name === RECENT_ERRORS;
    return { folder, name: isAlone ? name : `${name} of ${label}`, query, groups, isRecentErrors };
  });
}

function catalogueOf(lines: Lines): CatalogueQuery[] {
  return [
    ...errorQueries(lines),
    ...performanceQueries(lines),
    ...requestQueries(lines),
    ...combinedQueries(lines),
  ];
}

function alikeGroups(definition: Definition): Alike[] {
  const kinds = new Map<string, { lines: Lines; groups: LogGroup[] }>();
  for (const group of logGroups(definition)) {
    const lines = linesOf(group, definition);
    const key = JSON.stringify(lines);
    const kind = kinds.get(key) ?? { lines, groups: [] };
    kind.groups.push(group);
    kinds.set(key, kind);
  }
  const labels = [...kinds.values()].map(({ groups }) => labelOf(groups));
  return [...kinds.values()].map(({ lines, groups }, index) => ({
    lines,
    groups: groups.map(({ name }) => name),
    label: uniqueLabel(labels, index),
  }));
}

function linesOf(group: LogGroup, definition: Definition): Lines {
  const source = sourceOf(group, definition);
  return {
    fields: lineFields(group, source, errorLevels()),
    slowSeconds: slowSecondsOf(definition, source?.service ?? definition.service.name),
  };
}

function errorLevels(): string[] {
  const names = levelNames().flatMap(({ names: these, number }) => (number >= ERROR_NUMBER ? these : []));
  return [...names, '[5-9][0-9]'];
}

/** What tells groups from others in the name of a query: the source of them all, or the end of the first one's name. */
function labelOf(groups: readonly LogGroup[]): string {
  const [first] = groups;
  const sources = new Set(groups.map(({ source }) => source));
  if (sources.size === 1 && first?.source !== undefined) return first.source;
  return groups.some(({ fields }) => fields !== undefined)
    ? (first?.name.split('/').at(-1) ?? '')
    : 'other log groups';
}

function uniqueLabel(labels: readonly string[], index: number): string {
  const label = labels[index] ?? '';
  const place = labels.slice(0, index).filter((other) => other === label).length;
  return place === 0 ? label : `${label} (${place + 1})`;
}

function leftOut({ folder, name, groups }: Unnamed): AbsentFromLogs[] {
  return groups.slice(MOST_GROUPS).map((group) => ({
    what: `${folder}/${name}`,
    group,
    reason: `a query asks at most ${MOST_GROUPS} log groups`,
    remedy: 'a query of your own with `groups`',
  }));
}
