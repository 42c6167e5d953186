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

/** The state of an alert at Prometheus: inactive, pending or firing. */
export async function alertState(prometheus: string, name: string): Promise<string> {
  const response = await fetch(`${prometheus}/api/v1/alerts`);
  const { data } = (await response.json()) as {
    data: { alerts: { labels: Record<string, string>; state: string }[] };
  };
  return data.alerts.find(({ labels }) => labels.alertname === name)?.state ?? 'inactive';
}
