import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test, vi } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { type MetricDeclaration, SELF_METRICS } from '../../conventions/metrics.ts';
import { collectFamilies } from '../../metrics/exposition/collect.ts';
import { MetricRegistry } from '../../metrics/registry.ts';
import { temporaryDirectory } from '../../tests/support/temporary_directory.ts';
import { sourceSettings } from '../settings.ts';
import { capturedLog, exporterUnderTest } from '../testing.ts';
import { lastingResources } from '../testing_resources.ts';
import { SOURCES } from './index.ts';
import type { SourceDefinition, SourceModule } from './source.ts';

const readme = z.object({ sources: z.array(z.looseObject({ type: z.string() })).min(1) });

/** The first example in the README of a source: what a reader of it would write. */
async function exampleOf(type: string): Promise<Record<string, unknown>> {
  const text = await readFile(join(import.meta.dirname, type, 'README.md'), 'utf8');
  const [, yaml = ''] = /```ya?ml\n([\s\S]*?)```/.exec(text) ?? [];
  const example = readme.parse(parse(yaml)).sources.find((source) => source.type === type);
  if (example === undefined) throw new Error(`The first YAML block of the README is no example of ${type}.`);
  return example;
}

describe.each(SOURCES.map((source) => [source.type, source as SourceDefinition] as const))(
  'the source %s',
  (type, source) => {
    test('has a folder of its name, which explains itself and tests itself', async () => {
      const files = await readdir(join(import.meta.dirname, type), { recursive: true });
      expect(files).toEqual(expect.arrayContaining(['README.md', 'definition.ts', 'collect.ts']));
      expect(files.filter((file) => file.endsWith('.test.ts'))).not.toEqual([]);
      const text = await readFile(join(import.meta.dirname, type, 'README.md'), 'utf8');
      for (const { name } of source.metrics) expect(text, 'the README').toContain(`\`${name}`);
      for (const key of Object.keys(source.config.shape)) expect(text, 'the README').toContain(`${key}`);
    });

    test('is well-formed: a plain type, a sentence, a description of every setting', () => {
      expect(type).toMatch(/^[a-z][a-z0-9_]*$/);
      expect(source.summary).toMatch(/^[A-Z][^\n]*\.$/);
      expect(z.toJSONSchema(source.config, { io: 'input', unrepresentable: 'any' })).toMatchObject({
        properties: { type: { const: type } },
        additionalProperties: false,
      });
      for (const [key, schema] of Object.entries(source.config.shape)) {
        if (key !== 'type') expect((schema as z.ZodType).description, key).toMatch(/\.$/);
      }
    });

    test('takes a name and a service, and no key that it does not know', async () => {
      const example = await exampleOf(type);
      const settings = { ...example, name: 'a-name', service: 'a-service' };

      expect(source.config.parse(settings)).toMatchObject({ type, name: 'a-name', service: 'a-service' });
      expect(sourceSettings.parse(settings), 'as part of the whole').toEqual(source.config.parse(settings));
      expect(source.config.safeParse({ ...settings, nonsense: 1 }).error?.issues).toMatchObject([
        { code: 'unrecognized_keys', keys: ['nonsense'], path: [] },
      ]);
      expect(source.config.safeParse({ ...settings, name: '../etc' }).success).toBe(false);
      expect(source.config.safeParse({ ...settings, type: 'other' }).success).toBe(false);
    });

    test.each(source.metrics.map((metric) => [metric.name, metric] as const))(
      'declares %s as Prometheus would have it',
      (_name, metric) => expectGoodDeclaration(metric),
    );

    test('works from its example, emits what it declares, reports, and leaves nothing behind when stopped', async () => {
      const { start, lasting, metrics, reports, context } = await prepared(type, source);
      const running = await lasting.of(start);
      await lasting.of(() => running.caughtUp);
      await vi.waitFor(() => expect(reports).not.toEqual([]), 10_000);

      const families = (await metrics()).filter(({ values }) => values.length > 0);
      const declared = await declarationsOf(type, source);
      for (const { name, values } of families) {
        expect(declared.has(name), `${name} is declared`).toBe(true);
        for (const { labels = {} } of values) {
          const { service, source: id } = labels;
          expect([context.service, context.id]).toContain(service ?? id);
        }
      }
      await lasting.of(() => running.stop());
      const heard = reports.length;
      expect(await lasting.left()).toEqual([]);
      expect(reports).toHaveLength(heard);
    });

    test('can be started again, and be stopped at any time', async () => {
      const { start, lasting } = await prepared(type, source);
      const first = await lasting.of(start);
      await lasting.of(() => first.caughtUp);
      await lasting.of(() => first.stop());

      const second = await lasting.of(start);
      await lasting.of(() => second.stop());

      await second.caughtUp;
      expect(await lasting.left()).toEqual([]);
    });
  },
);

