import { z } from 'zod';
import { ALERT } from '../../conventions/alerts.ts';
import { LABEL } from '../../conventions/labels.ts';
import { SLO_LABEL } from '../../conventions/objectives.ts';
import { parseObject } from './problem_lines.ts';

const labels = z.record(z.string(), z.string());
const rules = z.object({
  data: z.object({ alerts: z.array(z.object({ labels, state: z.enum(['pending', 'firing']) })) }),
});
const delivered = z.object({
  event: z.literal('alert'),
  status: z.enum(['firing', 'resolved']),
  labels,
  annotations: z.object({ description: z.string().optional() }),
});

type Labels = z.infer<typeof labels>;

const INTERVAL_MS = 1_000;

// What an alert is called, and what is the same for every instance of it.
const NO_DETAIL: readonly string[] = [
  LABEL.alertname,
  LABEL.service,
  LABEL.severity,
  LABEL.signal,
  LABEL.team,
  LABEL.objective,
  ...Object.values(SLO_LABEL),
  'environment',
];

/** Tells the stations of every alert on its way: pending and firing at Prometheus, over again. */
export class AlertWatch {
  readonly #url: string;
  readonly #tell: (text: string) => void;
  readonly #known = new Map<string, { readonly name: string; readonly state: 'pending' | 'firing' }>();
  #timer: NodeJS.Timeout | undefined;
  #lastLook: Promise<void> = Promise.resolve();

  /** `prometheus` is the address of a Prometheus, such as http://127.0.0.1:9090. */
  constructor(prometheus: string, tell: (text: string) => void) {
    this.#url = `${prometheus}/api/v1/alerts`;
    this.#tell = tell;
  }

  /** Looks once a second from now on, until `stop`. */
  start(): void {
    this.#timer = setTimeout(() => {
      void this.look().finally(() => {
        if (this.#timer !== undefined) this.start();
      });
    }, INTERVAL_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Looks now, and tells what has changed since the last look; never rejects. */
  look(): Promise<void> {
    // One after the other, so that no older answer is taken for the newer one.
    this.#lastLook = this.#lastLook.then(() => this.#look());
    return this.#lastLook;
  }

  async #look(): Promise<void> {
    const parsed = await fetch(this.#url, { signal: AbortSignal.timeout(5 * INTERVAL_MS) })
      .then((response) => response.json())
      .then((body) => rules.safeParse(body))
      .catch(() => null);
    // Prometheus itself being away is told by whoever runs it.
    if (parsed === null || !parsed.success) return;
    const now = parsed.data.data.alerts.filter((alert) => alert.labels.alertname !== ALERT.watchdog);
    const gone = new Map(this.#known);
    for (const { labels, state } of now) {
      const key = JSON.stringify(Object.entries(labels).sort());
      const name = describe(labels);
      gone.delete(key);
      if (this.#known.get(key)?.state !== state) this.#tell(`${name} is ${state} at Prometheus`);
      this.#known.set(key, { name, state });
    }
    for (const [key, { name, state }] of gone) {
      this.#tell(`${name} is over at Prometheus${state === 'pending' ? ': it did not last' : ''}`);
      this.#known.delete(key);
    }
  }
}

/** What the exporter's log says of an alert that Alertmanager delivered to it; null for any other line. */
export function deliveredAlert(line: string): string | null {
  const entry = delivered.safeParse(line.startsWith('{') ? parseObject(line) : null);
  if (!entry.success || entry.data.labels.alertname === ALERT.watchdog) return null;
  const { labels, status, annotations } = entry.data;
  const sentence = `${describe(labels)} is delivered by Alertmanager as ${status}`;
  // What is resolved still carries the value that it had while it fired.
  return status === 'firing' && annotations.description !== undefined
    ? `${sentence}: ${annotations.description}`
    : sentence;
}

/** What the stand-in for CloudWatch says of an alarm that has changed; null for any other line. */
export function changedAlarm(line: string): string | null {
  return /^[\d:]{8} Alarm (.+ goes from .+)$/.exec(line)?.[1] ?? null;
}

/** `TargetDown (goldwatch) instance=…`: name, service, and what tells it from others of its name. */
function describe(labels: Labels): string {
  const { alertname = '', service } = labels;
  const details = Object.entries(labels)
    .filter(([name]) => !NO_DETAIL.includes(name))
    .map(([name, value]) => ` ${name}=${value}`);
  return `${alertname}${service === undefined || service === '' ? '' : ` (${service})`}${details.join('')}`;
}
