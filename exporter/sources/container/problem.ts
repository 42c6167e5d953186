/** Why a quantity cannot be known: what is amiss, in which file, and what to do where something can be done. */
export class Problem {
  /** A clause without its full stop, such as `/proc/stat does not exist`. */
  readonly sentence: string;

  constructor(sentence: string) {
    this.sentence = sentence;
  }
}

const LONGEST_QUOTE = 80;

/** The problem of a line that is not in its file's format. `line` counts from 1. */
export function malformed(file: string, line: number, found: string, expected: string): Problem {
  const quote = found.length > LONGEST_QUOTE ? `${found.slice(0, LONGEST_QUOTE)}…` : found;
  return new Problem(`${file} line ${line}: expected ${expected}, found ${JSON.stringify(quote)}`);
}
