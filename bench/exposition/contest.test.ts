import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type Contestant, type Entrant, type Field, takeTurns, withField } from './contest.ts';

/** A contestant in plain JavaScript that speaks the protocol: `double N`, `refuse`, `die`. */
const PROGRAM = `
process.stdin.on('end', () => process.exit());
require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const [command, number] = line.split(' ');
  if (command === 'die') throw new Error('no more');
  const answer = command === 'double' ? { ok: 2 * number } : { error: 'not me' };
  console.log('a line of its own');
  console.log(JSON.stringify(answer));
});
`;

async function entrant(name: string): Promise<Entrant> {
  const directory = await mkdtemp(join(tmpdir(), 'goldwatch-contest-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const file = join(directory, 'contestant.cjs');
  await writeFile(file, PROGRAM);
  return { name, role: 'peer', command: [process.execPath, file] };
}

test('contestants take turns, and rounds before those that count do not count', async () => {
  const asked: string[] = [];
  const figures = await withField([await entrant('a'), await entrant('b')], [], (field) =>
    takeTurns(field, { rounds: 2, warmUp: 1 }, async (contestant) => {
      asked.push(contestant.entrant.name);
      return await contestant.ask(`double ${asked.length}`);
    }),
  );
  expect(asked.join('')).toBe('ababab');
  expect(figures).toEqual([
    { name: 'a', role: 'peer', values: [6, 10] },
    { name: 'b', role: 'peer', values: [8, 12] },
  ]);
});

test('one that takes part in every third round is asked in the first and the fourth', async () => {
  const slow = { ...(await entrant('slow')), everyNthRound: 3 };
  const [figure] = await withField([slow], [], (field) =>
    takeTurns(field, { rounds: 6, warmUp: 2 }, (contestant) => contestant.ask('double 1')),
  );
  expect(figure?.values).toEqual([2, 2]);
});

test('one that is not there, refuses or dies has the reason for its figure, and the others go on', async () => {
  const absent: Entrant = { name: 'absent', role: 'peer', command: 'not installed' };
  const noProgram: Entrant = { name: 'no program', role: 'peer', command: ['/no/such/program'] };
  const command = ({ entrant: { name } }: Contestant) => (name === 'well' ? 'double 1' : name);
  const all = [absent, noProgram, await entrant('refuse'), await entrant('die'), await entrant('well')];
  const figures = await withField(all, [], (field) =>
    takeTurns(field, { rounds: 1, warmUp: 0 }, (contestant) => contestant.ask(command(contestant))),
  );
  expect(new Map(figures.map(({ name, values }) => [name, values]))).toEqual(
    new Map<string, unknown>([
      ['absent', 'not installed'],
      ['no program', 'failed: no program: spawn /no/such/program ENOENT. It said: nothing'],
      ['refuse', 'failed: refuse: `refuse` failed: not me. It said: a line of its own'],
      ['die', expect.stringMatching(/^failed: die: it ended with 1\. It said: /)],
      ['well', [2]],
    ]),
  );
});

test('one that fails before the first round is missing from the field', async () => {
  const work = async ({ contestants, missing }: Field) => {
    expect(contestants).toEqual([]);
    return missing;
  };
  expect(await withField([await entrant('a')], ['double 1', 'fill'], work)).toEqual([
    { name: 'a', role: 'peer', values: 'failed: a: `fill` failed: not me. It said: a line of its own' },
  ]);
});

test('every process has ended when its field is over, also where the work throws', async () => {
  let pid = 0;
  const work = withField([await entrant('a')], ['double 1'], async ({ contestants: [contestant] }) => {
    pid = contestant?.pid ?? 0;
    throw new Error('The work failed.');
  });
  await expect(work).rejects.toThrow('The work failed.');
  expect(pid).toBeGreaterThan(0);
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
});
