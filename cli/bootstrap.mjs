#!/usr/bin/env node
// Takes a fresh clone to the point where TypeScript runs: installs what package-lock.json names when it is
// missing or has changed, then hands over to the Node of `devDependencies`. Plain JavaScript for Node 18 and
// later, without dependencies, since nothing is installed yet.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
// What a scrape or a log line makes is soon done with: by default it piles up to 130 MB, and is collected for 30 ms at a time.
const YOUNG_OBJECTS = '--max-semi-space-size=8';

const [entry = 'cli/bin.ts', ...args] = process.argv.slice(2);

install();
run();

function install() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  const stamp = join(root, 'node_modules', '.goldwatch-lock');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  process.stderr.write('Installing dependencies from the npm registry…\n');
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    // npm would otherwise carry the settings of the script that called this into its own.
    env: Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('npm_'))),
  });
  if (npm.status !== 0) {
    process.stderr.write(
      `\`npm ci\` in ${root} failed (${npm.error?.message ?? `status ${npm.status}`}). Its message stands above.\n`,
    );
    process.exit(1);
  }
  writeFileSync(stamp, lock);
}

function run() {
  // Node would look for a bare `tsx` where the command was called, which may be anywhere.
  const tsx = pathToFileURL(join(root, 'node_modules/tsx/dist/loader.mjs')).href;
  const child = spawn(nodeBinary(), ['--import', tsx, join(root, entry), ...args], {
    stdio: 'inherit',
    env: {
      // Compiled code is kept for the next start, which takes half the time then.
      NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'compiled'),
      ...process.env,
      ...(entry === 'cli/bin.ts' && { NODE_OPTIONS: `${YOUNG_OBJECTS} ${process.env.NODE_OPTIONS ?? ''}` }),
      PATH: `${join(root, 'node_modules', '.bin')}:${process.env.PATH}`,
    },
  });
  // A terminal sends Ctrl-C to both; a service manager only to this one.
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  process.on('SIGINT', () => {});
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
}

function nodeBinary() {
  const installed = join(root, 'node_modules', '.bin', 'node');
  if (existsSync(installed)) return installed;
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  process.stderr.write(
    `goldwatch needs Node 24; this is ${process.versions.node}, and the one among its dependencies was not installed. ` +
      'Allow install scripts (`npm config delete ignore-scripts`) and remove node_modules, or install Node 24.\n',
  );
  process.exit(1);
}
