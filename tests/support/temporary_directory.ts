import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished, type TestContext } from 'vitest';

/** A directory of its own for the running test, gone when that ends. Concurrent tests must give their context. */
export async function temporaryDirectory(context?: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'goldwatch-'));
  (context?.onTestFinished ?? onTestFinished)(() => rm(directory, { recursive: true, force: true }));
  return directory;
}
