import { spawn } from 'node:child_process';
import { findProgram } from './packages.ts';

/**
 * What stands before a command so that it ends when this process does, even by `kill -9`: util-linux's setpriv,
 * which asks the kernel for a SIGTERM at its parent's death. Nothing where there is no setpriv that can do it;
 * what a killed `up` started then stays behind.
 */
export async function endWithParent(path: string): Promise<readonly string[]> {
  const setpriv = await findProgram(['setpriv'], path);
  if (setpriv === null) return [];
  const launcher = [setpriv, '--pdeathsig', 'TERM', '--'];
  return (await succeeds([...launcher, process.execPath, '--version'])) ? launcher : [];
}

function succeeds([command = '', ...args]: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: 'ignore' });
    child.once('error', () => resolve(false));
    child.once('close', (code) => resolve(code === 0));
  });
}
