import {
  type Alias,
  type Document,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  visit,
  type YAMLMap,
} from 'yaml';
import { quoted } from '../conventions/names.ts';
import type { Diagnostic } from './diagnostics.ts';
import type { Positions } from './positions.ts';

type Mistake = Pick<Diagnostic, 'problem' | 'expected'>;

const DEEPEST = 50;

/** Most aliases of a file, and most values that come from one of them. */
export const MOST_ALIASES = 1000;

const TOO_DEEP: Mistake = { problem: 'this is nested too deeply', expected: `at most ${DEEPEST} levels` };

/** Said where aliases multiply what a file holds. */
export const TOO_MANY_ALIASES: Mistake = {
  problem: 'too many aliases',
  expected: `at most ${MOST_ALIASES} values that come from aliases`,
};

/** The node that each alias of a document stands for. */
export type AliasTargets = Map<Alias, Node>;

/** Finds what aliases stand for: the last anchor of the name before them. */
export function aliasTargets(document: Document): AliasTargets {
  const anchored = new Map<string, Node>();
  const targets: AliasTargets = new Map();
  visit(document, {
    Node(_key, node) {
      if (isAlias(node)) {
        const target = anchored.get(node.source);
        if (target !== undefined) targets.set(node, target);
      } else if (node.anchor !== undefined) anchored.set(node.anchor, node);
    },
  });
  return targets;
}

/** Whether a pair is `<<`, which takes over the keys of another mapping. */
export function isMerge({ key }: Pair): boolean {
  return isScalar(key) && typeof key.value === 'symbol';
}

/** What is wrong with YAML of right syntax: keys that occur twice, aliases that lead nowhere or in circles. */
export function structureMistakes(
  document: Document,
  targets: AliasTargets,
  positions: Positions,
): Diagnostic[] {
  const mistakes: Diagnostic[] = [];
  let aliases = 0;
  visit(document, {
    Node(_key, node, path) {
      if (path.length > DEEPEST && path.filter(isCollection).length > DEEPEST) {
        mistakes.push({ ...positions.of(node), ...TOO_DEEP });
        return visit.BREAK;
      }
      if (isMap(node)) for (const one of keyMistakes(node, targets, positions)) mistakes.push(one);
      if (!isAlias(node)) return undefined;
      const mistake = aliasMistake(node, targets.get(node), path);
      if (mistake !== null) mistakes.push({ ...positions.of(node), ...mistake });
      aliases += 1;
      if (aliases <= MOST_ALIASES) return undefined;
      mistakes.push({ ...positions.of(node), ...TOO_MANY_ALIASES });
      return visit.BREAK;
    },
  });
  return mistakes;
}

function aliasMistake({ source }: Alias, target: Node | undefined, path: readonly unknown[]): Mistake | null {
  if (target === undefined) {
    return {
      problem: `"*" refers to an anchor, and there is none called ${quoted(source)} before it`,
      expected: `the anchor ${quoted(`&${source}`)}, or quotes around the value`,
    };
  }
  if (!path.includes(target)) return null;
  return { problem: 'this alias stands for what it is in', expected: 'an alias outside its anchor' };
}

function keyMistakes({ items }: YAMLMap, targets: AliasTargets, positions: Positions): Diagnostic[] {
  const lines = new Map<string, number>();
  return items.flatMap((pair): Diagnostic[] => {
    const { key } = pair;
    if (isCollection(key) || isAlias(key)) {
      const expected = 'a key of text; a value that begins with "{" stands in quotes';
      return [{ ...positions.of(key), problem: 'this is no key', expected }];
    }
    if (!isScalar(key)) return [];
    const place = positions.of(key);
    if (isMerge(pair)) {
      if (isMergeable(pair.value, targets)) return [];
      return [
        { ...place, problem: '"<<" takes over no mapping', expected: 'an alias of a mapping: "<<: *name"' },
      ];
    }
    const name = String(key.value ?? '');
    const first = lines.get(name);
    if (first === undefined) lines.set(name, place.line);
    if (first === undefined) return [];
    const problem = `a second key ${quoted(name)}; the first is in line ${first}`;
    return [{ ...place, problem, expected: 'every key once' }];
  });
}

function isMergeable(value: unknown, targets: AliasTargets): boolean {
  const target = isAlias(value) ? targets.get(value) : value;
  if (isSeq(target)) return target.items.every((item) => isMap(isAlias(item) ? targets.get(item) : item));
  // An alias without an anchor is a mistake of its own.
  return isMap(target) || (target === undefined && isNode(value));
}
