import type { Commands } from '../contestant.ts';

/** Node, the TypeScript loader and this bench's protocol: what every contestant in this language has to carry. */
export function create(): Commands {
  return { fill: () => null, serve: () => 0 };
}
