// Hands batches of datums over to the worker without rest, each datum with a name of its own, as the mirror does: after a
// crash it goes on where the spool says that it stopped. Arguments: spool directory, URL of CloudWatch, policy, «append» or
// «drain», which appends nothing and ends when all is sent. Says how it stands in lines of JSON.
import { writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { partsOf } from '../spool_parts.ts';
import { WorkerLink } from '../worker_link.ts';
import { datums } from './datums.ts';
import { workerSettings } from './worker_settings.ts';

const [directory = '', url = '', policy = 'resend', task = 'append'] = process.argv.slice(2);
const say = (what: object) => writeSync(1, `${JSON.stringify(what)}\n`);

const link = new WorkerLink({
  settings: workerSettings(directory, url, policy === 'drop' ? 'drop' : 'resend'),
  log: (level, message) => say({ level, message }),
  restart: { firstMs: 10, longestMs: 100 },
});
let next = Number((await link.ready)?.slice(1) ?? 0);
say({ ready: next, inDoubt: link.status.counts.inDoubt });

while (task === 'append') {
  const count = 1 + Math.floor(Math.random() * 300);
  await link.append(partsOf(datums(next, count)), `n${next + count}`);
  next += count;
  await sleep(Math.random() * 20);
}
while (link.status.spool.datums > 0) await sleep(20);
say({ appended: next, status: link.status });
await link.stop(5000);
