import { expect, test } from 'vitest';
import { Files } from './files.ts';
import { processesIn } from './processes.ts';
import { change, writableTree } from './testing.ts';

test('processes of the cgroups below count, each once, and hidden ones too', async () => {
  const root = await writableTree();
  await change(root, {
    '/app/cgroup.procs': '10\n0\n10\n0\n',
    '/app/worker/cgroup.procs': '11\n',
    '/app/worker/deep/cgroup.procs': '12\n10\n',
  });
  expect(await processesIn(new Files(root), '/app')).toEqual([10, 11, 12, 0, 0]);
});

test('threaded cgroups, whose processes are listed above and cannot be read, are passed over', async () => {
  const root = await writableTree();
  await change(root, {
    '/app/cgroup.procs': '10\n',
    '/app/pool/cgroup.type': 'threaded\n',
    // A directory cannot be read either.
    '/app/pool/cgroup.procs/x': '',
  });
  expect(await processesIn(new Files(root), '/app')).toEqual([10]);
});
