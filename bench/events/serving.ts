import { setTimeout as pause } from 'node:timers/promises';
import { longestBlocks } from '../mirror/measure.ts';

/**
 * The longest time in some seconds, in milliseconds, in which this thread did nothing else, without what it waited for a core;
 * NaN where that is not known.
 */
export async function longestBlock(seconds = ''): Promise<number> {
  const { running } = await longestBlocks(() => pause(Number(seconds) * 1_000));
  return running;
}

/** Processor time of all threads of this process, in milliseconds, user and system. */
export function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

/** What takes the place of counting events: parses a body, and says how many there are. */
export function parsedEvents(body: Buffer, mediaType: string | undefined): number {
  const text = body.toString();
  if (mediaType !== 'application/x-ndjson') return (JSON.parse(text) as unknown[]).length;
  return text.split('\n').map((line) => JSON.parse(line) as unknown).length;
}
