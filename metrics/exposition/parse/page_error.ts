/** Why a page cannot be read, and where. No sample of such a page is to be used. */
export class PageError extends Error {
  override readonly name = 'PageError';
  /** From 1 on. */
  readonly line: number;
  /** From 1 on, in UTF-16 units. */
  readonly column: number;
  /** What is wrong, as a clause. */
  readonly problem: string;

  constructor(line: number, column: number, problem: string) {
    super(`line ${line}, column ${column}: ${problem}`);
    this.line = line;
    this.column = column;
    this.problem = problem;
  }
}
