import { z } from 'zod';
import { parseObject } from './problem_lines.ts';

const rules = z.object({
  data: z.object({
    alerts: z.array(
      z.object({
        labels: z.record(z.string(), z.string()),
        state: z.enum(['pending', 'firing']),
        value: z.string().optional(),
      }),
    ),
  }),
});

const INTERVAL_MS = 1_000;
const QUIET = 'Watchdog';

/** Tells the stations of every alert on its way: pending and firing at Prometheus, over again. */
export class AlertWatch {
  readonly #url: string;
  readonly #tell: (text: string) => void;
  readonly #states = new Map<string, 'pending' | 'firing'>();
  #timer: NodeJS.Timeout | undefined;

  constructor(prometheus: string, tell: (text: string) => void) {
    this.#url = `${prometheus}/api/v1/alerts`;
    this.#tell = tell;
  }

  start(): void {
    this.#timer = setTimeout(() => {
      void this.#look().finally(() => {
        if (this.#timer !== undefined) this.start();
      });
    }, INTERVAL_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  async #look(): Promise<void> {
    const parsed = await fetch(this.#url, { signal: AbortSignal.timeout(INTERVAL_MS) })
      .then((response) => response.json())
      .then((body) => rules.safeParse(body))
      .catch(() => null);
    // Prometheus itself being away is told by whoever runs it.
    if (parsed === null || !parsed.success) return;
    const now = new Map(
      parsed.data.data.alerts
        .filter(({ labels }) => labels.alertname !== QUIET)
        .map(({ labels, state }) => [describe(labels), state]),
    );
    for (const [alert, state] of now) {
      if (this.#states.get(alert) !== state) this.#tell(`${alert} is ${state} at Prometheus`);
    }
    for (const [alert] of this.#states) if (!now.has(alert)) this.#tell(`${alert} is over at Prometheus`);
    this.#states.clear();
    for (const [alert, state] of now) this.#states.set(alert, state);
  }
}

/** What the exporter's log says of an alert that Alertmanager delivered to it; null for any other line. */
export function deliveredAlert(line: string): string | null {
  const entry = line.startsWith('{') ? parseObject(line) : null;
  if (entry?.event !== 'alert' || entry.alertname === QUIET) return null;
  const annotations = entry.annotations as Record<string, string> | undefined;
  const labels = { alertname: String(entry.alertname), service: String(entry.service) };
  return `${describe(labels)} is delivered by Alertmanager as ${String(entry.status)}: ${annotations?.description ?? ''}`;
}

function describe({ alertname, service }: Readonly<Record<string, string>>): string {
  return service ? `${alertname} (${service})` : `${alertname}`;
}
