import {
  all,
  type CatalogueQuery,
  commands,
  durationColumns,
  type Lines,
  list,
  percentileColumn,
  slowLimit,
} from './query_text.ts';

const FOLDER = 'Performance';

/** How long requests take; none where nobody has named a field of it. */
export function performanceQueries(lines: Lines): CatalogueQuery[] {
  const { duration, isRequest, route, method, status, session, request, user } = lines.fields;
  if (duration === null) return [];
  const { field } = duration;
  const timed = `filter ${all(`ispresent(${field})`, isRequest)}`;
  const columns = `count(*) as requests, ${durationColumns(duration)}`;
  const limit = slowLimit(lines);
  const slow = `sum(least(floor(${field} / ${limit}), 1)) as slow, 100 * slow / requests as slow_percent`;
  const byRoute = list(method, route);
  const shown = list('@timestamp', method, route, status, field, request, session, user);
  const queries = [
    { name: 'Response times', query: commands(timed, `stats ${columns}`) },
    { name: 'Response times by minute', query: commands(timed, `stats ${columns} by bin(1m)`) },
    {
      name: 'Slow Requests',
      query: commands(
        `fields ${shown}`,
        `${timed} and ${field} > ${limit}`,
        `sort ${field} desc`,
        'limit 50',
      ),
    },
    {
      name: 'Share of slow requests by minute',
      query: commands(timed, `stats count(*) as requests, ${slow} by bin(1m)`),
    },
    ...(route === null
      ? []
      : [
          {
            name: 'Response times by route',
            query: commands(
              timed,
              `stats ${columns} by ${byRoute}`,
              `sort ${percentileColumn(duration, 95)} desc`,
              'limit 50',
            ),
          },
          {
            name: 'Share of slow requests by route',
            query: commands(
              timed,
              `stats count(*) as requests, ${slow} by ${byRoute}`,
              'sort slow_percent desc',
              'limit 50',
            ),
          },
        ]),
  ];
  return queries.map((query) => ({ folder: FOLDER, ...query }));
}
