import type { IncomingHttpHeaders } from 'node:http';
import { checkSize, decodeBody, type WireBody } from './body.ts';
import { AwsError } from './errors.ts';
import { Faults } from './faults.ts';
import { Input } from './input.ts';
import { LIMITS } from './limits.ts';
import type { Datum } from './metric.ts';
import { MetricStore } from './metric_store.ts';
import { knownOperation, operationName, read } from './operations.ts';
import { datumsOf } from './put_metric_data.ts';
import { type ReceivedDatum, type RequestRecord, Tail } from './record.ts';
import { type Credentials, verifySignature } from './signature_v4.ts';

const CONTENT_TYPE = 'application/x-amz-json-1.0';

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
  readonly result: string;
  readonly datums: number;
}

/** CloudWatch without its network: what it knows, and what becomes of a request. */
export class CloudWatchService {
  readonly faults = new Faults();
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

  reset(): void {
    this.received.clear();
    this.requests.clear();
    this.#store.clear();
    this.#time = undefined;
    this.faults.reset();
  }

  /** Does what a request asks for. Throws an AwsError where it is wrong; then nothing of it is kept. */
  async process(request: ArrivedRequest): Promise<Processed> {
    const { headers, body } = request;
    if (request.method !== 'POST' || request.path !== '/' || headers['content-type'] !== CONTENT_TYPE) {
      throw new AwsError(
        'UnknownOperationException',
        `The stand-in knows POST / with the content type ${CONTENT_TYPE}.`,
      );
    }
    const operation = knownOperation(operationName(headers['x-amz-target']));
    checkSize(body, operation === 'GetMetricData' ? LIMITS.queryBytes : LIMITS.requestBytes);
    const { credentials, region } = this.#options;
    // By the machine's clock, since clients sign by theirs.
    verifySignature({ ...request, body: body.data }, credentials, region, Date.now());
    const input = Input.parse(await decodeBody(body, headers['content-encoding']));
    if (operation === 'PutMetricData') return this.#put(request.id, input);
    return { result: JSON.stringify(read(operation, input, this.#store, this.now)), datums: 0 };
  }

  #put(requestId: string, input: Input): Processed {
    const receivedAt = this.now;
    const datums = datumsOf(input, receivedAt);
    for (const datum of datums) {
      this.#store.add(datum);
      this.received.push({ ...datum, requestId, receivedAt, dimensions: dimensionsByName(datum) });
    }
    return { result: '{}', datums: datums.length };
  }
}

function dimensionsByName({ dimensions }: Datum): Readonly<Record<string, string>> {
  return Object.fromEntries(dimensions.map(({ name, value }) => [name, value]));
}
