import { createHash } from 'node:crypto';
import { mkdir, realpath } from 'node:fs/promises';
import { createServer } from 'node:net';
import { platform } from 'node:os';

/**
 * Claims a state directory, made if it is missing, for this process; the result gives it back. Two exporters
 * on one directory would each overwrite what the other counted. The claim is an abstract Unix socket, which
 * the kernel frees however the process ends. It is seen within one network namespace only, so not by exporters in
 * other containers; elsewhere than on Linux there is none, and no claim.
 * Throws an Error where another process has it, or where the directory cannot be made.
 */
export async function lockStateDirectory(directory: string): Promise<() => Promise<void>> {
  await mkdir(directory, { recursive: true }).catch((error: Error) => {
    throw new Error(
      `The state directory ${directory} cannot be made: ${error.message}. Set exporter.state_dir to one that can.`,
    );
  });
  if (platform() !== 'linux') return async () => {};
  const name = createHash('sha256')
    .update(await realpath(directory))
    .digest('hex');
  // Whoever connects would otherwise hold up the giving back.
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const inUse = `Another exporter uses the state directory ${directory}. Stop it, or give this one an exporter.state_dir of its own.`;
      reject(error.code === 'EADDRINUSE' ? new Error(inUse) : error);
    });
    server.listen(`\0goldwatch:${name}`, resolve);
  });
  server.unref();
  return () => new Promise((resolve) => server.close(() => resolve()));
}
