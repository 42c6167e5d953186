import { type AwsRefusal, awsRefusal } from './aws_errors.ts';
import type { Caller } from './aws_identity.ts';
import { type Bounds, type SendOptions, within } from './aws_within.ts';
import { type Check, judged } from './check.ts';
import { type Finding, finding } from './finding.ts';

export const PERMISSIONS = { id: 'aws.permissions', name: 'permissions' };

/** An action of AWS, and what is lost without it. */
export interface Action {
  /** As policies have it: `cloudwatch:DescribeAlarms`. */
  readonly name: string;
  readonly purpose: string;
  /** What a policy must allow it on. */
  readonly resource: string;
}

/** What an action came to: its answer, or that what was asked for is not there, or that AWS did not say. */
export type Told<T> = { readonly kind: 'told'; readonly value: T } | { readonly kind: 'missing' | 'refused' };

/** Asks AWS, and keeps which actions it refuses: each is tried by the question that needs it. */
export class AwsAsking {
  readonly caller: Caller;
  readonly #bounds: Bounds;
  readonly #refused = new Map<string, Finding>();
  readonly #allowed = new Set<string>();

  constructor(caller: Caller, bounds: Bounds) {
    this.caller = caller;
    this.#bounds = bounds;
  }

  /** Asks once. Rejects only with the reason of the context's signal. */
  async ask<T>(action: Action, send: (options: SendOptions) => Promise<T>): Promise<Told<T>> {
    try {
      const value = await within(this.#bounds, send);
      this.#allowed.add(action.name);
      return { kind: 'told', value };
    } catch (error) {
      this.#bounds.signal.throwIfAborted();
      return this.#refusal(action, awsRefusal(error));
    }
  }

  /** The same of a question that is refused for what it says by whoever lets us ask it. */
  async askInvalid(action: Action, send: (options: SendOptions) => Promise<unknown>): Promise<void> {
    await this.ask(action, async (options) => {
      await send(options).catch((error: unknown) => {
        if (awsRefusal(error).kind !== 'invalid') throw error;
      });
    });
  }

  /** Whether AWS has refused an action, so that what it would have said is not known. */
  isRefused({ name }: Action): boolean {
    return this.#refused.has(name);
  }

  /** The verdict on all actions that were tried. */
  get check(): Check {
    return judged(
      PERMISSIONS,
      [...this.#refused.values()],
      `${this.#allowed.size} of the needed actions are allowed`,
    );
  }

  #refusal({ name: action, purpose, resource }: Action, { kind, problem }: AwsRefusal): Told<never> {
    if (kind === 'missing') {
      this.#allowed.add(action);
      return { kind: 'missing' };
    }
    const { arn: identity } = this.caller;
    const told =
      kind === 'denied'
        ? finding('aws.permission_missing', { action, problem, identity, purpose, resource })
        : finding('aws.call_failed', { action, problem });
    if (!this.#refused.has(action)) this.#refused.set(action, told);
    return { kind: 'refused' };
  }
}
