const TIME_STEPS_MS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400, 172_800,
  604_800, 1_209_600, 2_592_000,
].map((seconds) => seconds * 1_000);

const DAY_MS = 86_400_000;

/** Round values from `low` to `high` that lines of a grid are drawn at, at most `count` or so; round in binary for bytes. */
export function valueTicks(low: number, high: number, count: number, base: 2 | 10 = 10): number[] {
  const span = high - low;
  if (!(span > 0)) return [low];
  const raw = span / Math.max(1, count);
  const magnitude = base ** Math.floor(Math.log(raw * (1 + 1e-12)) / Math.log(base));
  const factors = base === 2 ? [1, 2] : [1, 2, 2.5, 5, 10];
  const step = (factors.find((factor) => factor * magnitude >= raw) ?? base) * magnitude;
  const ticks: number[] = [];
  const first = Math.ceil(low / step - 1e-9);
  for (let index = first; index * step <= high + step * 1e-9; index += 1) {
    ticks.push(Number((index * step).toPrecision(12)));
  }
  return ticks;
}

/** Round moments within a range, at most `count` or so, with what to write at each. All times are Unix milliseconds. */
export function timeTicks(fromMs: number, toMs: number, count: number): { timeMs: number; text: string }[] {
  const ideal = (toMs - fromMs) / Math.max(1, count);
  const step = TIME_STEPS_MS.find((candidate) => candidate >= ideal) ?? DAY_MS * 30;
  const ticks: { timeMs: number; text: string }[] = [];
  // On the hour of where the reader is, rather than of Greenwich.
  const offset = new Date(fromMs).getTimezoneOffset() * 60_000;
  for (let at = Math.ceil((fromMs - offset) / step) * step + offset; at <= toMs; at += step) {
    ticks.push({ timeMs: at, text: timeText(at, step) });
  }
  return ticks;
}

/** The highest value to draw and the lowest, with room above; fixed ends stay as they are. */
export function valueRange(
  values: readonly number[],
  ends: { min?: number | undefined; max?: number | undefined; softMax?: number | undefined },
): [low: number, high: number] {
  const finite = values.filter(Number.isFinite);
  const lowest = finite.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const highest = finite.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const low =
    ends.min ?? (Number.isFinite(lowest) ? Math.min(lowest, highest - Math.abs(highest) * 0.05) : 0);
  const soft = Math.max(Number.isFinite(highest) ? highest : low, ends.softMax ?? Number.NEGATIVE_INFINITY);
  const high = ends.max ?? soft + (soft - low) * 0.05;
  return high > low ? [low, high] : [low, low + 1];
}

function timeText(timeMs: number, stepMs: number): string {
  const pad = (part: number) => String(part).padStart(2, '0');
  const date = new Date(timeMs);
  if (stepMs >= DAY_MS) return `${pad(date.getMonth() + 1)}/${pad(date.getDate())}`;
  const minutes = `${pad(date.getHours())}:${pad(date.getMinutes())}`;
  return stepMs < 60_000 ? `${minutes}:${pad(date.getSeconds())}` : minutes;
}
