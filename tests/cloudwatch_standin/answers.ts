import type { AwsError } from './errors.ts';
import type { AwsService, Call } from './services.ts';

/** An answer as it goes over the wire. */
export interface WireAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** The answer of an operation that was done, with its result as the API's reference names its members. */
export function resultAnswer(
  { service: { protocol }, operation }: Call,
  id: string,
  result: object,
): WireAnswer {
  if (protocol.kind === 'json') {
    return { status: 200, contentType: protocol.contentType, body: JSON.stringify(result) };
  }
  const body =
    `<${operation}Response xmlns="${protocol.xmlNamespace}"><${operation}Result>${members(result)}</${operation}Result>` +
    `<ResponseMetadata><RequestId>${id}</RequestId></ResponseMetadata></${operation}Response>`;
  return { status: 200, contentType: 'text/xml', body };
}

/** The answer of an operation that was refused. */
export function errorAnswer({ service }: Call, id: string, error: AwsError): WireAnswer {
  const { protocol } = service;
  if (protocol.kind === 'json') {
    const body = JSON.stringify({ __type: error.shape, message: error.message });
    return { status: jsonStatus(service, error), contentType: protocol.contentType, body };
  }
  const type = error.status < 500 ? 'Sender' : 'Receiver';
  const told = members({ Type: type, Code: queryCode(error), Message: error.message });
  const body = `<ErrorResponse xmlns="${protocol.xmlNamespace}"><Error>${told}</Error><RequestId>${id}</RequestId></ErrorResponse>`;
  return { status: error.status, contentType: 'text/xml', body };
}

// AWS JSON 1.1 answers 400 to whatever the client is to blame for.
function jsonStatus({ signingName }: AwsService, { status }: AwsError): number {
  return signingName === 'monitoring' || status >= 500 ? status : 400;
}

function queryCode({ code }: AwsError): string {
  return code === 'ExpiredTokenException' ? 'ExpiredToken' : code;
}

/** Structures as elements, lists as `member`, maps as `entry` with `key` and `value`. */
function members(value: object): string {
  return Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([name, member]) => `<${name}>${content(member)}</${name}>`)
    .join('');
}

function content(value: unknown): string {
  if (value instanceof Map) {
    return [...value].map(([key, one]) => `<entry>${members({ key, value: one })}</entry>`).join('');
  }
  if (Array.isArray(value)) return value.map((one) => `<member>${content(one)}</member>`).join('');
  if (typeof value === 'object' && value !== null) return members(value);
  return String(value).replace(/[<>&]/g, (character) => `&#${character.charCodeAt(0)};`);
}
