import { spawn } from 'node:child_process';
import { constants, rmSync } from 'node:fs';
import { access, stat, writeFile } from 'node:fs/promises';
import { delimiter, resolve } from 'node:path';

const POLICY = '/usr/sbin/policy-rc.d';
const ENDING = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Absolute path of the first of these programs that is on the PATH; null where none is. */
export async function findProgram(names: readonly string[], path: string): Promise<string | null> {
  for (const name of names) {
    for (const directory of path.split(delimiter)) {
      const file = resolve(directory, name);
      // A folder can be «executed» too.
      const found = await access(file, constants.X_OK)
        .then(async () => (await stat(file)).isFile())
        .catch(() => false);
      if (found) return file;
    }
  }
  return null;
}

/**
 * Installs Debian packages, without starting the services that they bring.
 * Throws an Error with the command to give where this is no Debian, this user may not, or apt fails.
 */
export async function installPackages(packages: readonly string[], path: string): Promise<void> {
  const byHand = `By hand: sudo apt-get install ${packages.join(' ')}`;
  const missing = `${packages.join(' and ')} ${packages.length === 1 ? 'is' : 'are'} missing`;
  if ((await findProgram(['apt-get'], path)) === null) {
    throw new Error(
      `${missing}, and this system has no apt-get. Install what is missing so that it is on the PATH.`,
    );
  }
  if (process.getuid?.() !== 0) throw new Error(`${missing}, and only root may install packages. ${byHand}`);
  await withoutStartingServices(async () => {
    await apt(['update'], byHand);
    await apt(['install', '--yes', '--no-install-recommends', ...packages], byHand);
  });
}

// Debian starts what it installs; its Prometheus would take the very port that ours is about to use.
async function withoutStartingServices(work: () => Promise<void>): Promise<void> {
  const ours = await writeFile(POLICY, '#!/bin/sh\nexit 101\n', { flag: 'wx', mode: 0o755 }).then(
    () => true,
    () => false,
  );
  const remove = () => {
    if (ours) rmSync(POLICY, { force: true });
  };
  // Left behind, it would keep every package that is installed later from starting its service.
  const endBy = (signal: NodeJS.Signals) => {
    remove();
    process.kill(process.pid, signal);
  };
  for (const signal of ENDING) process.once(signal, endBy);
  try {
    await work();
  } finally {
    for (const signal of ENDING) process.off(signal, endBy);
    remove();
  }
}

async function apt(args: readonly string[], byHand: string): Promise<void> {
  const child = spawn('apt-get', ['--quiet', ...args], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data: Buffer) => {
      output = (output + data.toString()).slice(-4_000);
    });
  }
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (status !== 0) throw new Error(`apt-get ${args[0]} failed:\n${output.trim()}\n${byHand}`);
}
