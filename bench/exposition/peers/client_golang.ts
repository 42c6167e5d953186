import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { run, temporaryDirectory } from '../processes.ts';
import { workloadFile } from '../workload_file.ts';

const GO_CODE = '/usr/share/gocode';
const PACKAGE = `${GO_CODE}/src/github.com/prometheus/client_golang/prometheus`;
const MISSING = 'not installed (apt-get install golang-go golang-github-prometheus-client-golang-dev)';

let command: Promise<readonly string[] | string> | undefined;

/** client_golang from Debian, built once per run of the bench, or what to do to have it. */
export function clientGolangCommand(): Promise<readonly string[] | string> {
  command ??= build();
  return command;
}

async function build(): Promise<readonly string[] | string> {
  const go = await firstThatIs(['/usr/bin/go', '/usr/lib/go/bin/go', '/usr/local/go/bin/go']);
  if (go === null || (await firstThatIs([PACKAGE])) === null) return MISSING;
  const program = join(await temporaryDirectory(), 'client_golang');
  const source = join(import.meta.dirname, 'client_golang');
  // Debian's Go packages are a GOPATH, from before there were modules.
  const env = { ...process.env, GO111MODULE: 'off', GOFLAGS: '', GOPATH: GO_CODE, GOTOOLCHAIN: 'local' };
  const { code, said } = await run([go, 'build', '-o', program, '.'], { env, cwd: source });
  if (code !== 0) return `does not build with ${go}: ${said.trim().split('\n').at(-1)}`;
  return [program, await workloadFile()];
}

async function firstThatIs(paths: readonly string[]): Promise<string | null> {
  for (const path of paths) {
    const there = await access(path).then(
      () => true,
      () => false,
    );
    if (there) return path;
  }
  return null;
}
