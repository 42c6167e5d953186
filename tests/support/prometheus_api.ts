import { vi } from 'vitest';

/** One series of an instant query's answer. */
export interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  /** Unix time in seconds, and the value as text. */
  readonly value: readonly [number, string];
}

/** An instant query against a real Prometheus. Throws an Error with its answer where that is no success. */
export async function query(prometheus: string, expression: string): Promise<Sample[]> {
  const response = await fetch(`${prometheus}/api/v1/query?query=${encodeURIComponent(expression)}`);
  const body = (await response.json()) as {
    status: string;
    data: { result: Sample[] | Sample['value']; resultType: string };
  };
  if (body.status !== 'success') throw new Error(`${expression}: ${JSON.stringify(body)}`);
  const { result, resultType } = body.data;
  return resultType === 'scalar' ? [{ metric: {}, value: result as Sample['value'] }] : (result as Sample[]);
}

/**
 * What is found as soon as something is: right after a scrape that took too long, an instant query finds nothing.
 * Throws an Error after ten seconds without.
 */
export async function untilFound<T>(look: () => Promise<T[]>): Promise<T[]> {
  return await vi.waitFor(
    async () => {
      const found = await look();
      if (found.length === 0) throw new Error('Prometheus has none of the series.');
      return found;
    },
    { timeout: 10_000, interval: 100 },
  );
}

/** The state of an alert at Prometheus: inactive, pending or firing. */
export async function alertState(prometheus: string, name: string): Promise<string> {
  const response = await fetch(`${prometheus}/api/v1/alerts`);
  const { data } = (await response.json()) as {
    data: { alerts: { labels: Record<string, string>; state: string }[] };
  };
  return data.alerts.find(({ labels }) => labels.alertname === name)?.state ?? 'inactive';
}
