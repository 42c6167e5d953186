import { type CharacterSet, KINDS, kindOf } from './character_set.ts';
import { FilterError } from './filter_error.ts';
import { literalsOf, nativeOf } from './regex_shortcuts.ts';
import { type Alternative, type Atom, parseRegex } from './regex_syntax.ts';

/** Larger than any sensible expression. */
const MOST_PLACES = 2_000;

/** Most states kept at a time: with the longest expression, 4 MB. */
const MOST_STATES = 500;

/** A place in the expression: what it takes, where that leads, and where one gets without taking anything. */
interface Place {
  readonly set: CharacterSet | null;
  readonly next: number;
  readonly skips: number[];
}

const MATCHED = 0;
const MATCHED_AT_END = 1;

/** What a state says of a text without what follows in it. */
const OPEN = 0;
const YES = 1;
const NO = 2;

const UNKNOWN = -1;

/**
 * A regular expression of CloudWatch Logs, looked for anywhere in a text. Time is in proportion to the text, whatever both are:
 * a deterministic automaton that is built as texts need it (Aho, Sethi, Ullman, «Compilers», 3.7), and thrown away when it has
 * grown too large. JavaScript's own expressions can take for ever on a text that somebody else chose; where they cannot, they
 * are used.
 */
export class Regex {
  readonly #native: RegExp | null;
  readonly #literals: readonly string[] | null;
  readonly #places: Place[] = [
    { set: null, next: MATCHED, skips: [] },
    { set: null, next: MATCHED_AT_END, skips: [] },
  ];
  /** Where a text begins. */
  readonly #starts: readonly number[];
  /** The starts of what need not begin where the text does. */
  readonly #restarts: readonly number[];
  readonly #classOfKind: Uint8Array;
  readonly #kindOfClass: number[] = [];
  /** All places at which one can be after some text, by state; the first state is that of no text. */
  #states: number[][] = [];
  #stateOfPlaces = new Map<string, number>();
  /** The state that follows, by state and class of the next character. */
  readonly #following: Int16Array;
  readonly #verdicts = new Uint8Array(MOST_STATES);

  /** Throws a FilterError where the source is none, or too large a one; its place is `offset` further. */
  constructor(source: string, offset = 0) {
    const alternatives = parseRegex(source, offset);
    this.#native = nativeOf(alternatives);
    this.#literals = literalsOf(alternatives);
    const starts = alternatives.map((alternative) => this.#addAlternative(alternative, offset));
    this.#starts = starts;
    this.#restarts = starts.filter((_, index) => alternatives[index]?.fromStart === false);
    this.#classOfKind = this.#classes();
    this.#following = new Int16Array(MOST_STATES * this.#kindOfClass.length).fill(UNKNOWN);
    this.#stateOf(this.#starts);
  }

  /** How many states are kept, at most 500. */
  get states(): number {
    return this.#states.length;
  }

  /** Whether the expression matches some part of the text. */
  isIn(text: string): boolean {
    if (this.#native !== null) return this.#native.test(text);
    if (this.#literals !== null && !this.#literals.some((literal) => text.includes(literal))) return false;
    return this.#isFound(text);
  }

  #isFound(text: string): boolean {
    const following = this.#following;
    const verdicts = this.#verdicts;
    const classOfKind = this.#classOfKind;
    const classes = this.#kindOfClass.length;
    let state = 0;
    for (let at = 0; at < text.length && verdicts[state] === OPEN; at += 1) {
      const code = text.charCodeAt(at);
      // Two code units make one character.
      if (code >= 0xd800 && code < 0xdc00 && isLowSurrogate(text.charCodeAt(at + 1))) at += 1;
      const character = classOfKind[kindOf(code)] ?? 0;
      const next = following[state * classes + character] ?? UNKNOWN;
      state = next === UNKNOWN ? this.#follow(state, character) : next;
    }
    if (verdicts[state] !== OPEN) return verdicts[state] === YES;
    return this.#states[state]?.includes(MATCHED_AT_END) === true;
  }

  #follow(state: number, character: number): number {
    const kind = this.#kindOfClass[character] ?? 0;
    const reached = (this.#states[state] ?? []).flatMap((index) => {
      const place = this.#places[index];
      return place?.set?.has(kind) === true ? [place.next] : [];
    });
    const before = this.#states.length;
    const next = this.#stateOf([...reached, ...this.#restarts]);
    // Where all was forgotten, the state is another one now.
    if (this.#states.length >= before) this.#following[state * this.#kindOfClass.length + character] = next;
    return next;
  }

  #stateOf(entered: readonly number[]): number {
    const places = this.#withoutText(entered);
    const key = places.join();
    const known = this.#stateOfPlaces.get(key);
    if (known !== undefined) return known;
    if (this.#states.length >= MOST_STATES) this.#forgetStates();
    const state = this.#states.length;
    this.#states.push(places);
    this.#stateOfPlaces.set(key, state);
    this.#verdicts[state] = places.includes(MATCHED) ? YES : places.length === 0 ? NO : OPEN;
    return state;
  }

  #forgetStates(): void {
    this.#states = [];
    this.#stateOfPlaces = new Map();
    this.#following.fill(UNKNOWN);
    this.#stateOf(this.#starts);
  }

  /** All places that can be reached from some without a character, in order. */
  #withoutText(entered: readonly number[]): number[] {
    const reached = new Set<number>();
    const waiting = [...entered];
    for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
      if (reached.has(index)) continue;
      reached.add(index);
      waiting.push(...(this.#places[index]?.skips ?? []));
    }
    return [...reached].sort((one, other) => one - other);
  }

  #addAlternative({ atoms, toEnd }: Alternative, offset: number): number {
    return atoms.reduceRight(
      (next, atom) => this.#addAtom(atom, next, offset),
      toEnd ? MATCHED_AT_END : MATCHED,
    );
  }

  #addAtom({ set, least, most }: Atom, next: number, offset: number): number {
    let following = next;
    if (most === Number.POSITIVE_INFINITY) {
      following = this.#add({ set, next: this.#places.length, skips: [next] }, offset);
    } else {
      for (let optional = least; optional < most; optional += 1) {
        following = this.#add({ set, next: following, skips: [next] }, offset);
      }
    }
    for (let needed = 0; needed < least; needed += 1) {
      following = this.#add({ set, next: following, skips: [] }, offset);
    }
    return following;
  }

  #add(place: Place, offset: number): number {
    if (this.#places.length >= MOST_PLACES) throw new FilterError('too large a regular expression', offset);
    this.#places.push(place);
    return this.#places.length - 1;
  }

  /** Characters that no place tells apart are one class. */
  #classes(): Uint8Array {
    const classes = new Map<string, number>();
    const sets = new Set(this.#places.flatMap(({ set }) => (set === null ? [] : [set])));
    return Uint8Array.from({ length: KINDS }, (_, kind) => {
      const members = Array.from(sets, (set) => (set.has(kind) ? '1' : '0')).join('');
      const known = classes.get(members) ?? classes.size;
      if (known === classes.size) this.#kindOfClass.push(kind);
      classes.set(members, known);
      return known;
    });
  }
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code < 0xe000;
}
