import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from './body.ts';
import type { FaultPlan } from './faults.ts';
import type { CloudWatchService } from './service.ts';

const PREFIX = '/_standin/';
const SHOWN = 1000;

const HELP = `The CloudWatch stand-in.

POST /_standin/fail      a fault by name, or {"fault","times","operation","delayMs"}, or a list of them; [] heals
POST /_standin/deny      a list of actions that are denied, such as ["sns:*"]; [] allows all
POST /_standin/confirm   confirms every subscription
POST /_standin/evaluate  evaluates every alarm by the metrics that were put: what was set goes back
POST /_standin/clock     {"now": "2026-01-01T00:00:00Z"} stops the clock there; {"now": null} lets it run again
POST /_standin/reset     forgets everything, the plan of faults and the clock too
GET  /_standin/received  the last ${SHOWN} datums that were accepted; ?last=N for N
GET  /_standin/requests  the last ${SHOWN} requests; ?last=N for N
GET  /_standin/alarms    every alarm and its state
GET  /_standin/published the last ${SHOWN} messages to topics; ?last=N for N
`;

/** Whether a request directs the stand-in, rather than CloudWatch. */
export function isControl({ url = '' }: IncomingMessage): boolean {
  return url.startsWith(PREFIX);
}

/** Answers what directs the stand-in. */
export async function answerControl(
  request: IncomingMessage,
  response: ServerResponse,
  service: CloudWatchService,
  reset: () => void,
): Promise<void> {
  const url = new URL(request.url ?? '', 'http://standin');
  const { data } = await readBody(request);
  try {
    const answer = act(
      `${request.method} ${url.pathname}`,
      url.searchParams,
      data.toString(),
      service,
      reset,
    );
    if (typeof answer === 'string')
      response.setHeader('content-type', 'text/plain; charset=utf-8').end(answer);
    else response.setHeader('content-type', 'application/json').end(`${JSON.stringify(answer, null, 2)}\n`);
  } catch (error) {
    response.statusCode = 400;
    response.setHeader('content-type', 'text/plain; charset=utf-8');
    response.end(`${error instanceof Error ? error.message : error}\n\n${HELP}`);
  }
}

function act(
  route: string,
  parameters: URLSearchParams,
  body: string,
  service: CloudWatchService,
  reset: () => void,
): object | string {
  switch (route) {
    case 'POST /_standin/fail':
      service.faults.plan(planOf(body));
      return { plan: planOf(body) };
    case 'POST /_standin/deny':
      service.permissions.deny(actionsOf(body));
      return { denied: actionsOf(body) };
    case 'POST /_standin/confirm':
      service.account.topics.confirmAll();
      return { topics: service.account.topics.all };
    case 'POST /_standin/evaluate':
      return { unknown: service.evaluateAlarms() };
    case 'GET /_standin/alarms':
      return service.account.alarms.all.map(({ name, kind, state }) => ({ name, kind, ...state }));
    case 'GET /_standin/published':
      return service.account.topics.published.slice(-lastOf(parameters));
    case 'POST /_standin/clock':
      service.setClock(timeOf(body));
      return { now: new Date(service.now).toISOString() };
    case 'POST /_standin/reset':
      reset();
      return { reset: true };
    case 'GET /_standin/received':
      return { total: service.received.total, received: service.received.last(lastOf(parameters)) };
    case 'GET /_standin/requests':
      return { total: service.requests.total, requests: service.requests.last(lastOf(parameters)) };
    case 'GET /_standin/':
      return HELP;
    default:
      throw new Error(`The stand-in does not know ${route}.`);
  }
}

/** A fault's name may come without quotes. What a plan may be is checked where it is made one. */
function planOf(body: string): Exclude<FaultPlan, (...args: never[]) => unknown> {
  const text = body.trim();
  const plan: unknown = /^[[{"]/.test(text) ? JSON.parse(text) : text;
  return plan as Exclude<FaultPlan, (...args: never[]) => unknown>;
}

function actionsOf(body: string): string[] {
  const actions: unknown = JSON.parse(body);
  if (!Array.isArray(actions)) throw new Error('The body must be a list of actions.');
  return actions.map(String);
}

function timeOf(body: string): Date | undefined {
  const { now } = JSON.parse(body) as { now?: unknown };
  if (now === null) return undefined;
  if (typeof now !== 'string') throw new Error('now must be a date in ISO 8601, or null.');
  return new Date(now);
}

function lastOf(parameters: URLSearchParams): number {
  const last = Number(parameters.get('last') ?? SHOWN);
  if (!(Number.isInteger(last) && last >= 0)) {
    throw new Error(`last is ${parameters.get('last')}; it must be a whole number from 0 on.`);
  }
  return last;
}
