import {
  CloudWatchClient,
  type CloudWatchClientConfig,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { Connections } from './connections.ts';
import { type Identity, identitySettings } from './credentials.ts';
import { type Outcome, outcomeOf, type Stage } from './outcome.ts';
import { compressed, requestBody, type WireDatum } from './requests.ts';

/** Where datums go, and as whom. */
export interface Destination extends Identity {
  readonly namespace: string;
  /** A URL, for others than AWS's own. */
  readonly endpoint?: string;
}

export interface ClientTimes {
  /** Longest for a connection to come about, in milliseconds. */
  readonly connectMs: number;
  /** Longest for a request from its beginning, in milliseconds. */
  readonly requestMs: number;
}

/** What became of one attempt to send. */
export interface Sent {
  readonly outcome: Outcome;
  /** Bytes of the body as sent; 0 where it did not come to that. */
  readonly bytes: number;
  /** AWS's time in its answer, in milliseconds since 1970; null where AWS did not answer. */
  readonly awsTime: number | null;
}

/** Sends datums in one request, once. Never rejects; the signal breaks it off. */
export type Put = (datums: readonly WireDatum[], signal: AbortSignal) => Promise<Sent>;

/** What is known of a request while it is under way. */
interface Progress {
  /** Whether it is on the network but has no connection; undefined before it is on the network. */
  hasNoConnection?: () => boolean;
  bytes: number;
  status: number | null;
  requestId: string | null;
  date: number;
}

/** A client of the SDK's, and the request that it sends. One that was given up never disturbs the next. */
interface Session {
  readonly client: CloudWatchClient;
  progress: Progress;
  /** What the present request is to say, gzipped where it is no text. */
  body: string | Uint8Array;
}

/** The AWS SDK's client, with one request at a time and without its retries. It loads and blocks: it is for a worker. */
export class Client {
  readonly #destination: Destination;
  readonly #times: ClientTimes;
  readonly #connections = new Connections();
  #session: Session;

  constructor(destination: Destination, times: ClientTimes) {
    this.#destination = destination;
    this.#times = times;
    this.#session = this.#newSession();
  }

  /** As `Put`. */
  readonly put: Put = async (datums, signal) => {
    const progress = newProgress();
    this.#session.progress = progress;
    const error = await this.#send(datums, signal);
    const { bytes, status, requestId, date } = progress;
    const outcome = outcomeOf({ stage: stageOf(progress), status, requestId, error });
    // The client keeps credentials and what it has read of files; a new one looks again.
    if (outcome.kind === 'credentials') this.#session = this.#newSession();
    return { outcome, bytes, awsTime: requestId === null || Number.isNaN(date) ? null : date };
  };

  close(): void {
    this.#connections.close();
  }

  /** What went wrong, or null. */
  async #send(datums: readonly WireDatum[], signal: AbortSignal): Promise<unknown> {
    const broken = new AbortController();
    const breakOff = () => broken.abort(new Error('goldwatch stops'));
    const { requestMs } = this.#times;
    const late = () => broken.abort(new Error(`no answer within ${requestMs / 1000} s`));
    const timer = setTimeout(late, requestMs);
    signal.addEventListener('abort', breakOff, { once: true });
    if (signal.aborted) breakOff();
    try {
      const { namespace } = this.#destination;
      this.#session.body = compressed(requestBody(namespace, datums));
      const command = new PutMetricDataCommand({ Namespace: namespace, MetricData: [] });
      const sending = this.#session.client.send(command, { abortSignal: broken.signal });
      // The SDK would wait for credentials nevertheless.
      await Promise.race([sending, once(broken.signal)]);
      return null;
    } catch (error) {
      return broken.signal.aborted ? broken.signal.reason : (error ?? new Error('no reason given'));
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', breakOff);
    }
  }

  #newSession(): Session {
    const { endpoint } = this.#destination;
    const config: CloudWatchClientConfig & { readonly ignoreCache: boolean } = {
      ...identitySettings(this.#destination),
      ...(endpoint === undefined ? {} : { endpoint }),
      maxAttempts: 1,
      disableRequestCompression: true,
      // The providers of credentials get the client's settings, and read the files anew with this one.
      ignoreCache: true,
      requestHandler: {
        httpAgent: this.#connections.http,
        httpsAgent: this.#connections.https,
        connectionTimeout: this.#times.connectMs,
      },
    };
    const session = { client: new CloudWatchClient(config), progress: newProgress(), body: '' };
    writeBody(session);
    this.#watch(session);
    return session;
  }

  /** Has the client tell how far the present request has come. */
  #watch(session: Session): void {
    session.client.middlewareStack.add(
      (next) => async (args) => {
        const { progress } = session;
        progress.hasNoConnection = this.#connections.watch();
        progress.bytes = bytesOf(args.request);
        const result = await next(args);
        const { statusCode, headers } = result.response as {
          readonly statusCode: number;
          readonly headers: Readonly<Record<string, string | undefined>>;
        };
        progress.status = statusCode;
        progress.requestId = headers['x-amzn-requestid'] ?? null;
        progress.date = Date.parse(headers.date ?? '');
        return result;
      },
      { name: 'goldwatchProgress', step: 'deserialize', priority: 'low' },
    );
  }
}

/** Has the client send the session's body in place of its own, which would be empty. */
function writeBody(session: Session): void {
  session.client.middlewareStack.add(
    (next) => (args) => {
      const request = args.request as { readonly headers: Record<string, string>; body: unknown };
      const type = request.headers['content-type'];
      if (type !== 'application/x-amz-json-1.0')
        throw new Error(`the SDK writes ${type}, and goldwatch AWS JSON 1.0`);
      request.body = session.body;
      if (typeof session.body !== 'string') request.headers['content-encoding'] = 'gzip';
      return next(args);
    },
    { name: 'goldwatchBody', step: 'serialize', priority: 'low' },
  );
}

/** Rejects when the signal aborts. */
function once(signal: AbortSignal): Promise<never> {
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  return aborted.promise;
}

function newProgress(): Progress {
  return { bytes: 0, status: null, requestId: null, date: Number.NaN };
}

function stageOf({ hasNoConnection }: Progress): Stage {
  if (hasNoConnection === undefined) return 'preparing';
  return hasNoConnection() ? 'connecting' : 'sent';
}

function bytesOf(request: unknown): number {
  const { body } = request as { readonly body?: string | Uint8Array };
  return body === undefined ? 0 : Buffer.byteLength(body);
}
