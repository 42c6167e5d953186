import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../../tests/support/temporary_directory.ts';
import { replaceStateFile } from './state_file.ts';

test('where a file cannot be written, the old one stays, and no half of the new one fills the disk', async () => {
  const directory = await temporaryDirectory();
  const path = join(directory, 'state.json');
  await replaceStateFile(path, 'old');
  async function* full() {
    yield 'new';
    throw new Error('ENOSPC: no space left on device, write');
  }

  await expect(replaceStateFile(path, full())).rejects.toThrow('ENOSPC: no space left on device, write');

  expect(await readdir(directory)).toEqual(['state.json']);
  expect(await readFile(path, 'utf8')).toBe('old');
});
