import { BrokenLink } from './broken_link.ts';

/** One link of the way of an alert, after it was tried. */
export interface Hop {
  readonly name: string;
  readonly held: boolean;
  /** Since the drill began. */
  readonly seconds: number;
  /** What was seen; where it did not hold, why not. */
  readonly detail: string;
  /** What to do where it did not hold. */
  readonly remedy: string | null;
}

/** The hops of one drill, told as they come. */
export class HopLog {
  readonly hops: Hop[] = [];
  readonly #tell: (hop: Hop) => void;
  readonly #begun = performance.now();

  constructor(tell: (hop: Hop) => void) {
    this.#tell = tell;
  }

  held(name: string, detail: string): void {
    this.#add(name, true, detail, null);
  }

  broken(name: string, { message, remedy }: BrokenLink): void {
    this.#add(name, false, message, remedy);
  }

  /** Tries a hop; null where a BrokenLink was thrown, and noted. Throws what else is thrown. */
  async try<T>(name: string, attempt: () => Promise<{ detail: string; value: T }>): Promise<T | null> {
    try {
      const { detail, value } = await attempt();
      this.held(name, detail);
      return value;
    } catch (error) {
      if (!(error instanceof BrokenLink)) throw error;
      this.broken(name, error);
      return null;
    }
  }

  #add(name: string, held: boolean, detail: string, remedy: string | null): void {
    const seconds = Math.round(performance.now() - this.#begun) / 1000;
    const hop = { name, held, seconds, detail, remedy };
    this.hops.push(hop);
    this.#tell(hop);
  }
}
