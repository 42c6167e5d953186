import { AsyncLocalStorage, createHook } from 'node:async_hooks';
import { setImmediate as turn } from 'node:timers/promises';

const LASTING = new Set([
  'Timeout',
  'TCPWRAP',
  'TCPSERVERWRAP',
  'TLSWRAP',
  'PIPEWRAP',
  'PIPESERVERWRAP',
  'UDPWRAP',
  'FSEVENTWRAP',
  'STATWATCHER',
  'PROCESSWRAP',
  'WORKER',
]);

/** Watches which timers, sockets and the like some work makes, and which of them are left afterwards. */
export interface LastingResources {
  /** Does the work; what it and all that it sets going makes is watched. */
  of<T>(work: () => Promise<T>): Promise<T>;
  /** Types of the resources that are left. Ends the watching. */
  left(): Promise<string[]>;
}

/** Starts watching. Other tests in the same process do not matter. */
export function lastingResources(): LastingResources {
  const watched = new AsyncLocalStorage<boolean>();
  const open = new Map<number, string>();
  const hook = createHook({
    init(id, type) {
      if (!LASTING.has(type) || watched.getStore() !== true) return;
      // For each second in which an answer is dated, Node keeps a timer of its own.
      if (new Error().stack?.includes('node:internal/http:') !== true) open.set(id, type);
    },
    destroy(id) {
      open.delete(id);
    },
  }).enable();
  return {
    of: (work) => watched.run(true, work),
    async left() {
      // Node tells of an end a few turns later.
      for (let turns = 0; turns < 10; turns += 1) await turn();
      hook.disable();
      return [...open.values()];
    },
  };
}
