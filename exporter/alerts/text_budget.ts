/** Longest name of a label or an annotation that is kept. */
const LONGEST_KEY = 256;

/** A text of at most so many characters, without half of one at its end. */
export function boundedText(text: string, longest: number): string {
  return text.slice(0, longest).toWellFormed();
}

/** How much text may still be kept. */
export class TextBudget {
  #left: number;
  #isExceeded = false;

  constructor(characters: number) {
    this.#left = characters;
  }

  /** Whether something did not fit. */
  get isExceeded(): boolean {
    return this.#isExceeded;
  }

  /** The text where it fits as a whole; null where half of it would be of no use. */
  whole(text: string): string | null {
    if (text.length > this.#left) {
      this.#isExceeded = true;
      return null;
    }
    this.#left -= text.length;
    return text.toWellFormed();
  }

  /** Names and values as long as they fit; the last value is cut with an ellipsis, and what comes after is left out. */
  entries(all: readonly (readonly [string, string])[]): [string, string][] {
    const kept: [string, string][] = [];
    for (const [name, value] of all) {
      const room = this.#left - name.length;
      if (name.length > LONGEST_KEY || room <= 0) {
        this.#isExceeded = true;
        continue;
      }
      const fits = value.length <= room;
      if (!fits) this.#isExceeded = true;
      kept.push([name.toWellFormed(), fits ? value.toWellFormed() : `${boundedText(value, room - 1)}…`]);
      this.#left = fits ? room - value.length : 0;
    }
    return kept;
  }
}
