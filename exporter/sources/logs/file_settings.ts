import { z } from 'zod';
import { LEVELS, numberOfLevel } from './levels.ts';

const PATH = 'a path or glob such as /var/log/app/*.json';
const SAMPLE = 'a whole number from 2 to 1000000';

const path = z.string({ error: PATH }).min(1, { error: PATH });

const ruled = z.strictObject({
  path: path.describe('A path or glob; relative ones start at the folder of monitoring.yml.'),
  min_level: z
    .enum(LEVELS)
    .optional()
    .describe('Lines of a lower level are left out; those without a level count.'),
  sample_one_in: z
    .int({ error: SAMPLE })
    .min(2, { error: SAMPLE })
    .max(1_000_000, { error: SAMPLE })
    .optional()
    .describe('One of so many lines is read, and counts so many times.'),
});

/** Schema of an entry of `files` of the source. */
export const fileSettings = z.union([path, ruled], { error: `${PATH}, or a mapping with \`path\`` });
export type FileSettings = z.output<typeof fileSettings>;

/** Which lines count, and how often. */
export interface LineWeight {
  /** Lines of a lower level are left out, as pino's numbers; 0 where none are. */
  readonly leastLevel: number;
  /** How many lines each one stands for. */
  readonly times: number;
}

/** All lines count, once. */
export const EACH_LINE: LineWeight = { leastLevel: 0, times: 1 };

/** The path or glob of an entry. */
export function globOf(file: FileSettings): string {
  return typeof file === 'string' ? file : file.path;
}

/** What counts of the lines of an entry. */
export function weightOf(file: FileSettings): LineWeight {
  if (typeof file === 'string') return EACH_LINE;
  const { min_level: level, sample_one_in: times = 1 } = file;
  return { leastLevel: level === undefined ? 0 : numberOfLevel(level), times };
}

/** Whether some lines are left out for their level. */
export function hasLeastLevel(files: readonly FileSettings[]): boolean {
  return files.some((file) => weightOf(file).leastLevel > 0);
}
