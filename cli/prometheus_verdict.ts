import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Alert } from '../definition/alerts.ts';
import type { Objective } from '../definition/objectives.ts';
import type { Definition } from '../definition/schema.ts';
import { prometheusHalf } from '../definition/sides.ts';
import { composeStack } from '../definition/stack.ts';
import { renderPrometheus } from '../prometheus/render.ts';
import type { Loaded } from './arguments.ts';
import { findProgram } from './up/packages.ts';

const REFUSED = /group "[^"]*", rule \d+, "(?<alert>[^"]+)": (?<problem>.+)$/gm;

/**
 * Lets Prometheus's own promtool judge what it alone understands: the types in an expression, and templates in
 * texts. One alert that it refuses makes Prometheus refuse all of them, and go on with those of before.
 * Resolves to a note for the terminal where there is no promtool, else to null.
 * Throws an Error that names every alert that is refused.
 */
export async function requirePromtoolsConsent(
  { definition, file }: Loaded,
  path: string,
): Promise<string | null> {
  const { alerts, objectives, service } = prometheusHalf(definition);
  if (![...alerts, ...objectives].some(isWrittenByHand) && !isTemplate(service.runbooks)) return null;
  const promtool = await findProgram(['promtool'], path);
  if (promtool === null) {
    return 'Whether Prometheus takes the expressions and templates in it is not known: promtool is not on the PATH.';
  }
  const { output, status } = await judge(promtool, definition);
  if (status === 0) return null;
  const refused = [...output.matchAll(REFUSED)].map(({ groups }) => `${groups?.alert}: ${groups?.problem}`);
  const problems = refused.length > 0 ? refused : [output.trim()];
  throw new Error(
    `Prometheus would refuse ${file}, and with it all of its alerts:\n${problems.map((problem) => `  ${problem}`).join('\n')}`,
  );
}

function isWrittenByHand(one: Alert | Objective): boolean {
  const { description, labels = {}, runbook } = one;
  const { summary, dashboard } = 'summary' in one ? one : {};
  const texts = [summary, description, runbook, dashboard, ...Object.values(labels)];
  return one.signal === undefined || texts.some(isTemplate);
}

function isTemplate(text = ''): boolean {
  return text.includes('{{');
}

async function judge(
  promtool: string,
  definition: Definition,
): Promise<{ readonly output: string; readonly status: number | null }> {
  const directory = await mkdtemp(join(tmpdir(), 'goldwatch-check-'));
  try {
    const rendered = renderPrometheus(definition, composeStack);
    const rules = rendered.filter(({ path }) => /(?:alerts|objectives)\.rules\.yml$/.test(path));
    const files = rules.map(({ path }) => join(directory, basename(path)));
    for (const [index, { text: content }] of rules.entries()) await writeFile(files[index] ?? '', content);
    const child = spawn(promtool, ['check', 'rules', ...files], { stdio: ['ignore', 'pipe', 'pipe'] });
    const status = new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), status]);
    return { output: `${stdout}${stderr}`, status: code };
  } finally {
    await rm(directory, { recursive: true });
  }
}
