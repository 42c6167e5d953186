import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'vitest';
import { PROJECT, ProcessUnderTest } from '../../tests/support/process.ts';
import { temporaryDirectory } from '../../tests/support/temporary_directory.ts';

/** The example of a README, the first one below a heading or, without a heading, the first one of all. */
export async function exampleIn(readme: string, heading = ''): Promise<string> {
  const text = await readFile(join(PROJECT, readme), 'utf8');
  const from = heading === '' ? 0 : text.indexOf(`\n## ${heading}\n`);
  const [, code] = /```ts\n(.*?)```/s.exec(from === -1 ? '' : text.slice(from)) ?? [];
  if (code === undefined) throw new Error(`There is no example under «${heading}» in ${readme}.`);
  return code;
}

/** An application that has installed goldwatch, prom-client and Fastify, and consists of this one file. */
export async function application(context: TestContext, code: string): Promise<ProcessUnderTest> {
  const directory = await temporaryDirectory(context);
  const modules = join(directory, 'node_modules');
  await mkdir(modules);
  await symlink(PROJECT, join(modules, 'goldwatch'));
  for (const name of ['fastify', 'prom-client']) {
    await symlink(join(PROJECT, 'node_modules', name), join(modules, name));
  }
  await writeFile(join(directory, 'app.mts'), code);
  const app = new ProcessUnderTest(process.execPath, ['app.mts'], { cwd: directory, env: { PORT: '0' } });
  context.onTestFinished(() => app.end());
  return app;
}
