/** A number with what it counts: `1 metric`, `2 metrics`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
