/** Values that are few enough to remember the last one asked for. */
const FEW = 8;

/** The values of one label. Each is kept once and has a number as long as some label set uses it. */
export class LabelValues {
  readonly #numbers = new Map<string, number>();
  readonly #texts: string[] = [];
  #uses = new Uint32Array(4);
  readonly #free: number[] = [];
  #lastText: string | null = null;
  #lastNumber = -1;

  /** The number of a value; −1 where no label set uses it. */
  find(text: string): number {
    if (text === this.#lastText) return this.#lastNumber;
    const number = this.#numbers.get(text);
    if (number === undefined) return -1;
    // Most labels have few values, and the same one again and again; of many, the last one is rarely the next.
    if (this.#numbers.size <= FEW) {
      this.#lastText = text;
      this.#lastNumber = number;
    }
    return number;
  }

  /** The value of a number that is in use. */
  text(number: number): string {
    return this.#texts[number] ?? '';
  }

  /** The number of a well-formed value, for one label set more. */
  acquire(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) {
      this.#uses[known] = (this.#uses[known] ?? 0) + 1;
      return known;
    }
    this.#lastText = null;
    const number = this.#free.pop() ?? this.#texts.length;
    this.#texts[number] = text;
    if (number >= this.#uses.length) this.#makeRoom();
    this.#uses[number] = 1;
    this.#numbers.set(text, number);
    return number;
  }

  /** One label set less uses the number; the value is forgotten with the last. */
  release(number: number): void {
    const uses = (this.#uses[number] ?? 0) - 1;
    this.#uses[number] = uses;
    if (uses > 0) return;
    this.#lastText = null;
    this.#numbers.delete(this.text(number));
    this.#texts[number] = '';
    this.#free.push(number);
  }

  #makeRoom(): void {
    const more = new Uint32Array(this.#uses.length * 2);
    more.set(this.#uses);
    this.#uses = more;
  }
}
