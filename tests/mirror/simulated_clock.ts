import { AsyncLocalStorage } from 'node:async_hooks';
import { onTestFinished, vi } from 'vitest';
import type { Clock } from '../../exporter/clock.ts';

/** A clock that passes, and is set, as a test says. */
export class SimulatedClock implements Clock {
  #wall: number;
  #uptime = 0;
  readonly #inside = new AsyncLocalStorage<true>();

  /** Begins at a time in milliseconds since 1970. It holds for the running test. */
  constructor(wall: number) {
    this.#wall = wall;
    const real = Date.now;
    const spied = vi
      .spyOn(Date, 'now')
      .mockImplementation(() => (this.#inside.getStore() === true ? this.#wall : real()));
    onTestFinished(() => spied.mockRestore());
  }

  now = () => this.#wall;
  uptime = () => this.#uptime;

  pass(milliseconds: number): void {
    this.#wall += milliseconds;
    this.#uptime += milliseconds;
  }

  /** Somebody sets the clock; no time passes. */
  set(wall: number): void {
    this.#wall = wall;
  }

  /** In there `Date.now` goes by this clock, and so does all that is begun there; CloudWatch keeps the machine's time. */
  run<T>(work: () => T): T {
    return this.#inside.run(true, work);
  }
}
