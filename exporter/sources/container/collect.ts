import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import type { RunningSource, SourceContext } from '../source.ts';
import type { ContainerConfig } from './definition.ts';
import { Files } from './files.ts';
import { Problem } from './problem.ts';
import { Publisher } from './publisher.ts';
import { type Machine, takeSnapshot } from './snapshot.ts';

/**
 * Reads resources every `interval` and publishes them; see README.md.
 * Rejects with an Error where another metric of the exporter has one of the source's names.
 */
export function start(config: ContainerConfig, context: SourceContext): Promise<RunningSource> {
  return startOn({ files: new Files(), now: () => performance.now() / 1_000 }, config, context);
}

/** `start` on a given machine. */
export async function startOn(
  machine: Machine,
  config: ContainerConfig,
  context: SourceContext,
): Promise<RunningSource> {
  const look = lookerAt(machine, config, context);
  const stopping = new AbortController();
  const caughtUp = Promise.withResolvers<void>();
  const run = async () => {
    while (!stopping.signal.aborted) {
      // Whatever goes wrong in one look, the process and the next look go on.
      await look().catch((error: Error) => {
        context.report.failed('unexpected', `The container could not be read: ${error.message}.`);
      });
      caughtUp.resolve();
      await sleep(config.interval, stopping.signal);
    }
  };
  const ended = run();
  return {
    caughtUp: caughtUp.promise,
    stop: () => {
      stopping.abort();
      return ended;
    },
  };
}

/** A function that takes one reading, publishes it and reports how that went. Throws as `start` rejects. */
export function lookerAt(
  machine: Machine,
  config: ContainerConfig,
  context: SourceContext,
): () => Promise<void> {
  const publisher = new Publisher(context);
  return async () => {
    const snapshot = await takeSnapshot(machine, config.cgroup);
    if (snapshot instanceof Problem) {
      publisher.withdraw();
      context.report.failed('cgroup', `Nothing is read: ${snapshot.sentence}.`);
    } else if (publisher.publish(snapshot)) {
      context.report.succeeded();
    } else {
      publisher.withdraw();
      context.report.failed(
        'unreadable',
        'Nothing can be read under /proc and /sys; the container source needs Linux.',
      );
    }
  };
}

async function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await pause(milliseconds, undefined, { signal });
  } catch {
    // Aborted: the source stops.
  }
}
