/** What is wrong with a filter pattern or a selector, as a clause, and at which character; what it says is none of the text. */
export class FilterError extends Error {
  override readonly name = 'FilterError';
  readonly problem: string;
  /** Offset in the text. */
  readonly at: number;

  constructor(problem: string, at: number) {
    super(`${problem}, at character ${at + 1}`);
    this.problem = problem;
    this.at = at;
  }
}
