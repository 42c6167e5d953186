import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../../tests/support/temporary_directory.ts';
import { claimStack } from './one_stack.ts';

const ADDRESS = 'http://127.0.0.1:9090';

test('a directory that nobody has is claimed, made where it is missing', async () => {
  const directory = join(await temporaryDirectory(), 'state/native');

  const release = await claimStack(directory, ADDRESS);

  expect(existsSync(directory)).toBe(true);
  await release();
});

test('a second claim says where the first stack is and how to stop it', async () => {
  const directory = await temporaryDirectory();
  const release = await claimStack(directory, ADDRESS);

  await expect(claimStack(directory, 'http://127.0.0.1:19090')).rejects.toThrow(
    new Error(
      `This stack runs already: Prometheus is at ${ADDRESS}. Ctrl-C in its terminal or \`kill ${process.pid}\` stops it. ` +
        'A second one needs an exporter.state_dir and ports of its own.',
    ),
  );
  await release();
});

test('a directory that was given back can be claimed again', async () => {
  const directory = await temporaryDirectory();

  await (await claimStack(directory, ADDRESS))();
  await (await claimStack(directory, ADDRESS))();
});

test('a directory that cannot be made is named, with what to change', async () => {
  const file = join(await temporaryDirectory(), 'file');
  await writeFile(file, '');

  await expect(claimStack(join(file, 'native'), ADDRESS)).rejects.toThrow(
    new Error(
      `The folder ${file}/native cannot be made: ENOTDIR: not a directory, mkdir '${file}/native'. Set exporter.state_dir to one that can.`,
    ),
  );
});

test('two directories are no matter to each other', async () => {
  const first = await claimStack(await temporaryDirectory(), ADDRESS);
  const second = await claimStack(await temporaryDirectory(), ADDRESS);

  await first();
  await second();
});
