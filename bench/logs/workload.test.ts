import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../../tests/support/temporary_directory.ts';
import { writeAccessLog } from './workload.ts';

test('the access log is the same for the same seed, has so many lines, and about 209 bytes in each', async (context) => {
  const directory = await temporaryDirectory(context);
  const [one, same, other] = ['one', 'same', 'other'].map((name) => join(directory, name));
  if (one === undefined || same === undefined || other === undefined) expect.unreachable();
  const size = await writeAccessLog(one, 10_001, 7);
  await writeAccessLog(same, 10_001, 7);
  await writeAccessLog(other, 10_001, 8);
  const text = await readFile(one, 'utf8');
  expect(text.split('\n')).toHaveLength(10_002);
  expect(text).toHaveLength(size);
  expect(size / 10_001).toBeGreaterThan(207);
  expect(size / 10_001).toBeLessThan(211);
  expect(await readFile(same, 'utf8')).toBe(text);
  expect(await readFile(other, 'utf8')).not.toBe(text);
});
