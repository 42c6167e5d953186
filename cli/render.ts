import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { renderAlerting } from '../alerting/render.ts';
import { renderJsonSchema } from '../definition/json_schema.ts';
import { renderReference } from '../definition/reference.ts';
import type { Definition } from '../definition/schema.ts';
import { composeStack, type RenderedFile, type Stack, withLinks } from '../definition/stack.ts';
import { renderGrafana } from '../grafana/render.ts';
import { renderAlertTests } from '../prometheus/alert_tests.ts';
import { renderBuiltInReference } from '../prometheus/built_in_reference.ts';
import { renderPrometheus } from '../prometheus/render.ts';
import { CONFIG_OPTION, loadConfig, readOptions } from './arguments.ts';
import type { Io } from './io.ts';
import { requirePromtoolsConsent } from './prometheus_verdict.ts';
import { DASHBOARDS, DEPLOY_SCRIPTS, RULE_TESTS, removeFiles, staleFiles, TEMPLATES } from './stale_files.ts';
import { untestedLines } from './untested_alerts.ts';

const PROJECT = resolve(import.meta.dirname, '..');

const HELP = `Usage: goldwatch render [options]

  --config FILE  the definition (monitoring.yml)
  --out DIR      where the files go (the folder of the definition)
  --check        write nothing; say which files differ, and end with status 1 if any does

Writes the files of Prometheus, Alertmanager and Grafana that docker-compose.monitoring.yml mounts, templates
of CloudFormation and a script that deploys them where the definition has \`cloudwatch\`, and removes those of
its own that the definition has no use for any more.
`;

/** Every file of the stack's programs for one definition. */
export function renderStack(definition: Definition, stack: Stack): RenderedFile[] {
  const linked = withLinks(stack, definition.notify.links);
  return [
    ...renderPrometheus(definition, linked),
    ...renderAlerting(definition, linked),
    ...renderGrafana(definition, linked),
  ];
}

/** What follows from goldwatch itself rather than from a definition: the editor's schema and the reference. */
export function renderOwnFiles(): RenderedFile[] {
  return [
    { path: 'definition/monitoring.schema.json', text: renderJsonSchema() },
    ...renderReference(),
    renderBuiltInReference(),
  ];
}

/** `goldwatch render`: writes or compares the rendered files. */
export async function render(args: readonly string[], io: Io): Promise<number> {
  const options = readOptions(
    args,
    { ...CONFIG_OPTION, out: { type: 'string' }, check: { type: 'boolean' } },
    HELP,
    io,
  );
  if (options === null) return 0;
  const loaded = await loadConfig(options.config, io);
  const { definition, file, baseDirectory } = loaded;
  const note = await requirePromtoolsConsent(loaded, io.environment.PATH ?? '');
  if (note !== null) io.stdout(`${note}\n`);
  const out = options.out === undefined ? baseDirectory : resolve(io.directory, options.out);
  const { files, tests, changed, stale } = await compareRendered(definition, out);
  for (const line of untestedLines(tests)) io.stdout(`${line}\n`);
  if (changed.length + stale.length === 0) {
    io.stdout(`All ${files.length} rendered files are what ${file} says.\n`);
    return 0;
  }
  const mark = options.check === true ? ' (missing)' : ' (new)';
  const list = changed.map(({ path, there }) => `  ${path}${there ? '' : mark}\n`).join('');
  if (options.check !== true) {
    await writeFiles(out, changed);
    await removeFiles(out, stale);
    if (list !== '') io.stdout(`Written, ${changed.length} of ${files.length} files:\n${list}`);
    const removed = stale.map((path) => `  ${path}\n`).join('');
    if (removed !== '') io.stdout(`Removed, which ${file} has no use for any more:\n${removed}`);
    if (stale.some((path) => path.endsWith(TEMPLATES.ending)))
      io.stdout(
        'What was deployed from a template stays in AWS, alarms and all, until its stack is deleted: see docs/cloudwatch.md.\n',
      );
    return 0;
  }
  const again = ['npx goldwatch render', ...args.filter((argument) => argument !== '--check')].join(' ');
  const superfluous = stale.map((path) => `  ${path} (of no use any more)\n`).join('');
  io.stderr(
    `${changed.length + stale.length} of ${files.length + stale.length} rendered files are not what ${file} says:\n${list}${superfluous}Run \`${again}\`, and commit what it writes.\n`,
  );
  return 1;
}

/** What a definition is rendered to, against what is below a directory: the files, those that differ, and those of no use any more. */
export async function compareRendered(definition: Definition, directory: string) {
  const tests = renderAlertTests(definition, withLinks(composeStack, definition.notify.links));
  const files = [
    ...renderStack(definition, composeStack),
    ...tests.files,
    ...(await renderForAws(definition)),
  ];
  if (directory === PROJECT) files.push(...renderOwnFiles());
  const changed = await changedFiles(directory, files);
  const stale = await staleFiles(directory, files, [DASHBOARDS, RULE_TESTS, TEMPLATES, DEPLOY_SCRIPTS]);
  return { files, tests, changed, stale };
}

/** The files of AWS for one definition; none without `cloudwatch`. */
export async function renderForAws(definition: Definition): Promise<RenderedFile[]> {
  if (definition.cloudwatch === undefined) return [];
  // Loading what makes templates takes a second, which nobody waits for who has no use for them.
  const { renderCloudwatch } = await import('../cloudwatch/render.ts');
  return await renderCloudwatch(definition);
}

/** The rendered files that differ from what is below a directory, and whether each is there at all. */
export async function changedFiles(
  directory: string,
  files: readonly RenderedFile[],
): Promise<(RenderedFile & { readonly there: boolean })[]> {
  const changed: (RenderedFile & { readonly there: boolean })[] = [];
  for (const file of files) {
    const text = await readFile(join(directory, file.path), 'utf8').catch(() => null);
    if (text !== file.text) changed.push({ ...file, there: text !== null });
  }
  return changed;
}

/** Writes rendered files below a directory. */
export async function writeFiles(directory: string, files: readonly RenderedFile[]): Promise<void> {
  for (const { path, text, isExecutable } of files) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    // In place: a container sees a file that is mounted alone no more once another takes its name.
    await writeFile(join(directory, path), text);
    if (isExecutable === true) await chmod(join(directory, path), 0o755);
  }
}
