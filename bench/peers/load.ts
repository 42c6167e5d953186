import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(join(import.meta.dirname, 'package.json'));

/**
 * A package of this folder. The caller says what it uses of it, since its types are there only where it is
 * installed.
 */
export function loadPeer<T>(name: string): T {
  return require(name) as T;
}
