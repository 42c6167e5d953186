/** What the preset `security` of logs counts, and what applications send as events by the same names. */
export const SECURITY_METRICS = ['auth_failures_total', 'rate_limited_requests_total'] as const;
