import { setTimeout as sleep } from 'node:timers/promises';
import { CALLER_ARN } from './account/identity.ts';
import { AwsError, type ErrorCode } from './errors.ts';
import { type Call, OPERATIONS, type Operation } from './services.ts';

/** Failures that answer an error of AWS's, and what it says. The request is not processed. */
const REFUSALS = {
  InternalServiceError: 'Request processing has failed because of an unknown error, exception, or failure.',
  ServiceUnavailable: 'The request has failed due to a temporary failure of the server.',
  Throttling: 'Rate exceeded',
  InvalidClientTokenId: 'The security token included in the request is invalid.',
  ExpiredTokenException: 'The security token included in the request is expired',
  AccessDenied: '',
} as const satisfies Partial<Record<ErrorCode, string>>;

/**
 * Failures of the network.
 * - `hang`: not processed and never answered; `hang-after`: processed and never answered.
 * - `close-before`: the connection is closed, nothing is processed; `close-after`: it is closed once all is
 *   processed, so that the answer is lost.
 * - `slow`: processed at once, answered after `delayMs`.
 * - `pass`: no failure, as a step of a plan.
 */
const DISTURBANCES = ['pass', 'slow', 'hang', 'hang-after', 'close-before', 'close-after'] as const;

export type FaultName = keyof typeof REFUSALS | (typeof DISTURBANCES)[number];

/** One step of a plan. */
export interface FaultStep {
  readonly fault: FaultName;
  /** How many requests it meets; 1 by default. */
  readonly times?: number | 'always';
  /** Which ones; all by default. Others go past it, to the next step. */
  readonly operation?: Operation;
  /** Milliseconds, for `slow`; 1000 by default. */
  readonly delayMs?: number;
}

/** What a plan may decide by. */
export interface PlannedRequest {
  readonly operation: string;
  /** How many requests came before it since the start or the last reset. */
  readonly index: number;
}

/** A failure, a plan of several in turn, or what decides for each request. */
export type FaultPlan =
  | FaultName
  | FaultStep
  | readonly (FaultName | FaultStep)[]
  | ((request: PlannedRequest) => FaultName | FaultStep | undefined);

/** Every name a plan may have. */
export const FAULT_NAMES: readonly FaultName[] = [
  ...(Object.keys(REFUSALS) as (keyof typeof REFUSALS)[]),
  ...DISTURBANCES,
];

const STEP_KEYS: readonly string[] = ['fault', 'times', 'operation', 'delayMs'];
const DEFAULT_DELAY_MS = 1000;
const LONGEST_DELAY_MS = 3_600_000;

/** The plan of failures. */
export class Faults {
  #index = 0;
  #decide: (request: PlannedRequest) => FaultStep = () => ({ fault: 'pass' });

  /** Replaces the plan; an empty one heals. Throws a RangeError where a step is not one. */
  plan(plan: FaultPlan): void {
    if (typeof plan === 'function') {
      this.#decide = (request) => stepOf(plan(request) ?? 'pass');
      return;
    }
    const steps = [plan].flat().map((step) => stepOf(step as FaultName | FaultStep));
    const left = steps.map(({ times = 1 }) => (times === 'always' ? Number.POSITIVE_INFINITY : times));
    this.#decide = ({ operation }) => {
      const index = steps.findIndex(
        (step, i) => (left[i] ?? 0) > 0 && (step.operation ?? operation) === operation,
      );
      const step = steps[index];
      if (step === undefined) return { fault: 'pass' };
      left[index] = (left[index] ?? 0) - 1;
      return step;
    };
  }

  /** The step for the request that has come. Throws what the plan throws. */
  next(operation: string): FaultStep {
    return this.#decide({ operation, index: this.#index++ });
  }

  reset(): void {
    this.plan([]);
    this.#index = 0;
  }
}

/** The error that a fault answers, or undefined where it answers none. */
export function refusalOf({ fault }: FaultStep, call: Call): AwsError | undefined {
  if (!Object.hasOwn(REFUSALS, fault)) return undefined;
  const code = fault as keyof typeof REFUSALS;
  return code === 'AccessDenied' ? accessDenied(call) : new AwsError(code, REFUSALS[code]);
}

/** The refusal of an operation that no policy allows. */
export function accessDenied({ name, service, operation }: Call): AwsError {
  const action = `${service.policyName}:${operation}`;
  return new AwsError(
    name === 'sns' ? 'AuthorizationError' : 'AccessDenied',
    `User: ${CALLER_ARN} is not authorized to perform: ${action} because no identity-based policy allows the ${action} action`,
  );
}

/** Waits as long as a `slow` step asks. */
export async function delay({ fault, delayMs = DEFAULT_DELAY_MS }: FaultStep): Promise<void> {
  // The connection that waits keeps the process alive, and nothing else should.
  if (fault === 'slow') await sleep(delayMs, undefined, { ref: false });
}

function stepOf(step: FaultName | FaultStep): FaultStep {
  const read: FaultStep = typeof step === 'string' ? { fault: step } : step;
  if (typeof read !== 'object' || read === null || !FAULT_NAMES.includes(read.fault)) {
    const written = JSON.stringify(read?.fault ?? step);
    throw new RangeError(`${written} is not a fault. Known ones are ${FAULT_NAMES.join(', ')}.`);
  }
  const { times = 1, operation, delayMs = 0 } = read;
  const unknown = Object.keys(read).find((key) => !STEP_KEYS.includes(key));
  if (unknown !== undefined) {
    throw new RangeError(`${unknown} is not part of a step. Known ones are ${STEP_KEYS.join(', ')}.`);
  }
  if (times !== 'always' && !(Number.isInteger(times) && times > 0)) {
    throw new RangeError(
      `times is ${JSON.stringify(times)}; it must be a whole number from 1 on, or "always".`,
    );
  }
  if (operation !== undefined && !OPERATIONS.includes(operation)) {
    throw new RangeError(
      `${JSON.stringify(operation)} is not an operation. Known ones are ${OPERATIONS.join(', ')}.`,
    );
  }
  if (!(delayMs >= 0 && delayMs <= LONGEST_DELAY_MS)) {
    throw new RangeError(
      `delayMs is ${JSON.stringify(delayMs)}; it must be a number from 0 to ${LONGEST_DELAY_MS}.`,
    );
  }
  return read;
}
