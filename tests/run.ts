import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { findProgram, installPackages } from '../cli/up/packages.ts';

// `npm test`: from a clone to a verdict. Arguments go to vitest: `npm test -- exporter/sources`.

const PROJECT = resolve(import.meta.dirname, '..');
const REAL_PARTS = [
  { package: 'prometheus', program: 'promtool' },
  { package: 'prometheus-alertmanager', program: 'amtool' },
  { package: 'prometheus-node-exporter', program: 'prometheus-node-exporter' },
  { package: 'python3-prometheus-client', program: null },
  { package: 'openssl', program: 'openssl' },
  { package: 'chromium', program: 'chromium' },
];

const verdict = { passed: 0, failed: 0 };

await requireRealParts();
await step('types', [bin('tsc')]);
await step('types of the pages in the browser', [bin('tsc'), '-p', 'exporter/server/page/client']);
await step('lint, format and dependency rules', [bin('biome'), 'check', '--error-on-warnings']);
await step('rendered files are up to date', [
  process.execPath,
  '--import',
  'tsx',
  'cli/bin.ts',
  'render',
  '--check',
]);
await runTests(process.argv.slice(2));
process.stdout.write(`\n${verdict.passed} passed, ${verdict.failed} failed\n`);
process.exitCode = verdict.failed === 0 ? 0 : 1;

async function requireRealParts(): Promise<void> {
  const path = process.env.PATH ?? '';
  const missing: string[] = [];
  for (const part of REAL_PARTS) {
    const there =
      part.program === null
        ? await pythonParserIsThere()
        : (await findProgram([part.program], path)) !== null;
    if (!there) missing.push(part.package);
  }
  if (missing.length === 0) return;
  process.stdout.write(`Installing ${missing.join(', ')} from the system’s packages…\n`);
  await installPackages(missing, path).catch((error: Error) => {
    process.stderr.write(`The tests need real programs. ${error.message}\n`);
    process.exit(1);
  });
}

async function pythonParserIsThere(): Promise<boolean> {
  return (
    (await status(['/usr/bin/python3', '-c', 'import prometheus_client.openmetrics.parser'], 'ignore')) === 0
  );
}

async function step(name: string, command: readonly string[]): Promise<void> {
  process.stdout.write(`\n── ${name}\n`);
  const passed = (await status(command, 'inherit')) === 0;
  if (passed) verdict.passed += 1;
  else verdict.failed += 1;
  process.stdout.write(passed ? '   ok\n' : '   FAILED\n');
}

async function runTests(filters: readonly string[]): Promise<void> {
  process.stdout.write('\n── unit and whole-system tests\n');
  const directory = await mkdtemp(join(tmpdir(), 'goldwatch-verdict-'));
  const file = join(directory, 'verdict.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const ended = await status([bin('vitest'), 'run', ...reporters, ...filters], 'inherit');
  const text = await readFile(file, 'utf8').catch(() => '{}');
  await rm(directory, { recursive: true, force: true });
  const { numPassedTests = 0, numFailedTests = 0 } = JSON.parse(text) as Record<string, number>;
  verdict.passed += numPassedTests;
  // A test file that does not load has no failed test in it, and fails all the same.
  verdict.failed += ended === 0 ? numFailedTests : Math.max(1, numFailedTests);
}

function bin(name: string): string {
  return join(PROJECT, 'node_modules/.bin', name);
}

function status([command = '', ...args]: readonly string[], stdio: 'inherit' | 'ignore'): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: PROJECT, stdio: ['ignore', stdio, stdio] });
    child.once('error', () => resolve(127));
    child.once('close', (code) => resolve(code ?? 1));
  });
}
