/** Alerts that exist in every installation, whatever monitoring.yml says. */
export const ALERT = {
  /** A scrape target does not answer. */
  targetDown: 'TargetDown',
  /** A source of the exporter does not work, so its signals stand still. */
  sourceDown: 'SourceDown',
  /** Always fires: its absence means that alerting itself is broken. */
  watchdog: 'Watchdog',
} as const;

export const BUILT_IN_ALERTS = Object.values(ALERT);
