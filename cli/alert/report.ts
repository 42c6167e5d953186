import type { ExampleAlert } from './example.ts';
import type { Hop } from './hops.ts';

/** A drill that was done. */
export interface Report {
  readonly drill: string;
  readonly alert: string;
  readonly severity: string;
  readonly service: string;
  /** Whom it reaches beside the exporter. */
  readonly tells: readonly string[];
  /** Whether every hop held. */
  readonly held: boolean;
  readonly hops: readonly Hop[];
}

/** What came of a drill. */
export function reportOf(
  drill: string,
  { labels }: ExampleAlert,
  tells: readonly string[],
  hops: readonly Hop[],
): Report {
  const { alertname: alert = '', severity = '', service = '' } = labels;
  return { drill, alert, severity, service, tells, held: hops.every(({ held }) => held), hops };
}

/** A hop as a line for the terminal. */
export function hopLine({ name, held, seconds, detail }: Hop): string {
  const time = `${seconds.toFixed(2)} s`.padStart(9);
  return `${time}  ${held ? 'ok    ' : 'BROKEN'}  ${name.padEnd(24)}  ${detail}\n`;
}

/** The verdict on a drill, for the terminal; `quietly` says where it gets to if it tells nobody. */
export function verdict(
  { alert, tells, hops }: Report,
  quietly = 'to the exporter, and tells nobody',
): string {
  const broken = hops.find(({ held }) => !held);
  if (broken === undefined) {
    const where = tells.length > 0 ? '' : ` ${quietly}`;
    return `${alert} gets through${where}: every link holds.\n`;
  }
  return `${alert} does not get through. It breaks at: ${broken.name}.\n  ${broken.detail}\n  What to do: ${broken.remedy}\n`;
}
