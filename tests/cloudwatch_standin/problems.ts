import { AwsError, type ErrorCode } from './errors.ts';

/** The most lines in one message. A request of 1000 datums can have more problems than anybody reads. */
const LINES = 100;

/**
 * Collects what is wrong with a request. CloudWatch answers all problems of one kind at once, a line each:
 * here the code is that of the first one.
 */
export class Problems {
  readonly #always: ErrorCode | undefined;
  #code: ErrorCode | undefined;
  readonly #lines: string[] = [];

  /** @param always the code of every problem, for an operation that knows only one. */
  constructor(always?: ErrorCode) {
    this.#always = always;
  }

  add(code: ErrorCode, line: string): void {
    const told = this.#always ?? code;
    this.#code ??= told;
    if (told === this.#code && this.#lines.length < LINES) this.#lines.push(line);
  }

  /** Throws an AwsError where there is a problem. */
  throwIfAny(): void {
    if (this.#code !== undefined) throw new AwsError(this.#code, this.#lines.join('\n'));
  }
}
