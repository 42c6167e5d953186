import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { renderAlerting } from '../alerting/render.ts';
import { renderJsonSchema } from '../definition/json_schema.ts';
import { renderReference } from '../definition/reference.ts';
import type { Definition } from '../definition/schema.ts';
import { composeStack, type RenderedFile, type Stack } from '../definition/stack.ts';
import { renderGrafana } from '../grafana/render.ts';
import { renderPrometheus } from '../prometheus/render.ts';
import { CONFIG_OPTION, loadConfig, readOptions } from './arguments.ts';
import type { Io } from './io.ts';

const HELP = `Usage: goldwatch render [options]

  --config FILE  the definition (monitoring.yml)
  --out DIR      where the files go (the folder of the definition)
  --check        write nothing; say which files differ, and end with status 1 if any does
`;

/** Every file of the stack's programs for one definition. */
export function renderStack(definition: Definition, stack: Stack): RenderedFile[] {
  return [
    ...renderPrometheus(definition, stack),
    ...renderAlerting(definition, stack),
    ...renderGrafana(definition, stack),
  ];
}

/** What follows from goldwatch itself rather than from a definition: the editor's schema and the reference. */
export function renderOwnFiles(): RenderedFile[] {
  return [{ path: 'definition/monitoring.schema.json', text: renderJsonSchema() }, ...renderReference()];
}

/** \`goldwatch render\`: writes or compares the rendered files. */
export async function render(args: readonly string[], io: Io): Promise<number> {
  const options = readOptions(
    args,
    { ...CONFIG_OPTION, out: { type: 'string' }, check: { type: 'boolean' } },
    HELP,
    io,
  );
  if (options === null) return 0;
  const { definition, baseDirectory } = await loadConfig(options.config, io);
  const out = options.out === undefined ? baseDirectory : resolve(io.directory, options.out);
  const files = renderStack(definition, composeStack);
  if (out === PROJECT) files.push(...renderOwnFiles());
  const changed: string[] = [];
  for (const { path, text } of files) {
    const there = await readFile(join(out, path), 'utf8').catch(() => null);
    if (there === text) continue;
    changed.push(there === null ? `${path} (missing)` : path);
    if (options.check !== true) await write(out, { path, text });
  }
  return report(changed, files.length, options.check === true, io);
}

/** Writes rendered files below a directory. */
export async function writeFiles(directory: string, files: readonly RenderedFile[]): Promise<void> {
  for (const file of files) await write(directory, file);
}

const PROJECT = resolve(import.meta.dirname, '..');

async function write(directory: string, { path, text }: RenderedFile): Promise<void> {
  await mkdir(dirname(join(directory, path)), { recursive: true });
  await writeFile(join(directory, path), text);
}

function report(changed: readonly string[], total: number, checking: boolean, io: Io): number {
  if (changed.length === 0) {
    io.stdout(`All ${total} rendered files are up to date.\n`);
    return 0;
  }
  const list = changed.map((path) => `  ${path}\n`).join('');
  if (!checking) {
    io.stdout(`Written, ${changed.length} of ${total} files:\n${list}`);
    return 0;
  }
  io.stderr(
    `These rendered files are not what monitoring.yml says:\n${list}Run \`npx goldwatch render\` and commit them.\n`,
  );
  return 1;
}
