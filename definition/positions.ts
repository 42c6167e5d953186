import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type LineCounter,
  type Node,
  type Pair,
  type Scalar,
  type YAMLMap,
} from 'yaml';
import { type AliasTargets, isMerge } from './yaml_structure.ts';

export type Path = readonly PropertyKey[];

/** A stretch of the file: line and column count from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
  readonly length: number;
}

/** Finds the places of values and keys in a YAML document. */
export class Positions {
  readonly #document: Document;
  readonly #lines: LineCounter;
  readonly #text: string;
  readonly #targets: AliasTargets;
  readonly #pairs = new WeakMap<YAMLMap, Map<string, Pair>>();

  constructor(document: Document, lines: LineCounter, text: string, targets: AliasTargets) {
    this.#document = document;
    this.#lines = lines;
    this.#text = text;
    this.#targets = targets;
  }

  /** The place of the value at a path; of the nearest thing around it where the path leads nowhere. */
  value(path: Path): Place {
    const node = this.#at(path);
    const isBelowItsKey = isCollection(node) && node.flow !== true && this.#pair(path) !== undefined;
    if (node?.range && !isBelowItsKey) return this.offset(node.range[0], node.range[1]);
    if (this.#pair(path) !== undefined) return this.key(path);
    return path.length === 0 ? this.offset(0, 1) : this.anchor(path.slice(0, -1));
  }

  /** The place of the key at the end of a path. */
  key(path: Path): Place {
    const key = this.#pair(path)?.key;
    return isNode(key) ? this.of(key) : this.anchor(path.slice(0, -1));
  }

  /** Where to point when something is missing inside the value at a path: at its key, or at its beginning. */
  anchor(path: Path): Place {
    if (path.length === 0) return this.offset(0, 1);
    if (this.#pair(path) !== undefined) return this.key(path);
    const node = this.#at(path);
    if (isScalar(node)) return this.of(node);
    return node?.range ? this.offset(node.range[0], node.range[0] + 1) : this.anchor(path.slice(0, -1));
  }

  /** Where a node stands. */
  of(node: Node): Place {
    return node.range ? this.offset(node.range[0], node.range[1]) : this.offset(0, 1);
  }

  /** A stretch inside the text of a scalar, where the file shows that text as it is; null where it does not. */
  inside({ range, source, type }: Scalar, at: number, length: number): Place | null {
    if (!range || source === undefined) return null;
    const verbatim = this.#text.slice(range[0], range[1]).indexOf(source);
    if (verbatim !== -1) {
      const start = range[0] + verbatim + at;
      return this.offset(start, start + length);
    }
    if (type !== 'BLOCK_LITERAL') return null;
    const before = source.slice(0, at).split('\n');
    const line = source.split('\n')[before.length - 1] ?? '';
    const start = this.#lines.lineStarts[this.#lines.linePos(range[0]).line + before.length - 1];
    if (start === undefined) return null;
    const written = this.#text.slice(start).split(/\r?\n/, 1).join();
    if (!written.endsWith(line)) return null;
    const from = start + written.length - line.length + (before.at(-1)?.length ?? 0);
    return this.offset(from, from + length);
  }

  /** A stretch of the file, or as much of it as its first line holds. */
  offset(start: number, end: number): Place {
    const { line, col } = this.#lines.linePos(start);
    const lineEnd = this.#text.indexOf('\n', start);
    const stop = lineEnd === -1 ? end : Math.min(end, lineEnd);
    const length = this.#text.slice(start, stop).trimEnd().length;
    return { line: Math.max(1, line), column: Math.max(1, col), length: Math.max(1, length) };
  }

  /** A scalar as it was written, before the environment filled it in; undefined where there is none. */
  written(path: Path): string | undefined {
    const node = this.node(path);
    return isScalar(node) ? (node.source ?? String(node.value)) : undefined;
  }

  /** The node of the value at a path, or what it stands for where it is an alias. */
  node(path: Path): Node | undefined {
    const node = this.#resolve(this.#at(path));
    return isNode(node) ? node : undefined;
  }

  // Aliases are followed on the way; one at the end is where the value stands.
  #at(path: Path): Node | undefined {
    let node: unknown = this.#document.contents;
    for (const step of path) {
      const parent = this.#resolve(node);
      if (isSeq(parent)) node = parent.items[Number(step)];
      else node = isMap(parent) ? this.#find(parent, String(step))?.value : undefined;
    }
    return isNode(node) ? node : undefined;
  }

  #resolve(node: unknown): unknown {
    return isAlias(node) ? this.#targets.get(node) : node;
  }

  #pair(path: Path): Pair | undefined {
    const last = path.at(-1);
    const parent = last === undefined ? undefined : this.node(path.slice(0, -1));
    return isMap(parent) ? this.#find(parent, String(last)) : undefined;
  }

  #find(map: YAMLMap, key: string): Pair | undefined {
    let pairs = this.#pairs.get(map);
    if (pairs === undefined) {
      pairs = new Map(
        map.items.map((pair) => [isScalar(pair.key) ? String(pair.key.value ?? '') : '', pair]),
      );
      this.#pairs.set(map, pairs);
    }
    return pairs.get(key) ?? this.#findMerged(map, key);
  }

  #findMerged(map: YAMLMap, key: string): Pair | undefined {
    for (const pair of map.items.filter(isMerge)) {
      const value = this.#resolve(pair.value);
      for (const item of isSeq(value) ? value.items : [value]) {
        const merged = this.#resolve(item);
        const found = isMap(merged) ? this.#find(merged, key) : undefined;
        if (found !== undefined) return found;
      }
    }
    return undefined;
  }
}
