/** A path at which the exporter's server takes what others send to sources. */
export interface ReceivedPath {
  readonly path: `/v1/${string}`;
  /** Most bytes of a body, as it is sent and decompressed. */
  readonly bodyLimit: number;
}

/** The body of a request, decompressed. */
export interface Delivery {
  readonly path: string;
  readonly body: Uint8Array;
  /** The media type in lower case, without parameters; empty where none was named. */
  readonly mediaType: string;
}

/** What a source answers to a delivery. */
export interface Receipt {
  readonly status: number;
  /** Sent as JSON; what is refused says why in `error`. */
  readonly body: Readonly<Record<string, unknown>>;
  /** Seconds after which the same request may be taken. */
  readonly retryAfter?: number;
}

/** Takes a delivery, or refuses it; what it has answered 2xx to, it has counted. Never throws. */
export type Receive = (delivery: Delivery) => Receipt | Promise<Receipt>;

/** Where deployments are told. */
export const DEPLOYMENTS_PATH = {
  path: '/v1/deployments',
  bodyLimit: 1_048_576,
} as const satisfies ReceivedPath;

/**
 * Where collectors send log lines: twice what Amazon Data Firehose sends unless told (5 MiB, 6.7 as base64), and more than Vector
 * (10 MB) and Fluentd (8 MiB) do.
 */
export const LOGS_PATH = { path: '/v1/logs', bodyLimit: 16_777_216 } as const satisfies ReceivedPath;

/** Where applications send what they count. */
export const EVENTS_PATH = { path: '/v1/events', bodyLimit: 1_048_576 } as const satisfies ReceivedPath;
