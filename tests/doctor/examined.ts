import type { Report } from '../../cli/doctor/report.ts';
import { runHere } from '../../cli/testing/run_here.ts';

/** What the doctor found: its exit status, and what people read of each finding, by its id. */
export interface Examined {
  readonly status: number;
  readonly report: Report;
  readonly findings: Readonly<Record<string, string>>;
}

/** Runs `goldwatch doctor --json` on the definition in a directory. */
export async function examined(directory: string, options: readonly string[]): Promise<Examined> {
  const { status, stdout, stderr } = await runHere(
    ['doctor', '--json', '--timeout', '20s', ...options],
    directory,
    {
      PATH: process.env.PATH,
    },
  );
  if (stderr !== '') throw new Error(stderr);
  const report = JSON.parse(stdout) as Report;
  const all = report.areas.flatMap(({ checks }) => checks.flatMap((check) => check.findings));
  const findings = Map.groupBy(all, ({ id }) => id);
  const texts = [...findings].map(([id, its]) => [id, its.map(({ text }) => text).join('\n')]);
  return { status, report, findings: Object.fromEntries(texts) as Examined['findings'] };
}

/** What was seen by one check. */
export function seen({ report }: Examined, id: string): string {
  const checks = report.areas.flatMap((area) => area.checks);
  return checks.find((check) => check.id === id)?.detail ?? 'there is no such check';
}
