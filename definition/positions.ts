import { type Document, isMap, isNode, isScalar, type LineCounter, type Node, type Pair } from 'yaml';

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

  constructor(document: Document, lines: LineCounter, text: string) {
    this.#document = document;
    this.#lines = lines;
    this.#text = text;
  }

  /** The place of the value at a path; of the nearest thing around it where the path leads nowhere. */
  value(path: Path): Place {
    const pair = this.#pair(path);
    const node = this.#node(path);
    if (isNode(node) && node.range) return this.#place(node.range[0], node.range[1]);
    if (pair !== undefined) return this.key(path);
    return path.length === 0 ? this.#place(0, 1) : this.anchor(path.slice(0, -1));
  }

  /** The place of the key at the end of a path. */
  key(path: Path): Place {
    const key = this.#pair(path)?.key;
    if (isNode(key) && key.range) return this.#place(key.range[0], key.range[1]);
    return this.anchor(path.slice(0, -1));
  }

  /** Where to point when something is missing inside the value at a path: at its key, or at its beginning. */
  anchor(path: Path): Place {
    if (path.length === 0) return this.#place(0, 1);
    if (this.#pair(path) !== undefined) return this.key(path);
    const node = this.#node(path);
    if (isNode(node) && node.range) return this.#place(node.range[0], node.range[0] + 1);
    return this.anchor(path.slice(0, -1));
  }

  offset(from: number, to: number): Place {
    return this.#place(from, to);
  }

  /** Where a scalar stands. */
  scalar(node: Node): Place {
    return node.range ? this.#place(node.range[0], node.range[1]) : this.#place(0, 1);
  }

  #node(path: Path): unknown {
    return path.length === 0 ? this.#document.contents : this.#document.getIn(path as unknown[], true);
  }

  #pair(path: Path): Pair | undefined {
    const last = path.at(-1);
    if (last === undefined) return undefined;
    const parent = this.#node(path.slice(0, -1));
    if (!isMap(parent)) return undefined;
    return parent.items.find(({ key }) => isScalar(key) && String(key.value) === String(last));
  }

  #place(start: number, end: number): Place {
    const { line, col } = this.#lines.linePos(start);
    // Only the first line of a longer value can be underlined.
    const lineEnd = this.#text.indexOf('\n', start);
    const stop = lineEnd === -1 ? end : Math.min(end, lineEnd);
    const length = this.#text.slice(start, stop).trimEnd().length;
    return { line: Math.max(1, line), column: Math.max(1, col), length: Math.max(1, length) };
  }
}
