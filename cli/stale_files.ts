import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { TEMPLATE_NOTICE } from '../cloudwatch/templates.ts';
import { RENDERED_NOTICE, type RenderedFile } from '../definition/stack.ts';
import { isOwnDashboard } from '../grafana/own_dashboard.ts';

/** Files of which a definition decides how many there are, and how one knows that goldwatch has written one. */
export interface Kind {
  readonly folder: string;
  readonly ending: string;
  readonly isOwn: (text: string, name: string) => boolean;
}

export const DASHBOARDS: Kind = { folder: 'grafana/dashboards', ending: '.json', isOwn: isOwnDashboard };
export const RULE_TESTS: Kind = {
  folder: 'prometheus/rules',
  ending: '.test.yml',
  isOwn: (text) => text.startsWith(RENDERED_NOTICE),
};
export const TEMPLATES: Kind = {
  folder: 'cloudwatch',
  ending: '.template.json',
  isOwn: (text) => text.includes(TEMPLATE_NOTICE),
};
export const DEPLOY_SCRIPTS: Kind = {
  folder: 'cloudwatch',
  ending: 'deploy.sh',
  isOwn: (text) => text.startsWith(`#!/bin/sh\n${RENDERED_NOTICE}`),
};

/**
 * Files of these kinds below a directory that were rendered once, and are none of `files`: whoever reads the folder would go on
 * reading them. What goldwatch has not written is left out.
 */
export async function staleFiles(
  directory: string,
  files: readonly RenderedFile[],
  kinds: readonly Kind[],
): Promise<string[]> {
  const rendered = new Set(files.map(({ path }) => path));
  const stale: string[] = [];
  for (const { folder, ending, isOwn } of kinds) {
    const names = await readdir(join(directory, folder)).catch(() => []);
    for (const name of names.filter((one) => one.endsWith(ending)).sort()) {
      const path = `${folder}/${name}`;
      if (rendered.has(path)) continue;
      const text = await readFile(join(directory, path), 'utf8').catch(() => null);
      if (text !== null && isOwn(text, name)) stale.push(path);
    }
  }
  return stale;
}

/** Removes files below a directory. */
export async function removeFiles(directory: string, paths: readonly string[]): Promise<void> {
  for (const path of paths) await rm(join(directory, path), { force: true });
}
