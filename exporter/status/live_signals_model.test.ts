import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rounded } from './history.ts';
import { Producer, signalsUnderTest } from './testing.ts';
import type { SignalsView } from './view.ts';

const BOUNDS = [0.1, 0.5, 1];
const SERVICES = ['a', 'b'];
const ROUTES = ['/', '/users/:id'];
/** Ticks whose requests the signals of a service are made of. */
const MINUTE = 12;

interface Request {
  readonly by: 0 | 1;
  readonly service: string;
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
}

type Act =
  | { readonly act: 'request'; readonly request: Request }
  | { readonly act: 'end' | 'restart'; readonly by: 0 | 1 }
  | { readonly act: 'tick' | 'sleep' | 'fall behind' | 'catch up' };

const by = fc.constantFrom(0 as const, 1 as const);
const request = fc.record({
  by,
  service: fc.constantFrom(...SERVICES),
  route: fc.constantFrom(...ROUTES),
  status: fc.constantFrom(200, 404, 500, 503),
  seconds: fc.constantFrom(0.01, 0.1, 0.3, 0.7, 5),
});
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 12, arbitrary: request.map((its) => ({ act: 'request' as const, request: its })) },
  { weight: 6, arbitrary: fc.constant({ act: 'tick' as const }) },
  { weight: 3, arbitrary: fc.record({ act: fc.constantFrom('end' as const, 'restart' as const), by }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('sleep', 'fall behind', 'catch up').map((its) => ({ act: its as 'sleep' })),
  },
);

/** What signals must come to, in the fewest words: all requests are kept, and counted anew at each tick. */
class Model {
  /** Requests of ticks that count, the oldest first. */
  #ticks: Request[][] = [];
  #pending: Request[] = [];
  readonly #known = new Set<string>();
  /** Ticks after which one may count again. */
  #blind = 1;
  #hasBegun = false;

  request(its: Request): void {
    this.#pending.push(its);
  }

  /** What it has counted since the last tick nobody has seen. */
  end(producer: number): void {
    this.#pending = this.#pending.filter((one) => one.by !== producer);
  }

  /** Before the first tick, nobody can know of it. */
  sleep(): void {
    if (this.#hasBegun) this.#blind = 2;
  }

  tick(isComplete: boolean): void {
    const counts = isComplete && this.#blind === 0;
    if (isComplete) for (const { service } of this.#pending) this.#known.add(service);
    this.#ticks = counts ? [...this.#ticks, this.#pending].slice(-MINUTE) : [];
    if (isComplete) this.#pending = [];
    this.#hasBegun = true;
    this.#blind = isComplete ? Math.max(0, this.#blind - 1) : Math.max(1, this.#blind - 1);
  }

  signals(service: string): SignalsView | null {
    if (!this.#known.has(service)) return null;
    if (this.#ticks.length === 0) return { traffic: null, errorRatio: null, p50: null, p95: null, p99: null };
    const its = this.#ticks.flat().filter((one) => one.service === service);
    const failed = its.filter(({ status }) => status >= 500);
    const at = (q: number) =>
      quantile(
        q,
        its.map(({ seconds }) => seconds),
      );
    return {
      traffic: rounded(its.length / (this.#ticks.length * 5)),
      errorRatio: its.length === 0 ? null : rounded(failed.length / its.length),
      p50: at(0.5),
      p95: at(0.95),
      p99: at(0.99),
    };
  }
}

/** As Prometheus estimates it: linear in the bucket that the rank lies in. */
function quantile(q: number, values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const upTo = (bound: number) => values.filter((value) => value <= bound).length;
  const rank = q * values.length;
  const index = BOUNDS.findIndex((bound) => upTo(bound) >= rank);
  if (index < 0) return BOUNDS.at(-1) ?? null;
  const [lower, upper] = [BOUNDS[index - 1] ?? 0, BOUNDS[index] ?? 0];
  const below = index === 0 ? 0 : upTo(lower);
  return rounded(lower + ((upper - lower) * (rank - below)) / (upTo(upper) - below));
}

test('whatever is counted by whom, services show what a list of all requests says', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 50, maxLength: 100 }), async (acts) => {
      const { time, registry, live, state, ticks } = signalsUnderTest(BOUNDS);
      const producers = [new Producer(registry), new Producer(registry)] as const;
      const model = new Model();
      for (const its of acts) {
        if (its.act === 'request') {
          const { by: producer, service, route, ...more } = its.request;
          // No two series begin at the same time.
          time.pass(1);
          producers[producer].request(service, route, more);
          model.request(its.request);
        } else if (its.act === 'end') {
          producers[its.by].end();
          model.end(its.by);
        } else if (its.act === 'restart') producers[its.by].restart();
        else if (its.act === 'sleep') {
          time.jump(3_600_000);
          model.sleep();
        } else if (its.act === 'tick') {
          await ticks();
          model.tick(state.isComplete);
          for (const { service, traffic, errorRatio, p50, p95, p99 } of live.services) {
            expect({ traffic, errorRatio, p50, p95, p99 }).toEqual(model.signals(service));
          }
        } else state.isComplete = its.act === 'catch up';
      }
    }),
    { numRuns: 120 },
  );
});
