import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const CLIENT = join(import.meta.dirname, 'client');
/** Any browser of the last three years; what is newer than that is written in older words. */
const BROWSERS = 'chrome111,firefox114,safari16.4';
const OPTIONS = [
  '--bundle',
  '--minify',
  '--format=iife',
  `--target=${BROWSERS}`,
  '--charset=utf8',
  '--alias:uplot=./uplot_before.ts',
  '--legal-comments=none',
  '--log-level=error',
];
const LONGEST_OUTPUT = 4 * 1_048_576;
const LONGEST_MS = 30_000;

/** What the pages load, each as one text. */
export interface Bundle {
  /** `/` */
  readonly statusScript: string;
  /** `/metrics` */
  readonly metricsScript: string;
  readonly style: string;
}

/**
 * Makes of `client/`, and of uPlot, what browsers read: minified, in memory; no file is written, and no process is left behind.
 * Rejects with an Error that says why where esbuild cannot run or a file is broken.
 */
export async function bundle(): Promise<Bundle> {
  const [statusScript, metricsScript, style] = await Promise.all(
    ['status.ts', 'metrics.ts', 'style.css'].map(built),
  );
  return {
    statusScript: `${await licence()}${await uplot()}${statusScript}`,
    metricsScript: metricsScript ?? '',
    style: style ?? '',
  };
}

// As a program of its own: tsx has esbuild's service in this process, which is not to be stopped, and would not be left running.
async function built(entry: string): Promise<string> {
  const program = fileURLToPath(import.meta.resolve('esbuild/bin/esbuild'));
  const { stdout } = await promisify(execFile)(program, [entry, ...OPTIONS], {
    cwd: CLIENT,
    maxBuffer: LONGEST_OUTPUT,
    timeout: LONGEST_MS,
  });
  return stdout;
}

async function uplot(): Promise<string> {
  return await readFile(new URL('uPlot.iife.min.js', import.meta.resolve('uplot')), 'utf8');
}

// The licence of uPlot wants to go with every copy.
async function licence(): Promise<string> {
  const file = new URL('../LICENSE', import.meta.resolve('uplot'));
  const text = await readFile(file, 'utf8');
  return `/*! uPlot\n${text.trim().replaceAll('*/', '* /')}\n*/\n`;
}
