import { z } from 'zod';

/** What the switch does to API requests. */
export interface Chaos {
  /** The share of requests that fail with status 500, from 0 to 1. */
  errors: number;
  /** Milliseconds added to every request, from 0 to 60000. */
  slow_ms: number;
}

/** Holds the present failures; what is read is always a copy. */
export interface FailureSwitch {
  get(): Chaos;
  /**
   * Changes the named parts and keeps the others.
   * @param from where the value comes from, for the error.
   * @throws InvalidChaosError naming every mistake, with nothing changed.
   */
  set(change: unknown, from: string): Chaos;
}

/** A change that the switch refuses; the message says what, where, why and what to do. */
export class InvalidChaosError extends Error {
  override name = 'InvalidChaos';
}

const MAX_SLOW_MS = 60_000;

const changeSchema = z.strictObject(
  { errors: share().optional(), slow_ms: milliseconds().optional() },
  {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `unknown key ${issue.keys.map(show).join(', ')} (known: errors, slow_ms)`
        : `the body must be a JSON object, got ${show(issue.input)}`,
  },
);

/**
 * A switch in its first position.
 * @throws InvalidChaosError when the first position is out of range.
 */
export function createFailureSwitch(initial: Chaos): FailureSwitch {
  let chaos: Chaos = { errors: 0, slow_ms: 0 };
  const failureSwitch: FailureSwitch = {
    get: () => ({ ...chaos }),
    set(change, from) {
      const parsed = changeSchema.safeParse(change);
      if (!parsed.success) {
        const problems = parsed.error.issues.map((issue) => [...issue.path, issue.message].join(' '));
        throw new InvalidChaosError(
          `${from}: ${problems.join('; ')}. Send JSON such as {"errors": 0.5, "slow_ms": 0}.`,
        );
      }
      chaos = {
        errors: parsed.data.errors ?? chaos.errors,
        slow_ms: parsed.data.slow_ms ?? chaos.slow_ms,
      };
      return { ...chaos };
    },
  };
  failureSwitch.set(initial, 'start');
  return failureSwitch;
}

function share() {
  const error = (issue: { input?: unknown }) => `must be a number from 0 to 1, got ${show(issue.input)}`;
  return z.number({ error }).min(0, { error }).max(1, { error });
}

function milliseconds() {
  const error = (issue: { input?: unknown }) =>
    `must be a number of milliseconds from 0 to ${MAX_SLOW_MS}, got ${show(issue.input)}`;
  return z.number({ error }).min(0, { error }).max(MAX_SLOW_MS, { error });
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length <= 60 ? text : `${text.slice(0, 60)}…`;
}
