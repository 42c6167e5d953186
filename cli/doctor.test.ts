import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { freePort } from '../tests/support/ports.ts';
import { temporaryDirectory } from '../tests/support/temporary_directory.ts';
import type { Report } from './doctor/report.ts';
import { run } from './main.ts';
import { runHere } from './testing/run_here.ts';

async function definitionAt(listen: string): Promise<string> {
  const directory = await temporaryDirectory();
  await writeFile(
    join(directory, 'monitoring.yml'),
    `service: { name: shop }\nexporter: { listen: "${listen}" }\n`,
  );
  return directory;
}

async function nowhere(): Promise<{ readonly directory: string; readonly places: readonly string[] }> {
  const [one, other] = [await freePort(), await freePort()];
  const places = ['--prometheus', `http://127.0.0.1:${one}`, '--alertmanager', `http://127.0.0.1:${one}`];
  return { directory: await definitionAt(`127.0.0.1:${other}`), places };
}

describe('goldwatch doctor', () => {
  test('where nothing runs, names each program that is not there, and begins with the first', async () => {
    const { directory, places } = await nowhere();
    const { status, stdout, stderr } = await runHere(['doctor', ...places], directory);

    expect([status, stderr]).toEqual([1, '']);
    expect(stdout.match(/✗/g)).toHaveLength(3);
    expect(stdout).toContain(`  ✓ monitoring.yml     0 sources, 0 objectives, 0 alerts\n`);
    expect(stdout).toContain('  – targets            not checked, since Prometheus does not answer\n');
    expect(stdout).toMatch(
      /\nThe first broken link: The exporter at \S+ does not answer: nobody listens there\. Begin there: others may follow from it\.\n\d+ sound, 3 findings, \d+ not checked\.\n$/,
    );
  });

  test('has colours and progress on a terminal alone, and no colours with NO_COLOR', async () => {
    const { directory, places } = await nowhere();
    const told = async (isTerminal: boolean, NO_COLOR?: string) => {
      let text = '';
      await run(['doctor', ...places], {
        stdin: () => Readable.from([]),
        stdout: (piece) => {
          text += piece;
        },
        stderr: () => {},
        environment: { NO_COLOR },
        directory,
        isTerminal,
        onSignal: () => () => {},
      });
      return text;
    };

    expect(await told(true)).toContain('\u001b[31m✗\u001b[0m');
    expect(await told(true)).toContain('Looking at Prometheus…');
    expect(await told(true, '1')).not.toContain('\u001b[31m');
    const toFile = await told(false);
    expect(toFile).toBe(stripVTControlCharacters(toFile));
    expect(toFile).not.toContain('Looking at');
  });

  test('waits for an answer no longer than it may', async () => {
    const server = createServer(() => {});
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const { port } = server.address() as AddressInfo;
    const { places } = await nowhere();
    const directory = await definitionAt(`127.0.0.1:${port}`);
    const { stdout } = await runHere(['doctor', '--json', '--timeout', '200ms', ...places], directory);

    const { areas } = JSON.parse(stdout) as Report;
    expect(areas[1]?.checks[0]?.detail).toBe(
      `The exporter at http://127.0.0.1:${port} does not answer: nothing came within 200ms.`,
    );
  });

  test('stops on a signal', async () => {
    const { directory, places } = await nowhere();
    let stderr = '';
    const status = await run(['doctor', ...places], {
      stdin: () => Readable.from([]),
      stdout: () => {},
      stderr: (text) => {
        stderr += text;
      },
      environment: {},
      directory,
      onSignal: (_signals, callback) => {
        callback();
        return () => {};
      },
    });

    expect([status, stderr]).toEqual([2, 'Stopped.\n']);
  });
});

describe('goldwatch doctor, called wrongly,', () => {
  test.each([
    [
      ['--exporter', 'nowhere'],
      '--exporter takes an address such as http://127.0.0.1:9464, without a password, not "nowhere".',
    ],
    [
      ['--prometheus', 'http://me:secret@127.0.0.1:9090'],
      '--prometheus takes an address such as http://127.0.0.1:9090, without a password.',
    ],
    [['--timeout', '1h'], '--timeout takes a duration from 100ms to 1m, not "1h".'],
  ])('with %s, says what it takes', async (args, sentence) => {
    const { directory } = await nowhere();

    expect(await runHere(['doctor', ...args], directory)).toEqual({
      status: 2,
      stdout: '',
      stderr: `${sentence}\n`,
    });
  });

  test('without a definition, says where it looked', async () => {
    const directory = await temporaryDirectory();
    const { status, stderr } = await runHere(['doctor'], directory);

    expect([status, stderr]).toEqual([
      2,
      `The definition ${join(directory, 'monitoring.yml')} does not exist. Name another with --config FILE, or go to the folder that it is in.\n`,
    ]);
  });
});
