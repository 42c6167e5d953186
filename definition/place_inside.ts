import { isScalar } from 'yaml';
import type { Path, Place, Positions } from './positions.ts';

/**
 * A stretch of the text at a path, from an offset on. A text that the environment filled in, or that the file folds, has
 * no places inside: then it is the place of the text, and `isExact` is false.
 */
export function placeInside(
  path: Path,
  at: number,
  length: number,
  positions: Positions,
): Place & { readonly isExact: boolean } {
  const node = positions.node(path);
  const inside = isScalar(node) && node.value === node.source ? positions.inside(node, at, length) : null;
  return { ...(inside ?? positions.value(path)), isExact: inside !== null };
}
