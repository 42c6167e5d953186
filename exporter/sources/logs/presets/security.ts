import type { FilterMetricSettings } from '../metrics/filter_metric_settings.ts';

/** Where lines tell of a request and of what happened. */
export interface SecurityFields {
  /** A field with the status of a response, such as `$.status`. */
  readonly status: string;
  /** A field with the message of a line. */
  readonly message: string;
}

/**
 * What services and frameworks write when somebody cannot prove who he is, as regular expressions of metric filters, which know neither
 * groups nor case.
 */
const AUTHENTICATION_FAILED = [
  '[Aa]uthentication[ _][Ff]ail',
  '[Ff]ailed[ _][Aa]uthentication',
  '[Aa]uth[ _][Ff]ail',
  '[Ll]ogin[ _][Ff]ail',
  '[Ff]ailed[ _][Ll]ogin',
  '[Ff]ailed password',
  '[Ii]nvalid[ _][Cc]redentials',
  '[Ii]nvalid[ _][Pp]assword',
  '[Ii]nvalid[ _][Tt]oken',
];

/** What they write when somebody asks too often. */
const RATE_LIMITED = [
  '[Rr]ate[ _-]?[Ll]imit[ _][Ee]xceeded',
  '[Rr]ate[ _-]?[Ll]imited',
  '[Rr]ate[ _]limiting triggered',
  '[Tt]oo[ _][Mm]any[ _][Rr]equests',
];

/** Metrics of the preset `security`: a line counts once in each, by its status or by its message. */
export function securityMetrics({ status, message }: SecurityFields): FilterMetricSettings[] {
  const counter = (name: string, help: string, statuses: readonly number[], words: readonly string[]) => ({
    name,
    type: 'counter' as const,
    help,
    pattern: `{ ${[...statuses.map((code) => `${status} = ${code}`), `${message} = %${words.join('|')}%`].join(' || ')} }`,
    labels: { reason: status },
    label_values_limit: 100,
  });
  return [
    counter(
      'auth_failures_total',
      'Attempts to authenticate or to do what is not allowed that failed, by reason.',
      [401, 403],
      AUTHENTICATION_FAILED,
    ),
    counter(
      'rate_limited_requests_total',
      'Requests refused because there were too many, by reason.',
      [429],
      RATE_LIMITED,
    ),
  ];
}
