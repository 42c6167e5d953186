import { BEYOND_ASCII, type CharacterSet, KINDS } from './character_set.ts';
import type { Alternative, Atom } from './regex_syntax.ts';

/** Most ways to go through an alternative from one place of a text, for which JavaScript's engine may try them all. */
const MOST_WAYS = 16;

/**
 * The same expression for JavaScript's own engine, which is several times faster where it never has many ways to try.
 * Null where it could have: there its time is not in proportion to the text.
 */
export function nativeOf(alternatives: readonly Alternative[]): RegExp | null {
  if (alternatives.some(({ atoms }) => atoms.reduce((ways, atom) => ways * waysOf(atom), 1) > MOST_WAYS))
    return null;
  const sources = alternatives.map(({ fromStart, atoms, toEnd }) => {
    return `${fromStart ? '^' : ''}${atoms.map(writeAtom).join('')}${toEnd ? '$' : ''}`;
  });
  return new RegExp(sources.join('|'), 'u');
}

/** Texts, one of which is in each text that the expression matches; null where there are none. */
export function literalsOf(alternatives: readonly Alternative[]): string[] | null {
  const literals = alternatives.map(({ atoms }) => longestLiteral(atoms));
  return literals.includes('') ? null : literals;
}

function waysOf({ least, most }: Atom): number {
  return most - least + 1;
}

function longestLiteral(atoms: readonly Atom[]): string {
  const runs = [''];
  for (const { set, least, most } of atoms) {
    const character = least === 1 && most === 1 ? set.only : null;
    if (character === null) runs.push('');
    else runs.push((runs.pop() ?? '') + character);
  }
  return runs.reduce((longest, run) => (run.length > longest.length ? run : longest));
}

function writeAtom({ set, least, most }: Atom): string {
  return `${writeSet(set)}${least === 1 && most === 1 ? '' : `{${least},${most}}`}`;
}

function writeSet(set: CharacterSet): string {
  const members = Array.from({ length: KINDS }, (_, kind) => kind).filter((kind) => set.has(kind));
  return `[${members.map(writeKind).join('')}]`;
}

function writeKind(kind: number): string {
  return kind === BEYOND_ASCII ? '\\u{80}-\\u{10FFFF}' : `\\u{${kind.toString(16)}}`;
}
