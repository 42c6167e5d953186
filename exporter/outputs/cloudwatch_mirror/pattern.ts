import { PatternError, type PatternNode } from './pattern_node.ts';
import { parsePattern } from './pattern_syntax.ts';

/** Larger than any sensible pattern; Prometheus has a bound, too. */
const MOST_STATES = 10_000;

type State =
  | { readonly kind: 'character'; readonly matches: (character: string) => boolean; readonly next: number }
  | {
      readonly kind: 'assertion';
      readonly holds: (before: string, after: string) => boolean;
      readonly next: number;
    }
  | { readonly kind: 'branch'; readonly next: number[] }
  | { readonly kind: 'end' };

/**
 * A regular expression as Prometheus matches labels by: RE2's syntax, and always about the whole text. Time is in proportion to
 * pattern and text, whatever they are (a nondeterministic automaton: Thompson, «Regular expression search algorithm», 1968);
 * JavaScript's own expressions can take for ever on a text that somebody else chose.
 */
export class Pattern {
  readonly #states: State[] = [{ kind: 'end' }];
  readonly #start: number;

  /** Throws a PatternError where the text is no expression of RE2's syntax, or too large a one. */
  constructor(text: string) {
    this.#start = this.#compile(parsePattern(text), 0);
  }

  /** Whether the whole text matches. */
  matches(text: string): boolean {
    const characters = Array.from(text);
    const lastSeen = new Int32Array(this.#states.length).fill(-1);
    let current: number[] = [];
    for (let at = 0; at <= characters.length; at += 1) {
      const before = characters[at - 1] ?? '';
      const after = characters[at] ?? '';
      const entered = at === 0 ? [this.#start] : current;
      const states = this.#withoutText(entered, { at, before, after, lastSeen });
      if (at === characters.length) return states.includes(0);
      current = [];
      for (const index of states) {
        const state = this.#states[index];
        if (state?.kind === 'character' && state.matches(after)) current.push(state.next);
      }
      if (current.length === 0) return false;
    }
    return false;
  }

  /** All states that can be reached from some without reading a character. */
  #withoutText(
    entered: readonly number[],
    { at, before, after, lastSeen }: { at: number; before: string; after: string; lastSeen: Int32Array },
  ): number[] {
    const reached: number[] = [];
    const waiting = [...entered];
    for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
      if (lastSeen[index] === at) continue;
      lastSeen[index] = at;
      reached.push(index);
      const state = this.#states[index];
      if (state?.kind === 'branch') waiting.push(...state.next);
      if (state?.kind === 'assertion' && state.holds(before, after)) waiting.push(state.next);
    }
    return reached;
  }

  /** Adds the states of a node that go on to `next`; answers where they begin. */
  #compile(node: PatternNode, next: number): number {
    switch (node.kind) {
      case 'character':
      case 'assertion':
        return this.#add({ ...node, next });
      case 'sequence':
        return node.parts.reduceRight((following, part) => this.#compile(part, following), next);
      case 'choice':
        return this.#add({ kind: 'branch', next: node.options.map((option) => this.#compile(option, next)) });
      case 'repeat':
        return this.#compileRepeat(node, next);
    }
  }

  #compileRepeat({ part, least, most }: PatternNode & { kind: 'repeat' }, next: number): number {
    let following = next;
    if (most === Number.POSITIVE_INFINITY) {
      const branch: State & { kind: 'branch' } = { kind: 'branch', next: [next] };
      following = this.#add(branch);
      branch.next.push(this.#compile(part, following));
    } else {
      for (let optional = least; optional < most; optional += 1) {
        following = this.#add({ kind: 'branch', next: [next, this.#compile(part, following)] });
      }
    }
    for (let needed = 0; needed < least; needed += 1) following = this.#compile(part, following);
    return following;
  }

  #add(state: State): number {
    if (this.#states.length >= MOST_STATES) throw new PatternError('too large an expression', 0);
    this.#states.push(state);
    return this.#states.length - 1;
  }
}
