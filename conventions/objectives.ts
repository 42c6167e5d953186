/**
 * Names of what rules record of objectives. Those that Sloth has are named as there, so that its public dashboards
 * (14348 and 14643 on grafana.com) show objectives of goldwatch: https://sloth.dev/usage/dashboards/
 */
export const SLO_SERIES = {
  /** Events between one evaluation of the rules and the next, as a rate sees them; their sum over any time counts events. */
  totalEvents: 'slo:total_events:increase',
  /** Those of them that were bad. */
  badEvents: 'slo:bad_events:increase',
  /** Share of bad events over a window such as `5m`; absent without events. */
  errorRatio: (window: string) => `slo:sli_error:ratio_rate${window}`,
  /** The target, 0 to 1. */
  objective: 'slo:objective:ratio',
  /** The share of events that may be bad. */
  errorBudget: 'slo:error_budget:ratio',
  /** The period in days. */
  period: 'slo:time_period:days',
  /** How many times too fast the budget is being spent, over five minutes; 0 without events. */
  currentBurnRate: 'slo:current_burn_rate:ratio',
  /** The same over the period. */
  periodBurnRate: 'slo:period_burn_rate:ratio',
  /** The share of the budget that is left; below 0 where more than all of it is spent. */
  remaining: 'slo:period_error_budget_remaining:ratio',
  /** Unix time at which the budget is spent at the pace of now; absent where it is spent, or lasts for a whole period. */
  exhausted: 'slo:error_budget_exhausted:timestamp_seconds',
  /** Always 1; its labels say which objectives there are. */
  info: 'sloth_slo_info',
} as const;

/** Labels of these series, beside `service`; names of Sloth's. */
export const SLO_LABEL = {
  service: 'sloth_service',
  slo: 'sloth_slo',
  id: 'sloth_id',
  window: 'sloth_window',
  severity: 'sloth_severity',
} as const;

/** Windows of `slo:sli_error:ratio_rate…` that Sloth's dashboards read, whatever the period. */
export const DASHBOARD_WINDOWS = ['5m', '1h'] as const;

/** Names of the alerts on an objective: `checkout_latency` has `CheckoutLatencyBudgetBurnsFast` and others. */
export function objectiveAlerts(objective: string) {
  const name = objective.replace(/(?:^|_)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  return {
    /** The budget is spent so fast that somebody must be woken. */
    page: `${name}BudgetBurnsFast`,
    /** It is spent too fast, and there is time until working hours. */
    ticket: `${name}BudgetBurnsSlowly`,
    /** Nothing tells how the objective stands. */
    unknown: `${name}Unknown`,
  };
}
