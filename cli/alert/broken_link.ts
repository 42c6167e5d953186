/** Raised where a link of the way of an alert does not hold: why, and what to do about it; both in whole sentences. */
export class BrokenLink extends Error {
  override readonly name = 'BrokenLink';
  readonly remedy: string;

  constructor(why: string, remedy: string) {
    super(why);
    this.remedy = remedy;
  }
}
