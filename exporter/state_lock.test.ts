import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryDirectory } from '../tests/support/temporary_directory.ts';
import { lockStateDirectory } from './state_lock.ts';

const taken = (directory: string) =>
  new Error(
    `Another exporter uses the state directory ${directory}. Stop it, or give this one an exporter.state_dir of its own.`,
  );

test('a directory is made, belongs to one at a time, and is given back', async () => {
  const directory = join(await temporaryDirectory(), 'deep/state');
  const unlock = await lockStateDirectory(directory);

  await expect(lockStateDirectory(directory)).rejects.toThrow(taken(directory));
  await unlock();

  await (await lockStateDirectory(directory))();
});

test('a directory is known under each of its names', async () => {
  const home = await temporaryDirectory();
  await mkdir(join(home, 'state'));
  await symlink('state', join(home, 'other'));
  const unlock = await lockStateDirectory(join(home, 'state'));
  onTestFinished(unlock);

  await expect(lockStateDirectory(join(home, 'other'))).rejects.toThrow(taken(join(home, 'other')));
});

test('a directory that cannot be made is named, with what to do', async () => {
  const home = await temporaryDirectory();
  await writeFile(join(home, 'file'), '');
  const directory = join(home, 'file/state');

  await expect(lockStateDirectory(directory)).rejects.toThrow(
    new Error(
      `The state directory ${directory} cannot be made: ENOTDIR: not a directory, mkdir '${directory}'. ` +
        'Set exporter.state_dir to one that can.',
    ),
  );
});

test('whoever connects to the claim cannot keep it from being given back', async () => {
  const directory = await temporaryDirectory();
  const unlock = await lockStateDirectory(directory);
  const name = createHash('sha256').update(directory).digest('hex');
  const stranger = connect(`\0goldwatch:${name}`);
  stranger.on('error', () => {});
  await once(stranger, 'connect');

  await unlock();
  await (await lockStateDirectory(directory))();
});
