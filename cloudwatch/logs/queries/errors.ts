import { type CatalogueQuery, commands, failedCount, type Lines, list } from './query_text.ts';

const FOLDER = 'Errors';
/** What the query is called that dashboards show as well. */
export const RECENT_ERRORS = 'Recent errors';
/** Of lines of which nothing is known but their text. */
const ERROR_WORDS = '@message like /(?i)(?:error|exception|fatal|panic|traceback)/';

/** What fails, how often, and since when. */
export function errorQueries(lines: Lines): CatalogueQuery[] {
  return [...loggedErrors(lines), ...failedRequests(lines)].map((query) => ({ folder: FOLDER, ...query }));
}

function loggedErrors({ fields }: Lines) {
  const { level, message, error, errorType, isError, request, user, session } = fields;
  const filter = `filter ${isError ?? ERROR_WORDS}`;
  const shown = list(
    '@timestamp',
    level,
    errorType,
    message ?? '@message',
    error,
    request,
    session,
    user,
    '@log',
  );
  return [
    {
      name: RECENT_ERRORS,
      query: commands(`fields ${shown}`, filter, 'sort @timestamp desc', 'limit 100'),
    },
    {
      name: 'Errors by minute',
      query: commands(filter, 'stats count(*) as errors by bin(1m)'),
    },
    ...(errorType === null ? [] : errorTypes(errorType, filter)),
    ...(message === null
      ? []
      : [
          {
            name: 'Top errors',
            query: commands(
              filter,
              `stats count(*) as errors, max(@timestamp) as last_seen by ${list(errorType, message)}`,
              'sort errors desc',
              'limit 25',
            ),
          },
        ]),
  ];
}

function errorTypes(errorType: string, filter: string) {
  return [
    {
      name: 'Error distribution by type',
      query: commands(filter, `stats count(*) as errors by ${errorType}`, 'sort errors desc', 'limit 50'),
    },
    {
      name: 'New error types',
      query: commands(
        filter,
        `stats min(@timestamp) as first_seen, count(*) as errors by ${errorType}`,
        'sort first_seen desc',
        'limit 25',
      ),
    },
  ];
}

function failedRequests({ fields: { status, route, method } }: Lines) {
  if (status === null) return [];
  return [
    {
      name: 'Error rate by minute',
      query: commands(
        `filter ispresent(${status})`,
        `stats count(*) as requests, ${failedCount(status)}, 100 * failed / requests as failed_percent by bin(1m)`,
      ),
    },
    ...(route === null
      ? []
      : [
          {
            name: 'Errors by route',
            query: commands(
              `filter ${status} >= 500`,
              `stats count(*) as failed by ${list(method, route, status)}`,
              'sort failed desc',
              'limit 50',
            ),
          },
        ]),
  ];
}
