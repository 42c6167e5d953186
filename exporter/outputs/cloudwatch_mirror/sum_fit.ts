import type { Slot } from './value_slots.ts';

/** A lower end belongs to the bucket below: a value stays this share of its way off it. */
const NEAREST = 2 ** -40;

/**
 * Moves values towards their upper or their lower ends, all by the same share of their ways, until they add up to a sum. Answers
 * what is still missing then: a sum that no values in these slots can have leaves them at their ends.
 */
export function fitToSum(slots: readonly Slot[], sum: number): number {
  const start = addedUp(slots);
  const isUp = sum > start;
  let [end, room] = [0, 0];
  for (const { value, lower, upper, count } of slots) {
    end += (isUp ? upper : lower) * count;
    room += (isUp ? upper - value : value - lower) * count;
  }
  const beyond = isUp ? end - sum : sum - end;
  // As a share of the way that is left: near an end of zero, it is this that must be precise.
  const left = room > 0 ? Math.min(1, Math.max(0, beyond / room)) : 0;
  for (const slot of slots) {
    const { value, lower, upper } = slot;
    if (isUp) slot.value = Math.max(value, upper - (upper - value) * left);
    else slot.value = Math.min(value, lower + (value - lower) * left);
    if (slot.value <= lower && !slot.isOpenBelow) slot.value = lower + (value - lower) * NEAREST;
  }
  if (beyond < 0) moveBeyond(slots, sum, isUp);
  return sum - addedUp(slots);
}

/** What values come to, each as often as it counts. */
export function addedUp(slots: readonly Slot[]): number {
  let sum = 0;
  for (const { value, count } of slots) sum += value * count;
  return sum;
}

/** What is still missing is beyond the end that is open, if one is. */
function moveBeyond(slots: readonly Slot[], sum: number, isUp: boolean): void {
  const open = slots.find((slot) => (isUp ? slot.isOpenAbove : slot.isOpenBelow));
  if (open !== undefined) open.value += (sum - addedUp(slots)) / open.count;
}
