import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { PROJECT } from './support/process.ts';
import { temporaryDirectory } from './support/temporary_directory.ts';

const FLOORS = 'Arrows run down only: see the floors in ARCHITECTURE.md.';
const SOURCE =
  'A source imports source.ts, common.ts, metrics/ and conventions/, and nothing else of the project';
const RENDERER = 'A renderer imports definition/ and conventions/, no other renderer and no collector';
const PROCESS = 'Only cli/ and exporter/app.ts touch the process; take what you need as a value.';

/** What the linter says of one file with this content, under the project's configuration. */
async function lint(path: string, content: string): Promise<string> {
  const directory = await temporaryDirectory();
  const configuration = JSON.parse(await readFile(join(PROJECT, 'biome.json'), 'utf8')) as Record<
    string,
    unknown
  >;
  await writeFile(join(directory, 'biome.json'), JSON.stringify({ ...configuration, vcs: {} }));
  await mkdir(dirname(join(directory, path)), { recursive: true });
  await writeFile(join(directory, path), content);
  return await new Promise((resolve) => {
    const args = ['lint', '--only=style/noRestrictedImports', '--only=style/noRestrictedGlobals', path];
    execFile(join(PROJECT, 'node_modules/.bin/biome'), args, { cwd: directory }, (_error, stdout, stderr) =>
      resolve(stdout + stderr),
    );
  });
}

test.each([
  ['conventions/ knows no metric store', 'conventions/x.ts', '../metrics/registry.ts', FLOORS],
  ['slo/ knows no definition', 'slo/x.ts', '../definition/schema.ts', FLOORS],
  ['metrics/ knows no exporter', 'metrics/x.ts', '../exporter/settings.ts', FLOORS],
  [
    'serialisation knows nothing of serving',
    'metrics/exposition/x.ts',
    'fastify',
    'Serialisation knows nothing of serving',
  ],
  ['instrument/ knows no exporter', 'instrument/x.ts', '../exporter/app.ts', FLOORS],
  ['the exporter knows no definition', 'exporter/server/x.ts', '../../definition/schema.ts', FLOORS],
  ['a source knows no other source', 'exporter/sources/logs/x.ts', '../container/collect.ts', SOURCE],
  ['a source knows no output', 'exporter/sources/logs/x.ts', '../../outputs/prometheus/scrape.ts', SOURCE],
  ['the definition loads no collector', 'definition/x.ts', '../exporter/sources/logs/collect.ts', FLOORS],
  ['the definition knows no renderer', 'definition/x.ts', '../grafana/render.ts', FLOORS],
  ['a renderer knows no other renderer', 'grafana/x.ts', '../prometheus/render.ts', RENDERER],
  ['the definition knows nothing of AWS', 'definition/x.ts', '../cloudwatch/alarms/plan.ts', FLOORS],
  ['the exporter renders nothing for AWS', 'exporter/server/x.ts', '../../cloudwatch/render.ts', FLOORS],
  ['what is for AWS knows no other renderer', 'cloudwatch/x.ts', '../prometheus/render.ts', RENDERER],
  ['no other renderer knows what is for AWS', 'grafana/x.ts', '../cloudwatch/names.ts', RENDERER],
  ['a renderer loads no collector', 'alerting/x.ts', '../exporter/sources/logs/collect.ts', RENDERER],
])('%s', async (_name, path, imported, message) => {
  const said = await lint(path, `import { something } from '${imported}';\n\nsomething();\n`);
  expect(said).toContain(message);
});

test('no floor but cli/ and exporter/app.ts touches the process', async () => {
  for (const path of ['metrics/x.ts', 'exporter/sources/logs/x.ts', 'exporter/server/x.ts', 'grafana/x.ts']) {
    expect(await lint(path, 'process.exit(1);\n'), path).toContain(PROCESS);
  }
  expect(await lint('exporter/app.ts', 'process.exit(1);\n')).not.toContain(PROCESS);
});

test('a source may import what lies below it and what lies beside it', async () => {
  const content = [
    './fields.ts',
    '../source.ts',
    '../../../metrics/scope.ts',
    '../../../conventions/labels.ts',
  ]
    .map((file, index) => `import { a${index} } from '${file}';\n`)
    .join('');
  expect(await lint('exporter/sources/logs/x.ts', content)).not.toContain('noRestrictedImports');
});
