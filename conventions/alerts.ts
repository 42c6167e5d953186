/** Alerts that nobody has to configure: on the monitoring itself, and on what its sources tell. */
export const ALERT = {
  /** A scrape target does not answer. */
  targetDown: 'TargetDown',
  /** A source of the exporter does not work, so its signals stand still. */
  sourceDown: 'SourceDown',
  /** A deployment was told just now; where a source is there to tell. */
  deployed: 'Deployed',
  /** Always fires: its absence means that alerting itself is broken. */
  watchdog: 'Watchdog',
} as const;

export const BUILT_IN_ALERTS = Object.values(ALERT);
