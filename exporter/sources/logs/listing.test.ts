import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../../../tests/support/temporary_directory.ts';
import { listFiles, MOST_FILES } from './listing.ts';
import { write } from './testing.ts';

test('rotated siblings belong to the log that they were, also when it is not there any more', async () => {
  // Its name would be a pattern.
  const directory = join(await temporaryDirectory(), 'logs [new]');
  const home = join(directory, 'app/access.json');
  await write(`${home}.1`, 'a\n');
  for (const globs of [['./app/access.json'], ['x', 'app/*.json'], ['y', 'z', '../*/app/*.json']]) {
    const { files } = await listFiles(globs, directory, [home]);
    expect(files).toMatchObject([{ path: `${home}.1`, home, glob: globs.length - 1 }]);
  }
  expect((await listFiles(['other/*.json'], directory, [home])).files).toEqual([]);
});

test('where there are too many files, those that are followed stay', async () => {
  const directory = await temporaryDirectory();
  const paths = Array.from({ length: MOST_FILES + 5 }, (_, index) => join(directory, `${index}.log`));
  await Promise.all(paths.map((path) => write(path, '')));
  for (const followed of [paths.slice(0, 5), paths.slice(-5)]) {
    const { files, overflow } = await listFiles(['*.log'], directory, followed);
    expect(overflow).toBe(true);
    expect(files.length).toBe(MOST_FILES);
    expect(files.map(({ path }) => path)).toEqual(expect.arrayContaining(followed));
  }
});
