import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { readBody } from './body.ts';
import { answerControl, isControl } from './control.ts';
import { AwsError } from './errors.ts';
import { delay, type FaultStep, refusalOf } from './faults.ts';
import { operationName } from './operations.ts';
import type { RequestRecord } from './record.ts';
import type { ArrivedRequest, CloudWatchService } from './service.ts';

/** What becomes of a request: what is noted of it, and what is answered, if it is. */
interface Outcome extends Pick<RequestRecord, 'outcome' | 'error' | 'datums'> {
  readonly status: number;
  readonly body: string;
  readonly queryError?: string;
}

/** A server that speaks AWS JSON 1.0 for the service, and lets itself be directed under `/_standin/`. */
export function createStandInServer(
  service: CloudWatchService,
  onRequest: (record: RequestRecord) => void,
): { readonly server: Server; readonly reset: () => void } {
  const hanging = new Set<Socket>();
  const reset = () => {
    service.reset();
    for (const socket of hanging) socket.destroy();
  };
  const server = createServer((request, response) => {
    const answered = isControl(request)
      ? answerControl(request, response, service, reset)
      : answer(request, response, service, onRequest, hanging);
    // A client that breaks off hears no answer.
    answered.catch(() => response.destroy());
  });
  return { server, reset };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  service: CloudWatchService,
  onRequest: (record: RequestRecord) => void,
  hanging: Set<Socket>,
): Promise<void> {
  const { method = '', url = '', headers, socket } = request;
  const arrived = { id: randomUUID(), method, path: url, headers, body: await readBody(request) };
  const operation = operationName(headers['x-amz-target']);
  const receivedAt = service.now;
  const { step, outcome } = await decide(arrived, operation, service);
  const record: RequestRecord = {
    id: arrived.id,
    receivedAt,
    operation,
    bytes: arrived.body.bytes,
    gzip: headers['content-encoding'] === 'gzip',
    fault: step.fault,
    outcome: outcome.outcome,
    status: isAnswered(step) ? outcome.status : null,
    error: outcome.error,
    datums: outcome.datums,
  };
  service.requests.push(record);
  onRequest(record);
  await delay(step);
  if (isAnswered(step)) return send(response, arrived, outcome);
  if (step.fault.startsWith('close')) return void socket.destroy();
  hanging.add(socket);
  socket.once('close', () => hanging.delete(socket));
}

async function decide(
  request: ArrivedRequest,
  operation: string,
  service: CloudWatchService,
): Promise<{ readonly step: FaultStep; readonly outcome: Outcome }> {
  try {
    const step = service.faults.next(operation);
    return { step, outcome: await outcomeOf(request, operation, step, service) };
  } catch (error) {
    const why = `The plan of faults is wrong: ${error instanceof Error ? error.message : error}`;
    return { step: { fault: 'pass' }, outcome: refused(new AwsError('StandInLimitation', why), 'refused') };
  }
}

async function outcomeOf(
  request: ArrivedRequest,
  operation: string,
  step: FaultStep,
  service: CloudWatchService,
): Promise<Outcome> {
  const refusal = refusalOf(step, operation);
  if (refusal !== undefined) return refused(refusal, 'failed');
  if (step.fault === 'hang' || step.fault === 'close-before') {
    return { outcome: 'failed', error: undefined, datums: 0, status: 0, body: '' };
  }
  try {
    const { result, datums } = await service.process(request);
    return { outcome: 'accepted', error: undefined, datums, status: 200, body: result };
  } catch (error) {
    if (error instanceof AwsError) return refused(error, 'refused');
    const bug = `The stand-in has a fault of its own: ${error instanceof Error ? error.stack : error}`;
    return refused(new AwsError('StandInLimitation', bug), 'refused');
  }
}

function refused(error: AwsError, outcome: 'refused' | 'failed'): Outcome {
  const { code, message, status, body, queryError } = error;
  return { outcome, error: { code, message }, datums: 0, status, body, queryError };
}

function isAnswered({ fault }: FaultStep): boolean {
  return !(fault.startsWith('hang') || fault.startsWith('close'));
}

function send(response: ServerResponse, { id, headers }: ArrivedRequest, outcome: Outcome): void {
  response.statusCode = outcome.status;
  response.setHeader('content-type', 'application/x-amz-json-1.0');
  response.setHeader('x-amzn-requestid', id);
  if (outcome.queryError !== undefined && headers['x-amzn-query-mode'] === 'true') {
    response.setHeader('x-amzn-query-error', outcome.queryError);
  }
  response.end(outcome.body);
}
