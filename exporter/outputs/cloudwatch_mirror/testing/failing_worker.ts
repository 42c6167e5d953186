// The worker, but that it crashes whenever it hears of a batch.
import { parentPort } from 'node:worker_threads';
import type { ToWorker } from '../worker_protocol.ts';

const port = parentPort;
if (port === null) throw new Error('This is a worker.');

port.on('message', (message: ToWorker) => {
  if (message.type === 'end') process.exit(7);
});
await import('../worker.ts');
