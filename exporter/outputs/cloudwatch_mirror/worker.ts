import { parentPort, workerData } from 'node:worker_threads';
import { AwsClock } from './aws_clock.ts';
import { Client } from './client.ts';
import { newDeliveryCounts } from './delivery_counts.ts';
import { Sender } from './sender.ts';
import { Spool } from './spool.ts';
import type { Part } from './spool_parts.ts';
import type { FromWorker, ToWorker, WorkerSettings, WorkerStatus } from './worker_protocol.ts';

const { spool: spoolSettings, destination, times, backoff, maxAgeMs } = workerData as WorkerSettings;
const port = parentPort;
if (port === null) throw new Error('worker.ts runs as a worker, see worker_link.ts.');

const say = (message: FromWorker) => port.postMessage(message);
const log = (level: 'info' | 'error', message: string) => say({ type: 'log', level, message });
const stop = new AbortController();
const breakOff = new AbortController();

const counts = newDeliveryCounts();
const spool = new Spool(spoolSettings, counts, log);
const client = new Client(destination, times);
const sender = new Sender({
  spool,
  counts,
  put: client.put,
  awsClock: new AwsClock(maxAgeMs),
  inDoubt: spoolSettings.inDoubt,
  backoff,
  log,
  onChange: () => say({ type: 'status', status: status() }),
});

let batch: { readonly id: number; readonly parts: Part[] } = { id: 0, parts: [] };
port.on('message', (message: ToWorker) => {
  if (message.type === 'part') {
    if (batch.id !== message.id) batch = { id: message.id, parts: [] };
    batch.parts.push(message.part);
  } else if (message.type === 'end') {
    const { id, mark } = message;
    const kept = spool.append({ parts: batch.id === id ? batch.parts : [], mark });
    batch = { id: 0, parts: [] };
    say({ type: 'kept', id, kept, status: status() });
    sender.wake();
  } else {
    stop.abort();
    setTimeout(() => breakOff.abort(), message.breakOffAfterMs).unref();
  }
});
say({ type: 'ready', lastMark: spool.lastMark, status: status() });

await sender.run(stop.signal, breakOff.signal);
client.close();
// Nothing holds the thread any more.
port.close();

function status(): WorkerStatus {
  const { datums, datumsInMemory, bytes } = spool;
  const { oldest, trouble, lastRequest } = sender;
  return { counts, spool: { datums, datumsInMemory, bytes, oldest }, trouble, lastRequest };
}
