import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { errorAnswer, resultAnswer, type WireAnswer } from './answers.ts';
import { readBody } from './body.ts';
import { answerControl, isControl } from './control.ts';
import { AwsError } from './errors.ts';
import { delay, type FaultStep, refusalOf } from './faults.ts';
import type { RequestRecord } from './record.ts';
import type { ArrivedRequest, CloudWatchService } from './service.ts';
import { type Call, callOf } from './services.ts';

/** What becomes of a request: what is noted of it, and what is answered, if it is. */
interface Outcome extends Pick<RequestRecord, 'outcome' | 'error' | 'datums'> {
  readonly answer: WireAnswer;
  readonly queryError?: string;
}

const NO_ANSWER: WireAnswer = { status: 0, contentType: '', body: '' };

/** A server that speaks AWS JSON and the query protocol for the service, and lets itself be directed under `/_standin/`. */
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
  const call = callOf(headers, arrived.body.data);
  const receivedAt = service.now;
  const { step, outcome } = await decide(arrived, call, service);
  const record: RequestRecord = {
    id: arrived.id,
    receivedAt,
    operation: call.operation,
    bytes: arrived.body.bytes,
    gzip: headers['content-encoding'] === 'gzip',
    fault: step.fault,
    outcome: outcome.outcome,
    status: isAnswered(step) ? outcome.answer.status : null,
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
  call: Call,
  service: CloudWatchService,
): Promise<{ readonly step: FaultStep; readonly outcome: Outcome }> {
  try {
    const step = service.faults.next(call.operation);
    return { step, outcome: await outcomeOf(request, call, step, service) };
  } catch (error) {
    const why = `The plan of faults is wrong: ${error instanceof Error ? error.message : error}`;
    const limitation = new AwsError('StandInLimitation', why);
    return { step: { fault: 'pass' }, outcome: refused(request, call, limitation, 'refused') };
  }
}

async function outcomeOf(
  request: ArrivedRequest,
  call: Call,
  step: FaultStep,
  service: CloudWatchService,
): Promise<Outcome> {
  const refusal = refusalOf(step, call);
  if (refusal !== undefined) return refused(request, call, refusal, 'failed');
  if (step.fault === 'hang' || step.fault === 'close-before') {
    return { outcome: 'failed', error: undefined, datums: 0, answer: NO_ANSWER };
  }
  try {
    const { result, datums } = await service.process(request, call);
    return { outcome: 'accepted', error: undefined, datums, answer: resultAnswer(call, request.id, result) };
  } catch (error) {
    if (error instanceof AwsError) return refused(request, call, error, 'refused');
    const bug = `The stand-in has a fault of its own: ${error instanceof Error ? error.stack : error}`;
    return refused(request, call, new AwsError('StandInLimitation', bug), 'refused');
  }
}

function refused(
  { id }: ArrivedRequest,
  call: Call,
  error: AwsError,
  outcome: 'refused' | 'failed',
): Outcome {
  const { code, message, queryError } = error;
  return { outcome, error: { code, message }, datums: 0, answer: errorAnswer(call, id, error), queryError };
}

function isAnswered({ fault }: FaultStep): boolean {
  return !(fault.startsWith('hang') || fault.startsWith('close'));
}

function send(response: ServerResponse, { id, headers }: ArrivedRequest, outcome: Outcome): void {
  const { status, contentType, body } = outcome.answer;
  response.statusCode = status;
  response.setHeader('content-type', contentType);
  response.setHeader('x-amzn-requestid', id);
  if (outcome.queryError !== undefined && headers['x-amzn-query-mode'] === 'true') {
    response.setHeader('x-amzn-query-error', outcome.queryError);
  }
  response.end(body);
}
