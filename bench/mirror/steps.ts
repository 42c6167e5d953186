/** Intervals that end when somebody says so, one after another. */
export class Steps {
  #wanted = Promise.withResolvers<void>();
  #next = Promise.withResolvers<number>();

  /** The beginnings of intervals, for whoever mirrors them; without an end. */
  async *intervals(): AsyncGenerator<number, void> {
    for (;;) {
      this.#wanted.resolve();
      yield await this.#next.promise;
    }
  }

  /** Ends an interval that began at this time, and resolves when it has been dealt with. */
  async end(begin: number): Promise<void> {
    await this.#wanted.promise;
    this.#wanted = Promise.withResolvers();
    const { resolve } = this.#next;
    this.#next = Promise.withResolvers();
    resolve(begin);
    await this.#wanted.promise;
  }
}