/** What a source declares with the settings of its example. */
async function declarationsOf(
  type: string,
  source: SourceDefinition,
): Promise<ReadonlyMap<string, MetricDeclaration>> {
  const declared = source.metricsOf?.(source.config.parse(await exampleOf(type))) ?? [];
  return new Map([...source.metrics, ...declared].map((metric) => [metric.name, metric]));
}

/** All that a source needs to be started, in a directory of its own. */
async function prepared(type: string, source: SourceDefinition) {
  const config = source.config.parse(await exampleOf(type));
  const { start } = (await source.load()) as SourceModule<unknown>;
  const directory = await temporaryDirectory();
  const registry = new MetricRegistry();
  const reports: string[] = [];
  const context = {
    id: 'the-source',
    service: 'the-service',
    stateDirectory: join(directory, 'state'),
    baseDirectory: directory,
    log: capturedLog().log,
    report: {
      succeeded: () => void reports.push('succeeded'),
      failed: (reason: string, problem: string) => void reports.push(`failed ${reason}: ${problem}`),
      problem: (reason: string, problem: string) => void reports.push(`problem ${reason}: ${problem}`),
      lag: () => {},
    },
  };
  return {
    context,
    reports,
    lasting: lastingResources(),
    metrics: () =>
      collectFamilies(registry.registry, (_metric, error) => {
        throw error;
      }),
    start: () => {
      const metrics = registry.scope();
      return start(config, { ...context, metrics });
    },
  };
}

function expectGoodDeclaration({ name, type, help, labels }: MetricDeclaration): void {
  expect(name).toMatch(/^[a-z][a-z0-9_]*[a-z0-9]$/);
  expect(help, 'a sentence').toMatch(/^[A-Z0-9][^\n]*\.$/);
  expect(name.endsWith('_total'), 'a counter, and no other metric, ends in _total').toBe(type === 'counter');
  expect(name, 'suffixes that a histogram adds').not.toMatch(/_(?:bucket|count|sum|created)$/);
  expect(name, 'base units').not.toMatch(
    /_(?:ms|milli\w+|micro\w+|nano\w+|minutes|hours|kb|mb|kib|mib|percent)(?:_|$)/,
  );
  const unit = /in (seconds|bytes)/.exec(help)?.[1] ?? (/0 to 1/.test(help) ? 'ratio' : undefined);
  if (unit !== undefined) expect(name, 'the unit is in the name').toMatch(new RegExp(`_${unit}(?:_total)?$`));
  if (type === 'histogram') expect(name, 'a histogram has a unit').toMatch(/_(?:seconds|bytes|ratio|usd)$/);
  for (const label of labels) expect(label).toMatch(/^[a-z][a-z0-9_]*$/);
  expect(new Set(labels).size, 'each label once').toBe(labels.length);
  expect(labels).not.toEqual(expect.arrayContaining(['le']));
  expect(labels).not.toEqual(expect.arrayContaining(['quantile']));
  expect(labels.includes('service') || labels.includes('source'), 'whose series it is').toBe(true);
}

test('no two sources have one type, and none declares a metric otherwise than another or goldwatch itself', () => {
  const all: readonly SourceDefinition[] = SOURCES;
  expect(new Set(all.map(({ type }) => type)).size).toBe(all.length);
  const registry = new MetricRegistry();
  const declarations = [...Object.values(SELF_METRICS), ...all.flatMap(({ metrics }) => metrics)];
  for (const declaration of declarations) registry.family(declaration);
  const own = new Set(Object.values(SELF_METRICS).map(({ name }) => name));
  expect(all.flatMap(({ metrics }) => metrics).filter(({ name }) => own.has(name))).toEqual([]);
});

test('all of them start side by side in one exporter', async () => {
  const sources = await Promise.all(SOURCES.map(({ type }) => exampleOf(type)));
  const under = await exporterUnderTest({ sources });

  const page = await under.page();

  expect(page.split('\n').filter((line) => line.includes('reason="start"'))).toEqual([]);
  for (const { type } of SOURCES)
    expect(page).toContain(`goldwatch_source_up{source="${type}",type="${type}"}`);
});

test('whoever asks for the sources loads neither their work nor a driver', async () => {
  const script = `
    import { registerHooks } from 'node:module';
    const urls = [];
    registerHooks({ resolve(specifier, context, next) {
      const resolved = next(specifier, context);
      urls.push(resolved.url);
      return resolved;
    } });
    await import(${JSON.stringify(join(import.meta.dirname, 'index.ts'))});
    console.log(JSON.stringify(urls));
  `;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
  const urls = JSON.parse(stdout) as string[];

  expect(urls.filter((url) => url.endsWith('/collect.ts'))).toEqual([]);
  expect(urls.filter((url) => url.endsWith('/definition.ts'))).toHaveLength(SOURCES.length);
  const packages = urls.flatMap((url) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? []);
  expect([...new Set(packages)]).toEqual(['zod']);
});
