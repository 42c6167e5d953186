import { FilterError } from './filter_error.ts';

/** What is wrong with a pattern or a selector, as whoever reads it finds; null where nothing is. Throws whatever else it throws. */
export function problemOf(read: () => unknown): FilterError | null {
  try {
    read();
    return null;
  } catch (error) {
    if (error instanceof FilterError) return error;
    throw error;
  }
}
