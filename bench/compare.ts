/** One of several ways to do the same work. */
export interface Candidate {
  readonly name: string;
  readonly run: () => unknown;
}

const ROUNDS = 15;
const WARM_UP = 3;

/**
 * Times candidates in turns, so that what else the machine does meets all alike, and prints the median of each
 * and its ratio to the first.
 */
export async function compare(title: string, candidates: readonly Candidate[]): Promise<void> {
  const times = candidates.map((): number[] => []);
  for (let round = 0; round < ROUNDS + WARM_UP; round += 1) {
    for (const [index, candidate] of candidates.entries()) {
      const start = performance.now();
      await candidate.run();
      if (round >= WARM_UP) times[index]?.push(performance.now() - start);
    }
  }
  process.stdout.write(`\n${title}\n`);
  const [first = 1] = times.map(median);
  for (const [index, { name }] of candidates.entries()) {
    const time = median(times[index] ?? []);
    process.stdout.write(
      `  ${name.padEnd(34)} ${time.toFixed(2).padStart(10)} ms  × ${(time / first).toFixed(2)}\n`,
    );
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
