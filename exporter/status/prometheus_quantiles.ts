/** The recorded quantiles that the status page shows, by the value of their label. */
export const SHOWN_QUANTILES: Readonly<Record<string, 'p50' | 'p95' | 'p99' | undefined>> = Object.assign(
  Object.create(null) as object,
  { '0.5': 'p50', '0.95': 'p95', '0.99': 'p99' } as const,
);
