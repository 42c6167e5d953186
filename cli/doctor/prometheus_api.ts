import type { z } from 'zod';
import { asking, type Context } from './context.ts';
import { jsonOf, probe } from './probe.ts';

/** Asks a program for JSON; null where it answers otherwise than it should. */
export async function get<T>(
  context: Context,
  url: string,
  path: string,
  schema: z.ZodType<T>,
): Promise<T | null> {
  const answer = await probe(`${url}${path}`, asking(context));
  const parsed =
    answer.kind === 'answered' && answer.status === 200 ? schema.safeParse(jsonOf(answer)) : null;
  return parsed?.success === true ? parsed.data : null;
}
