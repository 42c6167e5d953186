import type { Stack } from '../definition/stack.ts';

/**
 * How soon news of a group of alerts may follow at the earliest. Of a pair, one Alertmanager lets the other go first for
 * 15 s, and then tells what it has not heard of, even if that is over meanwhile: news within this time come twice.
 * Containers may be a pair.
 */
export function soonestNews({ name }: Pick<Stack, 'name'>): string {
  return name === 'compose' ? '20s' : '5s';
}
