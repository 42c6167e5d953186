import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';

/**
 * Why a request may come from a web page of strangers; null where it does not. Such a page can send requests to
 * loopback (the browser then adds Origin), and by pointing its own name there it can read the answers too (the
 * browser then sends that name as Host).
 */
export function foreignPage(headers: IncomingHttpHeaders): string | null {
  const { host } = headers;
  if (host !== undefined && !isOwnName(host)) {
    return `The request is for the host "${host}", which may be anybody's. Ask for 127.0.0.1 or localhost, or set exporter.token_file.`;
  }
  return isForeign(headers)
    ? `The request comes from the web page "${headers.origin}". Without a token it is refused: set exporter.token_file.`
    : null;
}

/** The same where the browser sends a name and password, which belong to this host: another page may only have it asked. */
export function foreignOrigin(headers: IncomingHttpHeaders): string | null {
  return isForeign(headers)
    ? `The request comes from the web page "${headers.origin}", which may not use what a browser knows. Send "Bearer" and the token.`
    : null;
}

function isForeign({ host, origin }: IncomingHttpHeaders): boolean {
  return origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`;
}

// Addresses, and names that no stranger can register: without a dot, or below a domain kept for private use.
function isOwnName(host: string): boolean {
  const name = host
    .replace(/:\d*$/, '')
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase();
  return isIP(name) !== 0 || !name.includes('.') || /\.(?:localhost|internal)$/.test(name);
}
