import type { z } from 'zod';
import { jsonOf } from '../answer.ts';
import { type Check, type CheckName, judged } from './check.ts';
import { asking, type Context } from './context.ts';
import { finding } from './finding.ts';
import { probe, said } from './probe.ts';

/** Asks a program for JSON; null where it answers otherwise than it should. */
export async function get<T>(
  context: Context,
  url: string,
  path: string,
  schema: z.ZodType<T>,
): Promise<T | null> {
  const answer = await ask(context, url, path, schema);
  return 'trouble' in answer ? null : answer.value;
}

/** Asks a program for JSON; where it answers otherwise than it should, says how: a clause. */
export async function ask<T>(
  context: Context,
  url: string,
  path: string,
  schema: z.ZodType<T>,
): Promise<{ readonly value: T } | { readonly trouble: string }> {
  const answer = await probe(`${url}${path}`, asking(context));
  if (answer.kind === 'unanswered') return { trouble: answer.trouble };
  const parsed = answer.status === 200 ? schema.safeParse(jsonOf(answer)) : null;
  return parsed?.success === true ? { value: parsed.data } : { trouble: said(answer) };
}

/** What is told where Prometheus does not say what it should; `what` as in «does not say what it scrapes». */
export function unsaid(name: CheckName, url: string, what: string, trouble: string): Check {
  return judged(name, [finding('prometheus.api_failing', { url, what, trouble })], '');
}
