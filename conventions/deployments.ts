/** Series of deployments that were told, by service; rules and dashboards read them. */
export const DEPLOYMENT_SERIES = {
  /** Deployments told. */
  total: 'deployments_total',
  /** 1, with the version, commit and environment of the last one. */
  info: 'deployment_info',
  /** Unix time at which that was told, in seconds. */
  timestamp: 'deployment_timestamp_seconds',
} as const;
