import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Account } from './account/account.ts';
import { type Deployment, deploy } from './deploy/deploy.ts';
import type { FaultPlan } from './faults.ts';
import type { ReceivedDatum, RequestRecord } from './record.ts';
import { createStandInServer } from './server.ts';
import { type Bounds, CloudWatchService } from './service.ts';
import type { Credentials } from './signature_v4.ts';

export type { FaultName, FaultPlan, FaultStep, PlannedRequest } from './faults.ts';
export type { ReceivedDatum, RequestRecord } from './record.ts';

/** The key pair that AWS's documents use as their example. */
export const EXAMPLE_CREDENTIALS: Credentials = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};

const EVERYTHING: Bounds = { datums: 1_000_000, requests: 1_000_000, values: 5_000_000 };

export interface StandInOptions {
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** 127.0.0.1 by default. */
  readonly host?: string;
  /** us-east-1 by default. Requests that are signed for another one are refused. */
  readonly region?: string;
  readonly credentials?: Credentials;
  /** The service's time in milliseconds since 1970; the machine's by default. */
  readonly now?: () => number;
  /** How much is kept; a million datums and requests and five million values by default. */
  readonly keep?: Partial<Bounds>;
  /** Called for each request when it is decided, before it is answered. */
  readonly onRequest?: (record: RequestRecord) => void;
}

/** A running stand-in for CloudWatch and its neighbours. */
export interface CloudWatchStandIn {
  readonly url: string;
  /** What a CloudWatchClient needs to talk to it, and to nobody else. */
  readonly client: { readonly endpoint: string; readonly region: string; readonly credentials: Credentials };
  /** All datums that were accepted, in their order. Throws where more came than are kept. */
  readonly received: readonly ReceivedDatum[];
  /** All requests, in the order in which they were decided. Throws where more came than are kept. */
  readonly requests: readonly RequestRecord[];
  /** Alarms, topics, dashboards, log groups and secrets, to look at and to change by hand. */
  readonly account: Account;
  /**
   * Creates or updates what a CloudFormation template says, as the stack of that name. Throws an Error with everything that
   * CloudFormation or a service would refuse; then nothing has changed.
   */
  deploy(template: object, stack: string): Deployment;
  /** Evaluates every alarm by the metrics that were put. Answers those that the model of alarms does not know, with why. */
  evaluateAlarms(): readonly string[];
  /** Denies these actions, such as `cloudwatch:DescribeAlarms` or `sns:*`; `[]` allows all. Throws a RangeError. */
  deny(actions: readonly string[]): void;
  /** Replaces the plan of failures; `[]` heals. Throws a RangeError where it is not a plan. */
  fail(plan: FaultPlan): void;
  /** Stops the service's clock at a time; undefined lets it run again. Signatures are not judged by it. */
  setClock(time: Date | undefined): void;
  /** Forgets all that it received, the plan and the clock, and closes the connections that hang. */
  reset(): void;
  close(): Promise<void>;
}

/** Starts a stand-in for CloudWatch. Rejects where the port is taken. */
export async function startCloudWatch(options: StandInOptions = {}): Promise<CloudWatchStandIn> {
  const { host = '127.0.0.1', region = 'us-east-1', credentials = EXAMPLE_CREDENTIALS } = options;
  const { now = Date.now, onRequest = () => {} } = options;
  const keep = { ...EVERYTHING, ...options.keep };
  const service = new CloudWatchService({ region, credentials, keep, now });
  const { server, reset } = createStandInServer(service, onRequest);
  server.listen(options.port ?? 0, host);
  await once(server, 'listening');
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${(server.address() as AddressInfo).port}`;
  return {
    url,
    client: { endpoint: url, region, credentials },
    get received() {
      return service.received.all('datums', 'keep.datums');
    },
    get requests() {
      return service.requests.all('requests', 'keep.requests');
    },
    account: service.account,
    deploy: (template, stack) => deploy(template, stack, service.account),
    evaluateAlarms: () => service.evaluateAlarms(),
    deny: (actions) => service.permissions.deny(actions),
    fail: (plan) => service.faults.plan(plan),
    setClock: (time) => service.setClock(time),
    reset,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
