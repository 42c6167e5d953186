import { accessDenied } from './faults.ts';
import { type Call, OPERATIONS, SERVICES } from './services.ts';

const ACTIONS: readonly string[] = Object.values(SERVICES).flatMap(({ policyName, operations }) =>
  operations.map((operation) => `${policyName.toLowerCase()}:${operation}`),
);

/** What the caller's policy does not allow. */
export class Permissions {
  #denied: readonly string[] = [];

  /**
   * Denies these actions, and allows all others: `cloudwatch:DescribeAlarms`, `sns:*`. Throws a RangeError where there is no
   * such action.
   */
  deny(actions: readonly string[]): void {
    for (const action of actions) {
      if (ACTIONS.some((known) => matches(action, known))) continue;
      throw new RangeError(
        `${JSON.stringify(action)} is not an action. Known operations are ${OPERATIONS.join(', ')}.`,
      );
    }
    this.#denied = actions;
  }

  /** Throws an AwsError where it is denied. */
  check(call: Call): void {
    const action = `${call.service.policyName.toLowerCase()}:${call.operation}`;
    if (this.#denied.some((denied) => matches(denied, action))) throw accessDenied(call);
  }
}

function matches(pattern: string, action: string): boolean {
  if (!pattern.endsWith('*')) return pattern === action;
  return action.startsWith(pattern.slice(0, -1));
}
