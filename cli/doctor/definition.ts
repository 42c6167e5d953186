import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DefinitionError } from '../../definition/diagnostics.ts';
import { type Loaded, loadConfig } from '../arguments.ts';
import { count } from '../count.ts';
import type { Io } from '../io.ts';
import { requirePromtoolsConsent } from '../prometheus_verdict.ts';
import { compareRendered } from '../render.ts';
import { type Area, type Check, judged, notChecked, skipped } from './check.ts';
import { finding } from './finding.ts';
import { oneLine } from './probe.ts';

const AREA = 'Definition';
const LOADS = { id: 'definition.loads', name: 'monitoring.yml' };
const EXPRESSIONS = { id: 'definition.expressions', name: 'expressions' };
const RENDERED = { id: 'definition.rendered', name: 'rendered files' };

/** Of every definition: without them there are none, and to render them takes a second. */
const RENDERED_ALWAYS = ['prometheus/prometheus.yml', 'alerting/alertmanager.yml'];
/** Files that are named one by one. */
const MOST_NAMED = 5;

/** What is known of the definition: null where it has mistakes. */
export interface DefinitionArea {
  readonly area: Area;
  readonly loaded: Loaded | null;
}

/** Reads the definition, and compares the files that are rendered from it. Throws an Error where there is no such file. */
export async function definitionArea(file: string, io: Io): Promise<DefinitionArea> {
  const loaded = await loadConfig(file, io).catch((error: unknown) => {
    if (error instanceof DefinitionError) return error;
    throw error;
  });
  if (loaded instanceof DefinitionError) {
    const problems = problemsOf(loaded);
    const checks = [
      judged(LOADS, [finding('definition.mistakes', { file, problems })], ''),
      ...notChecked([EXPRESSIONS, RENDERED], `${file} cannot be used`),
    ];
    return { area: { name: AREA, checks }, loaded: null };
  }
  const checks = await Promise.all([expressions(loaded, io), rendered(loaded)]);
  return { area: { name: AREA, checks: [judged(LOADS, [], contents(loaded)), ...checks] }, loaded };
}

function problemsOf({ diagnostics }: DefinitionError): string {
  const [first] = diagnostics;
  if (first === undefined) return 'it has mistakes.';
  const others = diagnostics.length - 1;
  const more = others === 0 ? '' : `, and ${count(others, 'mistake')} more`;
  return `in line ${first.line}, ${oneLine(first.problem)}${more}.`;
}

function contents({ definition: { sources, objectives, alerts } }: Loaded): string {
  return [
    count(sources.length, 'source'),
    count(objectives.length, 'objective'),
    count(alerts.length, 'alert'),
  ].join(', ');
}

async function expressions(loaded: Loaded, io: Io): Promise<Check> {
  try {
    const note = await requirePromtoolsConsent(loaded, io.environment.PATH ?? '');
    return note === null
      ? judged(EXPRESSIONS, [], 'Prometheus takes them')
      : skipped(EXPRESSIONS, 'promtool, which would say whether Prometheus takes them, is not on the PATH');
  } catch (error) {
    const problem = `${oneLine((error as Error).message).replace(/\.$/, '')}.`;
    return judged(
      EXPRESSIONS,
      [finding('definition.expressions_refused', { problem, file: loaded.file })],
      '',
    );
  }
}

async function rendered({ definition, baseDirectory, file }: Loaded): Promise<Check> {
  if (!RENDERED_ALWAYS.some((path) => existsSync(join(baseDirectory, path))))
    return skipped(RENDERED, `there are none beside ${file}: \`npx goldwatch render\` would write them`);
  const { files, changed, stale } = await compareRendered(definition, baseDirectory);
  const different = [...changed.map(({ path }) => path), ...stale];
  if (different.length === 0) return judged(RENDERED, [], `all ${files.length} are what ${file} says`);
  const all = String(files.length + stale.length);
  const about = { file, number: String(different.length), all, files: someOf(different, MOST_NAMED) };
  return judged(RENDERED, [finding('definition.files_differ', about)], '');
}

/** The first of a list, and how many more there are. */
export function someOf(names: readonly string[], most: number): string {
  const shown = names.slice(0, most).join(', ');
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}
