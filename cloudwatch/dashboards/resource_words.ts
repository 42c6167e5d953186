import type { Resource } from '../../conventions/labels.ts';

/** What people call resources that may run out. */
export const RESOURCE_WORDS: Readonly<Record<Resource, string>> = {
  cpu: 'the CPU',
  memory: 'the memory',
  event_loop: 'the event loop',
  connections: 'the connections',
  disk: 'the disk',
  processes: 'the processes that there may be',
};
