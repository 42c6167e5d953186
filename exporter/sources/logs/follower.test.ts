import { existsSync } from 'node:fs';
import { appendFile, copyFile, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { accessLine } from '../../../tests/support/log_lines.ts';
import { temporaryDirectory } from '../../../tests/support/temporary_directory.ts';
import { Follower } from './follower.ts';
import type { SavedFile } from './tracked_file.ts';

/** What may happen to logs and to whoever follows them; a number says how much of something. */
const action = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(fc.constant('append' as const), fc.integer({ min: 1, max: 60 })) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('append half' as const), fc.integer({ min: 1, max: 100 })) },
  { weight: 4, arbitrary: fc.tuple(fc.constant('pass' as const), fc.constant(0)) },
  { weight: 2, arbitrary: fc.tuple(fc.constantFrom('rename', 'copytruncate', 'gzip', 'gunzip'), fc.nat(9)) },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.constant('gzip in pieces' as const), fc.double({ min: 0, max: 1, noNaN: true })),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.constant('archive' as const), fc.double({ min: 0, max: 1, noNaN: true })),
  },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom('save', 'restart', 'crash'), fc.constant(0)) },
);

/** Logs in a directory, as an application, logrotate and a copy program write them. */
class Logs {
  readonly directory: string;
  readonly #file: string;
  readonly #isTiny: boolean;
  #compressed: { path: string; rest: Buffer; original: string | null } | null = null;
  #archives = 0;
  /** What is still to be written of a line. */
  #half = '';
  written = 0;

  constructor(directory: string, isTiny: boolean) {
    this.directory = directory;
    this.#isTiny = isTiny;
    this.#file = join(directory, 'access.json');
  }

