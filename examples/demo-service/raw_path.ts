/** The path of a request as it was sent, identifiers included, without the query string. */
export function rawPath(url: string | undefined): string {
  return (url ?? '/').split('?', 1)[0] ?? '/';
}
