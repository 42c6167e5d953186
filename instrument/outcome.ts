import type { ServerResponse } from 'node:http';
import { constants, type Http2ServerResponse } from 'node:http2';

export type AnyResponse = ServerResponse | Http2ServerResponse;

/** Nginx's status for a client that went away before its answer; no standard has one. */
const CLIENT_CLOSED_REQUEST = 499;
const SERVER_ERROR = 500;

/**
 * The status to count for a response that has closed: its own if all of it went out, 499 where the client went
 * away before, and at least 500 where the server broke it off, whatever it had begun to say.
 */
export function statusOf(response: AnyResponse): number {
  if (isWhole(response)) return response.statusCode;
  return isServersFault(response) ? Math.max(response.statusCode, SERVER_ERROR) : CLIENT_CLOSED_REQUEST;
}

/** Whether a response is HTTP/2's, which says "finish" of what was cut off, too. */
export function isHttp2(response: AnyResponse): response is Http2ServerResponse {
  return 'stream' in response;
}

function isWhole(response: AnyResponse): boolean {
  return isHttp2(response) ? !response.stream.aborted : response.writableFinished;
}

function isServersFault(response: AnyResponse): boolean {
  // A client resets with a code that is an error. An HTTP/1 response has `errored` null unless it was destroyed.
  return isHttp2(response)
    ? response.stream.rstCode === constants.NGHTTP2_NO_ERROR
    : response.errored !== null;
}
