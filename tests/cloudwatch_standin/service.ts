import type { IncomingHttpHeaders } from 'node:http';
import { Account } from './account/account.ts';
import { evaluateAlarms } from './account/evaluation.ts';
import { ROLE_TOKEN } from './account/identity.ts';
import { checkSize, decodeBody, type WireBody } from './body.ts';
import { Faults } from './faults.ts';
import { Input } from './input.ts';
import { LIMITS } from './limits.ts';
import type { Datum } from './metric.ts';
import { MetricStore } from './metric_store.ts';
import { answerTo } from './operations.ts';
import { Permissions } from './permissions.ts';
import { datumsOf } from './put_metric_data.ts';
import { type ReceivedDatum, type RequestRecord, Tail } from './record.ts';
import { type Call, checkCall, type Operation } from './services.ts';
import { type Credentials, verifySignature } from './signature_v4.ts';

/** How much is kept. */
export interface Bounds {
  readonly datums: number;
  readonly requests: number;
  /** Distinct values, over all metrics and stretches of time. */
  readonly values: number;
}

export interface ServiceOptions {
  readonly region: string;
  readonly credentials: Credentials;
  readonly keep: Bounds;
  /** The service's time in milliseconds, while no other is set. */
  readonly now: () => number;
}

/** A request as it arrived. */
export interface ArrivedRequest {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: WireBody;
}

/** What processing came to. */
export interface Processed {
  readonly result: object;
  readonly datums: number;
}

/** CloudWatch and its neighbours without their network: what they know, and what becomes of a request. */
export class CloudWatchService {
  readonly faults = new Faults();
  readonly permissions = new Permissions();
  readonly account: Account;
  readonly received: Tail<ReceivedDatum>;
  readonly requests: Tail<RequestRecord>;
  readonly #options: ServiceOptions;
  readonly #store: MetricStore;
  #time: number | undefined;

  constructor(options: ServiceOptions) {
    this.#options = options;
    this.received = new Tail(options.keep.datums);
    this.requests = new Tail(options.keep.requests);
    this.#store = new MetricStore(options.keep.values);
    this.account = new Account(options.region, () => this.now);
  }

  /** The service's time, in milliseconds since 1970. */
  get now(): number {
    return this.#time ?? this.#options.now();
  }

  /** Stops the service's clock at a time, or lets it run again. */
  setClock(time: Date | undefined): void {
    if (Number.isNaN(time?.getTime())) throw new RangeError('The time is not a date.');
    this.#time = time?.getTime();
  }

  /** Evaluates every alarm by the metrics that were put; answers those that the model of alarms does not know, with why. */
  evaluateAlarms(): readonly string[] {
    return evaluateAlarms(this.account.alarms, this.#store, this.now);
  }

  reset(): void {
    this.received.clear();
    this.requests.clear();
    this.#store.clear();
    this.account.clear();
    this.permissions.deny([]);
    this.#time = undefined;
    this.faults.reset();
  }

  /** Does what a request asks for. Throws an AwsError where it is wrong; then nothing of it is kept. */
  async process(request: ArrivedRequest, call: Call): Promise<Processed> {
    const { headers, body } = request;
    checkCall(call, request);
    const operation = call.operation as Operation;
    checkSize(body, operation === 'GetMetricData' ? LIMITS.queryBytes : LIMITS.requestBytes);
    const { credentials, region } = this.#options;
    // By the machine's clock, since clients sign by theirs.
    const signed = { ...request, body: body.data, service: call.service.signingName };
    const isRole = headers['x-amz-security-token'] === ROLE_TOKEN;
    const signer = isRole ? { ...credentials, sessionToken: ROLE_TOKEN } : credentials;
    verifySignature(signed, signer, region, Date.now());
    this.permissions.check(call);
    const text = await decodeBody(body, headers['content-encoding']);
    const input = call.service.protocol.kind === 'json' ? Input.parse(text) : Input.ofForm(text);
    if (operation === 'PutMetricData') return this.#put(request.id, input);
    const context = { store: this.#store, account: this.account, credentials, now: this.now };
    return { result: answerTo(operation, input, context), datums: 0 };
  }

  #put(requestId: string, input: Input): Processed {
    const receivedAt = this.now;
    const datums = datumsOf(input, receivedAt);
    for (const datum of datums) {
      this.#store.add(datum);
      this.received.push({ ...datum, requestId, receivedAt, dimensions: dimensionsByName(datum) });
    }
    return { result: {}, datums: datums.length };
  }
}

function dimensionsByName({ dimensions }: Datum): Readonly<Record<string, string>> {
  return Object.fromEntries(dimensions.map(({ name, value }) => [name, value]));
}
