import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test, vi } from 'vitest';
import { ProcessUnderTest } from '../../tests/support/process.ts';
import { temporaryDirectory } from '../../tests/support/temporary_directory.ts';
import { isRunning } from '../testing/supervised.ts';
import { endWithParent } from './end_with_parent.ts';
import { findProgram } from './packages.ts';

const PATH = process.env.PATH ?? '';
const setpriv = await findProgram(['setpriv'], PATH);

/** A file `setpriv` that does this, alone on a PATH. */
async function pathWithSetpriv(script: string): Promise<string> {
  const directory = await temporaryDirectory();
  await writeFile(join(directory, 'setpriv'), `#!/bin/sh\n${script}\n`);
  await chmod(join(directory, 'setpriv'), 0o755);
  return directory;
}

describe('what lets a program end with this process', () => {
  test('is nothing where there is no setpriv', async () => {
    expect(await endWithParent(await temporaryDirectory())).toEqual([]);
  });

  test('is nothing where setpriv cannot do it, as that of BusyBox', async () => {
    const path = await pathWithSetpriv('echo "setpriv: unrecognized option: pdeathsig" >&2; exit 1');

    expect(await endWithParent(path)).toEqual([]);
  });

  test.runIf(setpriv !== null)('is setpriv of util-linux', async () => {
    expect(await endWithParent(PATH)).toEqual([setpriv, '--pdeathsig', 'TERM', '--']);
  });

  test.runIf(setpriv !== null)('works even where it is killed', async () => {
    const supervisor = pathToFileURL(join(import.meta.dirname, 'supervisor.ts')).href;
    const parent = new ProcessUnderTest(process.execPath, [
      '--import',
      'tsx',
      '--input-type=module',
      '--eval',
      `
      const { Supervisor } = await import('${supervisor}');
      await new Supervisor({
        environment: process.env,
        launcher: ${JSON.stringify(await endWithParent(PATH))},
        onLine: (_, line) => console.log(line),
        onDeath: () => {},
      }).start({
        name: 'child',
        command: process.execPath,
        args: ['--eval', 'console.log("child " + process.pid); setInterval(() => {}, 1000);'],
        directory: '/',
        healthUrl: null,
      });`,
    ]);
    await vi.waitFor(() => expect(parent.output).toMatch(/child \d+/), { timeout: 15_000 });
    const child = Number(/child (\d+)/.exec(parent.output)?.[1]);
    expect(await isRunning(child)).toBe(true);

    await parent.end('SIGKILL');

    await vi.waitFor(async () => expect(await isRunning(child)).toBe(false), { timeout: 5_000 });
  });
});
