import type { Numbers } from './numbers_of_line.ts';
import type { ParsedFamily, ParsedSample } from './parsed_family.ts';

/** The families of a page with some of them changed; those before stay as they are. */
export class FamilyChanges {
  readonly before: readonly ParsedFamily[];
  readonly #values: (ParsedSample[] | undefined)[] = [];
  readonly #replaced = new Map<number, ParsedFamily>();

  constructor(before: readonly ParsedFamily[]) {
    this.before = before;
  }

  /** Gives a sample other numbers. */
  set(family: number, place: number, { value, timestamp, exemplar }: Numbers): void {
    const values = this.#values[family] ?? this.#copy(family);
    values[place] = { ...(values[place] as ParsedSample), value, timestamp, exemplar };
  }

  /** Puts a family in the place of another one, all of whose changes it has. */
  replace(family: number, replacement: ParsedFamily): void {
    this.#replaced.set(family, replacement);
  }

  /** All families, and those of them that are replacements. */
  all(): { readonly families: readonly ParsedFamily[]; readonly replaced: ReadonlySet<ParsedFamily> } {
    const families = this.before.map((family, index) => {
      const values = this.#values[index];
      return this.#replaced.get(index) ?? (values === undefined ? family : { ...family, values });
    });
    return { families, replaced: new Set(this.#replaced.values()) };
  }

  #copy(family: number): ParsedSample[] {
    const values = [...(this.before[family] as ParsedFamily).values];
    this.#values[family] = values;
    return values;
  }
}
