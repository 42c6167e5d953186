import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { freePort } from '../tests/support/ports.ts';
import { PROJECT, ProcessUnderTest } from '../tests/support/process.ts';
import { temporaryDirectory } from '../tests/support/temporary_directory.ts';

/** The command as `npx goldwatch` calls it, from some folder. */
function npxGoldwatch(cwd: string, ...args: readonly string[]): ProcessUnderTest {
  const command = new ProcessUnderTest(process.execPath, [join(PROJECT, 'cli/goldwatch.mjs'), ...args], {
    cwd,
  });
  onTestFinished(() => command.end('SIGKILL'));
  return command;
}

const ended = (command: ProcessUnderTest) =>
  vi.waitFor(() => expect(command.ended).toBe(true), { timeout: 15_000 });

describe('npx goldwatch', () => {
  test('works from a folder that has nothing to do with the project', async () => {
    const command = npxGoldwatch(
      await temporaryDirectory(),
      'check',
      '--config',
      join(PROJECT, 'monitoring.yml'),
    );

    await ended(command);

    expect(command.output).toContain(`${PROJECT}/monitoring.yml is right: `);
    expect(command.child.exitCode).toBe(0);
  });

  test('takes the definition of the folder that it is called in', async () => {
    const directory = await temporaryDirectory();
    await writeFile(join(directory, 'monitoring.yml'), 'service: { name: elsewhere }\n');

    const command = npxGoldwatch(directory, 'check');
    await ended(command);

    expect(command.output).toContain('monitoring.yml is right: 0 sources, 0 alerts.');
  });

  test.each([
    [['check'], 1],
    [['chek'], 2],
    [['--version'], 0],
  ])('%j ends with status %i', async (args, status) => {
    const command = npxGoldwatch(await temporaryDirectory(), ...args);

    await ended(command);

    expect(command.child.exitCode, command.output).toBe(status);
  });

  test('hands a SIGTERM on, and ends with the status of the command', async () => {
    const directory = await temporaryDirectory();
    const listen = `127.0.0.1:${await freePort()}`;
    await writeFile(
      join(directory, 'monitoring.yml'),
      `service: { name: api }\nexporter: { listen: "${listen}" }\n`,
    );
    const command = npxGoldwatch(directory, 'serve');
    await command.answers(`http://${listen}/-/ready`);

    await command.end('SIGTERM');

    expect(command.output).toContain('The exporter stops.');
    expect(command.child.exitCode).toBe(0);
    await expect(fetch(`http://${listen}/-/ready`)).rejects.toThrow('fetch failed');
  });
});
