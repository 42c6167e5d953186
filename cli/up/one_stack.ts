import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lockStateDirectory } from '../../exporter/state_lock.ts';

/**
 * Claims the directory of a native stack for this process; the result gives it back. `address` is what a second
 * `up` tells of this one. Throws an Error that says how to reach and how to stop the stack that has it.
 */
export async function claimStack(directory: string, address: string): Promise<() => Promise<void>> {
  await mkdir(directory, { recursive: true }).catch((error: Error) => {
    throw new Error(
      `The folder ${directory} cannot be made: ${error.message}. Set exporter.state_dir to one that can.`,
    );
  });
  const note = join(directory, 'up.txt');
  const unlock = await lockStateDirectory(directory).catch(async (error: NodeJS.ErrnoException) => {
    // The kernel's own errors have a code; what is left is that somebody has it.
    if (error.code !== undefined) throw error;
    const [pid = '', where = ''] = (await readFile(note, 'utf8').catch(() => '')).split('\n');
    const stop = pid === '' ? '' : ` or \`kill ${pid}\``;
    throw new Error(
      `This stack runs already${where === '' ? '' : `: Prometheus is at ${where}`}. Ctrl-C in its terminal${stop} stops it. ` +
        'A second one needs an exporter.state_dir and ports of its own.',
    );
  });
  await writeFile(note, `${process.pid}\n${address}\n`);
  return async () => {
    await rm(note, { force: true });
    await unlock();
  };
}
