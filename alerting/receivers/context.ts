import type { Stack } from '../../definition/stack.ts';

/** What an entry depends on beside its own settings. */
export interface ReceiverContext {
  readonly stack: Stack;
  /** Whether any alert has a runbook, so that a button for it makes sense. */
  readonly hasRunbooks: boolean;
}

/** What Alertmanager executes for a text of a message; `templates/` has it. */
export function template(name: string): string {
  return `{{ template "${name}" . }}`;
}

/** Whether Alertmanager knows settings that came after Debian's 0.25, which refuses what it does not know. */
export function isCurrent({ stack }: ReceiverContext): boolean {
  return stack.name === 'compose';
}
