import type { ExampleAlert } from './example.ts';
import type { Hop } from './hops.ts';

/** A drill that was done. */
export interface Report {
  readonly drill: string;
  readonly alert: string;
  readonly severity: string;
  readonly service: string;
  /** Whether every hop held. */
  readonly held: boolean;
  readonly hops: readonly Hop[];
}

/** What came of a drill. */
export function reportOf(drill: string, { labels }: ExampleAlert, hops: readonly Hop[]): Report {
  const { alertname: alert = '', severity = '', service = '' } = labels;
  return { drill, alert, severity, service, held: hops.every(({ held }) => held), hops };
}

/** A hop as a line for the terminal. */
export function hopLine({ name, held, seconds, detail }: Hop): string {
  const time = `${seconds.toFixed(2)} s`.padStart(9);
  return `${time}  ${held ? 'ok    ' : 'BROKEN'}  ${name.padEnd(24)}  ${detail}\n`;
}

/** The verdict on a drill, for the terminal. */
export function verdict({ alert, hops }: Report): string {
  const broken = hops.find(({ held }) => !held);
  if (broken === undefined) return `${alert} gets through: every link holds.\n`;
  return `${alert} does not get through. It breaks at: ${broken.name}.\n  ${broken.detail}\n  What to do: ${broken.remedy}\n`;
}
