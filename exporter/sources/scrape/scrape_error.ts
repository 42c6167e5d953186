/** Why a scrape has failed. */
export class ScrapeError extends Error {
  override readonly name = 'ScrapeError';
  /** One of a few fixed words. */
  readonly reason: string;

  /** `problem` is a sentence, or several: what, where, why, what to do. */
  constructor(reason: string, problem: string) {
    super(problem);
    this.reason = reason;
  }
}
