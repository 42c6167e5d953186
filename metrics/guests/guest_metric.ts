import type { FamilySamples, Sample } from '../family.ts';

/** What one reader has brought of a metric. */
export interface Brought {
  readonly help: string;
  readonly values: readonly Sample[];
  readonly isShown: boolean;
}

/** A metric that somebody else counts, with the face of a prom-client metric; all readers' series of it. */
export class GuestMetric {
  readonly name: string;
  readonly type: string;
  readonly #brought = new Map<unknown, Brought>();
  readonly #face: { readonly name: string; readonly type: string; get(): FamilySamples };
  #all: readonly Sample[] | null = null;

  constructor(name: string, type: string) {
    this.name = name;
    this.type = type;
    const get = () => this.#samples([...this.#brought.values()].filter(({ isShown }) => isShown));
    this.#face = { name, type, get };
  }

  get help(): string {
    return this.#brought.values().next().value?.help ?? '';
  }

  get isEmpty(): boolean {
    return this.#brought.size === 0;
  }

  /** What pages have in its place; null for nothing. */
  get onPages(): { readonly name: string; readonly type: string; get(): FamilySamples } | null {
    return this.#brought.values().some(({ isShown }) => isShown) ? this.#face : null;
  }

  /** Takes what a reader has brought instead of what it brought before; null for nothing. */
  bring(reader: unknown, brought: Brought | null): void {
    this.#all = null;
    if (brought === null) this.#brought.delete(reader);
    else this.#brought.set(reader, brought);
  }

  /** prom-client's collection: every reader's series, whether pages have them or not. */
  get(): FamilySamples {
    this.#all ??= this.#samples([...this.#brought.values()]).values;
    return { name: this.name, help: this.help, type: this.type, values: this.#all };
  }

  /** prom-client's reset, which nobody can do to what is counted elsewhere. */
  reset(): void {}

  #samples(brought: readonly Brought[]): FamilySamples {
    const [only, ...others] = brought;
    const values = others.length === 0 ? (only?.values ?? []) : brought.flatMap((one) => one.values);
    return { name: this.name, help: only?.help ?? '', type: this.type, values };
  }
}
