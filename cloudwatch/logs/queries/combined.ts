import {
  all,
  type CatalogueQuery,
  commands,
  durationColumns,
  failedCount,
  type Lines,
  list,
  slowLimit,
} from './query_text.ts';

const FOLDER = 'Combined';

/** Errors and response times beside each other, and all that one request has written. */
export function combinedQueries(lines: Lines): CatalogueQuery[] {
  return [...failedAndSlow(lines), ...ofOneUser(lines), ...trail(lines)].map((query) => ({
    folder: FOLDER,
    ...query,
  }));
}

function failedAndSlow(lines: Lines) {
  const { status, duration, route, method, message, errorType, request, session, user } = lines.fields;
  if (status === null || duration === null) return [];
  const { field } = duration;
  const present = `filter ispresent(${status}) and ispresent(${field})`;
  const columns = `count(*) as requests, ${failedCount(status)}, 100 * failed / requests as failed_percent, ${durationColumns(duration)}`;
  const shown = list('@timestamp', method, route, status, field, errorType, message, request, session, user);
  return [
    {
      name: 'Errors and response times by minute',
      query: commands(present, `stats ${columns} by bin(1m)`),
    },
    ...(route === null
      ? []
      : [
          {
            name: 'Errors and response times by route',
            query: commands(
              present,
              `stats ${columns} by ${list(method, route)}`,
              'sort failed_percent desc',
              'limit 50',
            ),
          },
        ]),
    {
      name: 'Slow requests that failed',
      query: commands(
        `fields ${shown}`,
        `filter ${status} >= 500 and ${field} > ${slowLimit(lines)}`,
        `sort ${field} desc`,
        'limit 50',
      ),
    },
  ];
}

function ofOneUser({ fields: { user, status, isError } }: Lines) {
  const failed = status === null ? isError : `${status} >= 500`;
  if (user === null || failed === null) return [];
  const query = commands(
    `filter ${all(`ispresent(${user})`, failed)}`,
    `stats count(*) as failed by ${user}`,
    'sort failed desc',
    'limit 50',
  );
  return [{ name: 'Users with most errors', query }];
}

function trail({ fields: { request, session, level, message, status, duration } }: Lines) {
  const of = request ?? session;
  if (of === null) return [];
  const shown = list('@timestamp', level, message ?? '@message', status, duration?.field ?? null, '@log');
  const query = commands(
    `fields ${shown}`,
    `filter ${of} = "put its identifier here"`,
    'sort @timestamp asc',
    'limit 1000',
  );
  return [{ name: request === null ? 'All of one session' : 'All of one request', query }];
}
