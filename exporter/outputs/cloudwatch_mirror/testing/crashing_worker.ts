// The worker, but that it crashes once, when it is about to say that a batch is durable, or when it hears of one.
import { existsSync, writeFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import type { FromWorker, ToWorker, WorkerSettings } from '../worker_protocol.ts';

const { spool } = workerData as WorkerSettings;
const port = parentPort;
if (port === null) throw new Error('This is a worker.');

function crashOnce(when: 'heard' | 'durable'): void {
  const note = `${spool.directory}.${when}`;
  if (existsSync(note)) return;
  writeFileSync(note, '');
  process.exit(7);
}

const say = port.postMessage.bind(port);
port.postMessage = (message: FromWorker) => {
  if (message.type === 'kept') crashOnce('durable');
  say(message);
};
port.on('message', (message: ToWorker) => {
  if (message.type === 'end') crashOnce('heard');
});
await import('../worker.ts');
