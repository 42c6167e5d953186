import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { mounts, PROJECT, service, services } from './compose_file.ts';
import { needsOf } from './image_imports.ts';

const read = (path: string) => readFileSync(join(PROJECT, path), 'utf8');
const manifest = JSON.parse(read('package.json')) as {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
};
const dockerfile = read('exporter/Dockerfile');
const stages = dockerfile.split(/^(?=FROM )/m).slice(1);
const last = stages.at(-1) ?? '';
const ignoreRules = read('.dockerignore')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'));

describe('the image', () => {
  test('is built in stages, the last of which installs nothing', () => {
    expect(stages).toHaveLength(2);
    expect(last).not.toMatch(/npm|apt-get|curl/);
  });

  test('has the Node that the tests run on, to the patch', () => {
    const from = dockerfile.match(/^FROM \S+/gm);
    const { node } = manifest.devDependencies;

    expect(node).toMatch(/^24\.\d+\.\d+$/);
    expect(from).toEqual(stages.map(() => `FROM node:${node}-trixie-slim`));
  });

  test('has production dependencies only, from the lock file, and runs no script of theirs', () => {
    expect(dockerfile.match(/npm (ci|i|install)\b.*/g)).toEqual([
      expect.stringMatching(/^npm ci --omit=dev --ignore-scripts\b/),
    ]);
  });

  test('does not run as root', () => {
    expect(last.match(/^USER .*/gm)).toEqual(['USER node']);
    expect(last.indexOf('USER node')).toBeLessThan(last.indexOf('ENTRYPOINT'));
  });

  test('gives its user every folder that a volume is mounted over, and nothing else', () => {
    const image = service('secrets').image;
    const written = services.flatMap(([, one]) =>
      one.image === image
        ? mounts(one).flatMap(({ target, readOnly }) => (readOnly ? [] : target.replace(/^\/app\//, '')))
        : [],
    );
    const owned = /chown node:node (.+)/.exec(last)?.[1]?.split(' ');

    expect(new Set(owned)).toEqual(new Set(written));
  });

  test('starts without a shell', () => {
    expect(last).toMatch(/^ENTRYPOINT \["node", /m);
  });
});

describe('what the containers run', () => {
  const needs = needsOf(
    [
      'cli/bin.ts',
      'cli/serve.ts',
      'cli/secrets.ts',
      'examples/demo-service/main.ts',
      'examples/demo-service/main_traffic.ts',
      'examples/demo-service/chaos.ts',
    ],
    (file) => file !== 'cli/main.ts',
  );

  test('needs no package that is installed for development only', () => {
    expect([...needs.packages].filter((name) => !(name in manifest.dependencies))).toEqual([]);
  });

  test('is in the image', () => {
    const folders = new Set([...needs.files].map((file) => file.split('/')[0]));

    expect([...folders].filter((folder) => !ignoreRules.includes(`!${folder}`))).toEqual([]);
    expect([...needs.files].filter((file) => /\.test\.ts$|\/testdata\//.test(file))).toEqual([]);
  });

  test('starts with a file that is there', () => {
    const entries = services.flatMap(([, { entrypoint = [] }]) =>
      (entrypoint as string[]).filter((word) => word.endsWith('.ts')),
    );

    expect(entries.filter((path) => !existsSync(join(PROJECT, path)))).toEqual([]);
  });
});

describe('what is sent to the builder', () => {
  test('is nothing but what is named', () => {
    expect(ignoreRules[0]).toBe('*');
  });

  test('has every folder of the program, so that a new one is not forgotten', () => {
    const elsewhere = new Set(['bench', 'docs', 'node_modules', 'state', 'tests']);
    const folders = readdirSync(PROJECT, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !elsewhere.has(entry.name))
      .map(({ name }) => name)
      .filter((name) => readdirSync(join(PROJECT, name)).some((file) => file.endsWith('.ts')));

    expect(folders.filter((folder) => !ignoreRules.includes(`!${folder}`))).toEqual([]);
  });

  test.each(['secrets', 'logs', 'state', 'monitoring.yml', '.git'])('has no %s', (name) => {
    expect(ignoreRules).not.toContain(`!${name}`);
  });
});
