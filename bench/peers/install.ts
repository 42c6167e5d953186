import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../exposition/processes.ts';

// Scripts would build a native module that no measurement needs; Fastify, a peer dependency, is goldwatch's own.
const NPM_CI = ['npm', 'ci', '--ignore-scripts', '--omit=peer', '--omit=optional', '--no-audit', '--no-fund'];

let installed: Promise<string | null> | undefined;

/**
 * Installs what package-lock.json of this folder names, where it is missing or has changed; once per run.
 * The result is null, or why it could not be done.
 */
export function installPeers(): Promise<string | null> {
  installed ??= install();
  return installed;
}

async function install(): Promise<string | null> {
  const folder = import.meta.dirname;
  const lock = createHash('sha256')
    .update(await readFile(join(folder, 'package-lock.json')))
    .digest('hex');
  const stamp = join(folder, 'node_modules', '.goldwatch-lock');
  if ((await readFile(stamp, 'utf8').catch(() => '')) === lock) return null;
  process.stderr.write('Installing the peers of the bench from the npm registry…\n');
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('npm_')));
  const { code, said } = await run(NPM_CI, { cwd: folder, env });
  if (code !== 0) return `not installed (\`npm ci\` in bench/peers: ${lastLine(said)})`;
  await writeFile(stamp, lock);
  return null;
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
