import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { freePort } from '../../tests/support/ports.ts';
import { temporaryDirectory } from '../../tests/support/temporary_directory.ts';
import { eventually, SLEEP, supervised } from '../testing/supervised.ts';
import { LONGEST_LINE } from './output_lines.ts';

describe('a program that is started', () => {
  test('works once it answers', async () => {
    const { supervisor, server, lines } = await supervised();
    const one = await server('console.log("hello");');

    await supervisor.start(one);

    expect((await fetch(one.healthUrl ?? '')).status).toBe(200);
    await eventually(() => expect(lines).toEqual(['tool: hello']));
  });

  test('gets its own environment, and its folder', async () => {
    const script = `console.log(process.env.OWN, process.env.COMMON, process.cwd());${SLEEP}`;
    const environment = { COMMON: 'c', OWN: 'common' };
    const { supervisor, program, lines, directory } = await supervised({ environment });

    await supervisor.start(program(script, { environment: { OWN: 'own' } }));

    await eventually(() => expect(lines).toEqual([`tool: own c ${directory}`]));
  });

  test('may end before it works, and says why in its last lines', async () => {
    const script = 'for (let i = 1; i <= 25; i += 1) console.error("reason " + i); process.exitCode = 3;';
    const last = Array.from({ length: 20 }, (_, index) => `  reason ${index + 6}`).join('\n');
    const { supervisor, program, deaths } = await supervised();
    const healthUrl = `http://127.0.0.1:${await freePort()}/`;

    await expect(supervisor.start(program(script, { healthUrl }))).rejects.toThrow(
      new Error(`tool ended with status 3 before it worked. Its last lines:\n${last}`),
    );
    expect(deaths).toEqual([]);
  });

  test('may end before it works without a word', async () => {
    const { supervisor, program } = await supervised();
    const healthUrl = `http://127.0.0.1:${await freePort()}/`;
    const script = "process.kill(process.pid, 'SIGKILL');";

    await expect(supervisor.start(program(script, { healthUrl }))).rejects.toThrow(
      new Error('tool ended with SIGKILL before it worked. It wrote nothing.'),
    );
  });

  test.each([
    ['with a page to be asked', 'http://127.0.0.1:9/'],
    ['without one', null],
  ])('may not be there at all, %s', async (_, healthUrl) => {
    const { supervisor, program, deaths } = await supervised();

    await expect(supervisor.start(program('', { command: '/nowhere/tool', healthUrl }))).rejects.toThrow(
      new Error('tool could not be started: spawn /nowhere/tool ENOENT. It wrote nothing.'),
    );
    expect(deaths).toEqual([]);
  });

  test('may take too long', async () => {
    const { supervisor, program } = await supervised();
    const healthUrl = `http://127.0.0.1:${await freePort()}/`;
    const script = `console.log('I am thinking.');${SLEEP}`;

    await expect(supervisor.start(program(script, { healthUrl, patience: 1_500 }))).rejects.toThrow(
      new Error(`tool did not answer ${healthUrl} within 1500ms. Its last lines:\n  I am thinking.`),
    );
  });

  test('may end later, of which its status and last lines are told', async () => {
    const { supervisor, server, deaths } = await supervised();

    await supervisor.start(await server("setTimeout(() => { console.log('bye'); process.exit(7); }, 300);"));

    await eventually(() => expect(deaths).toEqual(['tool ended with status 7 after bye']));
  });

  test('may be killed later', async () => {
    const { supervisor, server, deaths } = await supervised();
    await supervisor.start(await server());

    supervisor.kill('tool');

    await eventually(() => expect(deaths).toEqual(['tool ended with SIGKILL after ']));
  });

  test('may write without end and without a newline, of which little is kept', async () => {
    const { supervisor, server, lines } = await supervised();
    const script = `
      const piece = 'x'.repeat(1024 * 1024);
      let left = 100;
      const write = () => (left-- > 0 ? process.stdout.write(piece, write) : console.log());
      write();`;

    await supervisor.start(await server(script));

    await eventually(() => expect(lines).toHaveLength(1));
    expect(lines[0]).toBe(`tool: ${'x'.repeat(LONGEST_LINE)}…`);
  });
});

test('a launcher stands before the command', async () => {
  const launcher = join(await temporaryDirectory(), 'launcher.sh');
  await writeFile(launcher, '#!/bin/sh\necho "launched with $#"\nexec "$@"\n', { mode: 0o755 });
  const { supervisor, server, lines } = await supervised({ launcher: [launcher] });

  await supervisor.start(await server());

  await eventually(() => expect(lines).toEqual(['tool: launched with 3']));
});
