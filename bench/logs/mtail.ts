import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { findProgram, installPackages } from '../../cli/up/packages.ts';
import { start, temporaryDirectory } from '../exposition/processes.ts';
import type { Totals } from './totals.ts';

/** What a run took, of all threads, in seconds of processor time, and what it counted. */
export interface Run {
  readonly seconds: number;
  readonly totals: Totals;
}

// What mtail writes of its store, as far as it matters here.
const histogram = z.object({ Count: z.number(), Sum: z.number() });
const counter = z.object({ Value: z.number() });
const metricOf = <T extends z.ZodType>(value: T) =>
  z.array(
    z.object({
      LabelValues: z.array(z.object({ Labels: z.array(z.string()).nullish(), Value: value })).nullish(),
    }),
  );
const store = z.object({
  http_requests_total: metricOf(counter),
  http_request_duration_seconds: metricOf(histogram),
  errors_total: metricOf(counter),
  slow_requests_total: metricOf(counter),
});

let found: Promise<string> | undefined;

/** The path of mtail, which is installed where that may be done. Throws an Error that says what to do where it is not. */
export function mtail(): Promise<string> {
  found ??= find();
  return found;
}

/** Counts a file with a program of this folder, in a process that ends with the file. */
export async function runMtail(program: string, file: string): Promise<Run> {
  const directory = await temporaryDirectory();
  const output = join(directory, 'mtail.json');
  const command = [
    await mtail(),
    '--one_shot',
    '--progs',
    join(import.meta.dirname, program),
    '--logs',
    file,
  ];
  // The shell knows what the programs that it ran have taken (POSIX, `times`).
  const script = `${command.map(quoted).join(' ')} --log_dir ${quoted(directory)} > ${quoted(output)} && times`;
  const times = await outputOf(['sh', '-c', script]);
  const seconds = childSeconds(times);
  const totals = totalsOf(await readFile(output, 'utf8'));
  await rm(directory, { recursive: true });
  return { seconds, totals };
}

async function find(): Promise<string> {
  const path = `${process.env.PATH ?? ''}:/usr/bin`;
  const there = await findProgram(['mtail'], path);
  if (there !== null) return there;
  process.stderr.write('Installing mtail from Debian…\n');
  await installPackages(['mtail'], path);
  const installed = await findProgram(['mtail'], path);
  if (installed === null) throw new Error('The package mtail brings no program of that name.');
  return installed;
}

function totalsOf(json: string): Totals {
  const { http_requests_total, http_request_duration_seconds, errors_total, slow_requests_total } =
    store.parse(JSON.parse(json));
  const counts = new Map(seriesOf(http_requests_total).map(({ key, value }) => [key, value.Value]));
  const requests = seriesOf(http_request_duration_seconds).map(({ key, value }) => {
    if (counts.get(key) !== value.Count) throw new Error(`mtail's counter and histogram of ${key} disagree.`);
    return [key, [value.Count, value.Sum]] as const;
  });
  return {
    requests: Object.fromEntries(requests),
    errors: seriesOf(errors_total)[0]?.value.Value ?? 0,
    slow: seriesOf(slow_requests_total)[0]?.value.Value ?? 0,
  };
}

function seriesOf<T>(
  metrics: readonly {
    LabelValues?: readonly { Labels?: readonly string[] | null | undefined; Value: T }[] | null | undefined;
  }[],
): { key: string; value: T }[] {
  return metrics.flatMap(({ LabelValues }) =>
    (LabelValues ?? []).map(({ Labels, Value }) => ({ key: (Labels ?? []).join(' '), value: Value })),
  );
}

/** The second line of `times`: user and system time of what the shell has waited for. */
function childSeconds(times: string): number {
  const amounts = [...(times.trim().split('\n').at(-1) ?? '').matchAll(/(\d+)m([\d.]+)s/g)];
  if (amounts.length !== 2) throw new Error(`The shell's times are not as POSIX has them: ${times}`);
  return amounts.reduce((sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds), 0);
}

async function outputOf([command = '', ...args]: readonly string[]): Promise<string> {
  const child = start(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let said = '';
  child.stdout?.on('data', (data: Buffer) => {
    output += data.toString();
  });
  child.stderr?.on('data', (data: Buffer) => {
    said = (said + data.toString()).slice(-2_000);
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`mtail ended with ${code}: ${said.trim()}`);
  return output;
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
