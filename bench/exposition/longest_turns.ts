/**
 * The most that passes between two immediates that follow at once, by each of the clocks that are looked at: for so long nothing else
 * could run on this thread.
 */
export async function longestTurns<Times extends object>(
  now: () => Times & Record<keyof Times, number>,
  work: () => Promise<void>,
): Promise<Record<keyof Times, number>> {
  let last = now();
  const clocks = Object.keys(last) as (keyof Times)[];
  const longest = Object.fromEntries(clocks.map((clock) => [clock, 0])) as Record<keyof Times, number>;
  let isOver = false;
  const look = () => {
    const present = now();
    for (const clock of clocks) longest[clock] = Math.max(longest[clock], present[clock] - last[clock]);
    last = present;
  };
  const probe = () => {
    look();
    if (!isOver) setImmediate(probe);
  };
  await new Promise((resolve) => setImmediate(resolve));
  last = now();
  setImmediate(probe);
  await work();
  isOver = true;
  await new Promise((resolve) => setImmediate(resolve));
  look();
  return longest;
}
