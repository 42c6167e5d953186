/** A regular expression as a tree. */
export type PatternNode =
  | { readonly kind: 'character'; readonly matches: (character: string) => boolean }
  | { readonly kind: 'sequence'; readonly parts: readonly PatternNode[] }
  | { readonly kind: 'choice'; readonly options: readonly PatternNode[] }
  | { readonly kind: 'repeat'; readonly part: PatternNode; readonly least: number; readonly most: number }
  | { readonly kind: 'assertion'; readonly holds: (before: string, after: string) => boolean };

/** What is wrong with a regular expression, and at which character. */
export class PatternError extends Error {
  override readonly name = 'PatternError';
  /** Offset in the expression. */
  readonly at: number;

  constructor(problem: string, at: number) {
    super(problem);
    this.at = at;
  }
}
