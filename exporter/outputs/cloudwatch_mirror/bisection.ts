/**
 * How a request that was refused is sent again: in pieces, cut where the culprit is said to be or else in halves, until it
 * stands alone. With c culprits among n datums that takes at most about 2·c·log₂(n) requests.
 */
export class Bisection {
  #pieces: number[] = [];

  /** How many datums the next request may have at most. */
  get limit(): number {
    return this.#pieces[0] ?? Number.POSITIVE_INFINITY;
  }

  /** A request of so many datums, more than one, was refused; `culprit` is the index of the one at fault, if known. */
  refused(length: number, culprit: number | null): void {
    this.done(length);
    const at = culprit !== null && culprit < length ? culprit : null;
    const half = Math.ceil(length / 2);
    const pieces = at === null ? [half, length - half] : [at, 1, length - at - 1];
    this.#pieces = [...pieces.filter((piece) => piece > 0), ...this.#pieces];
  }

  /** So many datums were sent or dropped. */
  done(length: number): void {
    let left = length;
    while (left > 0) {
      const piece = this.#pieces.shift();
      if (piece === undefined) return;
      if (piece > left) this.#pieces.unshift(piece - left);
      left -= piece;
    }
  }
}
