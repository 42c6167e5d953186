import { execFile } from 'node:child_process';

/** What promtool prints, and its exit status. */
export async function promtool(...args: readonly string[]): Promise<{ output: string; status: number }> {
  return await new Promise((resolve, reject) => {
    execFile('promtool', args, (error, stdout, stderr) => {
      if (error?.code === 'ENOENT')
        reject(new Error('promtool is not installed; it is part of Debian’s package prometheus.'));
      else resolve({ output: stdout + stderr, status: Number(error?.code ?? 0) });
    });
  });
}
