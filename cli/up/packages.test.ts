import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { temporaryDirectory } from '../../tests/support/temporary_directory.ts';
import { findProgram, installPackages } from './packages.ts';

let directory: string;

beforeEach(async () => {
  directory = await temporaryDirectory();
  for (const folder of ['first', 'second']) await mkdir(join(directory, folder));
});

const pathOf = (...folders: readonly string[]) =>
  folders.map((folder) => join(directory, folder)).join(delimiter);

async function program(path: string, mode = 0o755): Promise<string> {
  const file = join(directory, path);
  await writeFile(file, '#!/bin/sh\n');
  await chmod(file, mode);
  return file;
}

describe('a program on the PATH', () => {
  test('is found in the first folder that has it', async () => {
    const first = await program('first/tool');
    const second = await program('second/tool');

    expect(await findProgram(['tool'], pathOf('first', 'second'))).toBe(first);
    expect(await findProgram(['tool'], pathOf('second', 'first'))).toBe(second);
  });

  test('is the first name that is anywhere', async () => {
    await program('first/older-name');
    const wanted = await program('second/name');

    expect(await findProgram(['name', 'older-name'], pathOf('first', 'second'))).toBe(wanted);
  });

  test('may be a link', async () => {
    await symlink(await program('second/tool'), join(directory, 'first/link'));

    expect(await findProgram(['link'], pathOf('first'))).toBe(join(directory, 'first/link'));
  });

  test('is no folder, no link to nowhere and no file that cannot be executed', async () => {
    await mkdir(join(directory, 'first/folder'));
    await symlink('nowhere', join(directory, 'first/lost'));
    await program('first/text', 0o644);

    for (const name of ['folder', 'lost', 'text', 'absent'])
      expect(await findProgram([name], pathOf('first', 'second')), name).toBeNull();
  });

  test('is not the folder of its name where an empty entry of the PATH means the current folder', async () => {
    // As `prometheus/` in the root of the repository is.
    expect(await findProgram(['cli', 'prometheus'], '')).toBeNull();
  });

  test('is found below a folder that is not there', async () => {
    const tool = await program('second/tool');

    expect(await findProgram(['tool'], pathOf('nowhere', 'second'))).toBe(tool);
  });
});

test('where there is no apt-get, the message says what is missing', async () => {
  await expect(installPackages(['prometheus', 'prometheus-alertmanager'], pathOf('first'))).rejects.toThrow(
    new Error(
      'prometheus and prometheus-alertmanager are missing, and this system has no apt-get. Install what is missing so that it is on the PATH.',
    ),
  );
});
