/** How long the same trouble of a program is not shown again. */
export const QUIET_MS = 5 * 60_000;
/** Most different troubles that are remembered; beyond it the one that was shown first is forgotten. */
const MOST = 1_000;

interface Seen {
  count: number;
  shownAt: number;
}

/** Keeps trouble that a program reports over and over from hiding everything else on the terminal. */
export class RepeatedProblems {
  readonly #seen = new Map<string, Seen>();

  /**
   * What to show of a problem that a program reports at `now`, in milliseconds: its text, the number of times
   * where it is shown anew after a while, and null while the same one was shown just before. Texts that differ in
   * numbers only are the same.
   */
  admit(program: string, text: string, now: number): string | null {
    const key = `${program}: ${text.replace(/\d+/g, '0')}`;
    const seen = this.#seen.get(key);
    if (seen === undefined) {
      const [oldest] = this.#seen.keys();
      if (this.#seen.size >= MOST && oldest !== undefined) this.#seen.delete(oldest);
      this.#seen.set(key, { count: 1, shownAt: now });
      return text;
    }
    seen.count += 1;
    if (now - seen.shownAt < QUIET_MS) return null;
    seen.shownAt = now;
    return `${text} (${seen.count} times by now)`;
  }
}
