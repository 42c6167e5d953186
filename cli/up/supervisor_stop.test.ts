import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { freePort } from '../../tests/support/ports.ts';
import { eventually, isRunning, SLEEP, supervised } from '../testing/supervised.ts';

test('stopping ends the last program first, and none counts as dead', async () => {
  const { supervisor, server, lines, deaths } = await supervised();
  const ending = (name: string) =>
    `process.on('SIGTERM', () => { console.log('${name} ends'); process.exit(); });`;
  await supervisor.start(await server(ending('first')));
  await supervisor.start({ ...(await server(ending('second'))), name: 'other' });

  await supervisor.stop();

  expect(lines).toEqual(['other: second ends', 'tool: first ends']);
  expect(deaths).toEqual([]);
});

test('stopping kills a program that does not listen, when its grace is over', async () => {
  const { supervisor, server, lines } = await supervised({ grace: 300 });
  const deaf = "process.on('SIGTERM', () => console.log('no')); console.log(process.pid);";
  await supervisor.start(await server(deaf));
  await eventually(() => expect(lines).toHaveLength(1));
  const pid = Number(lines[0]?.slice('tool: '.length));

  await supervisor.stop();

  expect(lines[1]).toBe('tool: no');
  expect(await isRunning(pid)).toBe(false);
});

test('stopping ends what a program has started, too', async () => {
  const { supervisor, server, lines } = await supervised();
  const child = `require('child_process').spawn(process.execPath, ['--eval', '${SLEEP}'], { stdio: 'ignore' })`;
  await supervisor.start(await server(`console.log(${child}.pid);`));
  await eventually(() => expect(lines).toHaveLength(1));
  const pid = Number(lines[0]?.slice('tool: '.length));
  expect(await isRunning(pid)).toBe(true);

  await supervisor.stop();

  await eventually(async () => expect(await isRunning(pid)).toBe(false));
});

test('stopping ends a program that is being started, which is then no failure', async () => {
  const { supervisor, program, lines, deaths } = await supervised();
  const healthUrl = `http://127.0.0.1:${await freePort()}/`;
  const started = supervisor.start(program(`console.log('on my way');${SLEEP}`, { healthUrl }));
  await eventually(() => expect(lines).toEqual(['tool: on my way']));

  await supervisor.stop();

  await started;
  expect(deaths).toEqual([]);
});

test('nothing can be started any more once it was stopped', async () => {
  const { supervisor, program, directory } = await supervised();
  await supervisor.stop();

  await supervisor.start(program(`require('fs').writeFileSync('started', '');${SLEEP}`));

  expect(existsSync(join(directory, 'started'))).toBe(false);
});

test('stopping twice is stopping once', async () => {
  const { supervisor, server, deaths } = await supervised();
  await supervisor.start(await server());

  await Promise.all([supervisor.stop(), supervisor.stop()]);

  expect(deaths).toEqual([]);
});
