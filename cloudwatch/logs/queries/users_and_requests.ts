import { all, type CatalogueQuery, commands, type Lines, list } from './query_text.ts';

const FOLDER = 'Users and requests';

/** Who asks for what, and how often. */
export function requestQueries({ fields }: Lines): CatalogueQuery[] {
  const { user, session, route, method, status, isRequest } = fields;
  const filter = isRequest === null ? null : `filter ${isRequest}`;
  const queries = [
    ...(isRequest === null
      ? []
      : [{ name: 'Requests by minute', query: commands(filter, 'stats count(*) as requests by bin(1m)') }]),
    ...(route === null ? [] : [busiest('Requests by route', filter, list(method, route), 50)]),
    ...(status === null
      ? []
      : [
          {
            name: 'Status distribution',
            query: commands(filter, `stats count(*) as requests by ${status}`, `sort ${status} asc`),
          },
        ]),
    ...(session === null
      ? []
      : [busiest('Requests by session', `filter ${all(isRequest, `ispresent(${session})`)}`, session, 20)]),
    ...(user === null
      ? []
      : [
          busiest('Requests by user', `filter ${all(isRequest, `ispresent(${user})`)}`, user, 50),
          {
            name: 'Unique users by hour',
            query: commands(`filter ispresent(${user})`, `stats count_distinct(${user}) as users by bin(1h)`),
          },
        ]),
  ];
  return queries.map((query) => ({ folder: FOLDER, ...query }));
}

function busiest(name: string, filter: string | null, by: string, most: number) {
  const query = commands(
    filter,
    `stats count(*) as requests by ${by}`,
    'sort requests desc',
    `limit ${most}`,
  );
  return { name, query };
}