  async append(lines: number): Promise<void> {
    await appendFile(this.#file, this.#half + this.#lines(lines));
    this.#half = '';
  }

  async appendHalf(bytes: number): Promise<void> {
    await this.append(0);
    const line = this.#lines(1);
    await appendFile(this.#file, line.slice(0, bytes));
    this.#half = line.slice(bytes);
  }

  async rename(): Promise<void> {
    await this.#makeRoom();
    await rename(this.#file, `${this.#file}.1`);
    await writeFile(this.#file, '');
  }

  async copytruncate(): Promise<void> {
    await this.#makeRoom();
    await copyFile(this.#file, `${this.#file}.1`);
    await truncate(this.#file);
  }

  async gzip(generation: number): Promise<void> {
    const plain = `${this.#file}.${generation}`;
    if (!existsSync(plain)) return;
    await writeFile(`${plain}.gz`, gzipSync(await readFile(plain)));
    await rm(plain);
  }

  async gunzip(generation: number): Promise<void> {
    const plain = `${this.#file}.${generation}`;
    if (!existsSync(`${plain}.gz`) || existsSync(plain)) return;
    await writeFile(plain, gunzipSync(await readFile(`${plain}.gz`)));
    await rm(`${plain}.gz`);
  }

  /** Writes a part of what gzip makes of the newest rotated log; the rest comes when `finish` is called. */
  async beginGzip(part: number): Promise<void> {
    await this.finish();
    const plain = `${this.#file}.1`;
    if (!existsSync(plain)) return;
    await this.#begin(`${plain}.gz`, gzipSync(await readFile(plain)), part, plain);
  }

  async beginArchive(part: number): Promise<void> {
    await this.finish();
    this.#archives += 1;
    const bytes = Buffer.concat([gzipSync(this.#lines(20)), gzipSync(this.#lines(20))]);
    await this.#begin(join(this.directory, `${this.#archives}.log.gz`), bytes, part, null);
  }

  async finish(): Promise<void> {
    if (this.#compressed === null) return;
    const { path, rest, original } = this.#compressed;
    this.#compressed = null;
    await appendFile(path, rest);
    if (original !== null) await rm(original);
  }

  async #begin(path: string, bytes: Buffer, part: number, original: string | null): Promise<void> {
    const end = Math.floor(part * bytes.length);
    await writeFile(path, bytes.subarray(0, end));
    this.#compressed = { path, rest: bytes.subarray(end), original };
  }

  async #makeRoom(): Promise<void> {
    await this.finish();
    await this.append(0);
    for (let generation = 40; generation >= 1; generation -= 1) {
      for (const end of ['', '.gz']) {
        const path = `${this.#file}.${generation}${end}`;
        if (existsSync(path)) await rename(path, `${this.#file}.${generation + 1}${end}`);
      }
    }
  }

  #lines(count: number): string {
    const line = this.#isTiny ? (number: number) => `{"path":"/users/${number}"}\n` : accessLine;
    const lines = Array.from({ length: count }, (_, index) => line(this.written + index));
    this.written += count;
    return lines.join('');
  }
}

/** A follower with what it has counted, which survive a crash as they were last saved. */
class Counting {
  readonly problems: string[] = [];
  readonly #directory: string;
  #follower: Follower;
  #seen: string[] = [];
  #chunks = 0;
  #saved: { files: readonly SavedFile[] | null; seen: readonly string[] } = { files: null, seen: [] };

  constructor(directory: string) {
    this.#directory = directory;
    this.#follower = this.#start(null);
  }

  /** Lines that were counted, in the order of their numbers. */
  get lines(): number[] {
    return this.#seen
      .map((line) => Number((JSON.parse(line) as { path: string }).path.slice(7)))
      .sort((a, b) => a - b);
  }

  async pass(): Promise<void> {
    while (await this.#follower.pass());
  }

  save(): void {
    this.#saved = { files: this.#follower.saved(), seen: [...this.#seen] };
  }

  async crash(): Promise<void> {
    await this.#follower.close();
    this.#seen = [...this.#saved.seen];
    this.#follower = this.#start(structuredClone(this.#saved.files));
  }

  #start(saved: readonly SavedFile[] | null): Follower {
    return new Follower({
      globs: ['access.json', '*.log.gz'],
      baseDirectory: this.#directory,
      saved,
      onEvent: (bytes, from, to) => this.#seen.push(bytes.toString('utf8', from, to)),
      onTooLong: (path) => this.problems.push(`too long: ${path}`),
      onChunk: async () => {
        this.#chunks += 1;
        if (this.#chunks % 3 === 0) this.save();
      },
      onProblem: (reason, problem) => this.problems.push(`${reason}: ${problem}`),
      onDamaged: () => {},
      onLost: (path) => this.problems.push(`lost: ${path}`),
    });
  }

  async close(): Promise<void> {
    await this.#follower.close();
  }
}

test('whatever happens to logs in whatever order, and whenever the follower crashes, each line is counted once', {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(action, { maxLength: 40 }), fc.boolean(), async (actions, isTiny) => {
      const logs = new Logs(await temporaryDirectory(), isTiny);
      await logs.append(0);
      const counting = new Counting(logs.directory);
      await counting.pass();
      counting.save();
      for (const [what, how] of actions) {
        if (what === 'append') await logs.append(how);
        else if (what === 'append half') await logs.appendHalf(how);
        else if (what === 'pass') await counting.pass();
        else if (what === 'rename') await logs.rename();
        else if (what === 'copytruncate') await logs.copytruncate();
        else if (what === 'gzip') await logs.finish().then(() => logs.gzip(1 + how));
        else if (what === 'gunzip') await logs.finish().then(() => logs.gunzip(1 + how));
        else if (what === 'gzip in pieces') await logs.beginGzip(how);
        else if (what === 'archive') await logs.beginArchive(how);
        else if (what === 'save') counting.save();
        else if (what === 'crash') await counting.crash();
        else {
          counting.save();
          await counting.crash();
        }
      }
      await logs.finish();
      await logs.append(0);
      for (let passes = 0; passes < 3; passes += 1) await counting.pass();
      await counting.close();
      expect(counting.lines).toEqual(Array.from({ length: logs.written }, (_, line) => line));
      expect(counting.problems).toEqual([]);
    }),
    {
      numRuns: 150,
      examples: [
        // Truncated, renamed and removed, of which nobody knew; what it held before is elsewhere.
        [
          [
            ['append half', 20],
            ['pass', 0],
            ['copytruncate', 0],
            ['rename', 0],
            ['gzip in pieces', 0],
          ],
          true,
        ],
      ],
    },
  );
});

test('a file of more than 64 MiB is read in several passes, so that others have their turn', async () => {
  const directory = await temporaryDirectory();
  const line = `${'x'.repeat(1_023)}\n`;
  await writeFile(join(directory, 'access.json'), line.repeat(70_000));
  await writeFile(join(directory, 'other.log.gz'), gzipSync('{}\n'));
  const lines: Record<string, number> = {};
  const follower = new Follower({
    globs: ['access.json', '*.log.gz'],
    baseDirectory: directory,
    saved: [],
    onEvent: (_bytes, _from, _to, { path }) => {
      lines[basename(path)] = (lines[basename(path)] ?? 0) + 1;
    },
    onTooLong: () => {},
    onChunk: async () => {},
    onProblem: () => {},
    onDamaged: () => {},
    onLost: () => {},
  });
  expect(await follower.pass()).toBe(true);
  expect(lines['access.json']).toBeLessThan(70_000);
  expect(lines['other.log.gz']).toBe(1);
  expect(follower.lag).toBeGreaterThan(0);
  expect(await follower.pass()).toBe(false);
  expect(lines['access.json']).toBe(70_000);
  expect(follower.lag).toBe(0);
  await follower.close();
});
