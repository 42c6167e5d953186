import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { PROJECT } from './compose_file.ts';

/** What files need, directly and by way of others. */
export interface Needs {
  /** Files of the project, relative to its root. */
  readonly files: ReadonlySet<string>;
  /** Package names. */
  readonly packages: ReadonlySet<string>;
}

const STATIC = /^(?:import|export)\s+(?!type\b)(?:[^'";]*?\sfrom\s*)?'([^']+)'/gm;
const DYNAMIC = /\bimport\('([^']+)'\)/g;

/**
 * Follows the imports of files. What `lazily` says no to is not followed from that file when it is imported
 * at need: a command that loads others by name needs only those that are run.
 */
export function needsOf(entries: readonly string[], lazily: (file: string) => boolean): Needs {
  const files = new Set<string>();
  const packages = new Set<string>();
  const visit = (file: string): void => {
    if (files.has(file)) return;
    files.add(file);
    const text = readFileSync(join(PROJECT, file), 'utf8');
    for (const [, target = ''] of [
      ...text.matchAll(STATIC),
      ...(lazily(file) ? text.matchAll(DYNAMIC) : []),
    ]) {
      if (target.startsWith('.')) visit(relative(PROJECT, join(PROJECT, dirname(file), target)));
      else if (!isBuiltin(target)) packages.add(packageOf(target));
    }
  };
  for (const entry of entries) visit(entry);
  return { files, packages };
}

function isBuiltin(target: string): boolean {
  return target.startsWith('node:') || builtinModules.includes(target);
}

function packageOf(target: string): string {
  return target
    .split('/')
    .slice(0, target.startsWith('@') ? 2 : 1)
    .join('/');
}
