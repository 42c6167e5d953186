import type { Preset } from './preset.ts';

const CONTAINER = 'a source of type container: the alert needs to know how full it is';

/** On resources that run out. */
export const saturationPresets: readonly Preset[] = [
  {
    alert: {
      name: 'HighMemory',
      severity: 'warning',
      signal: 'saturation',
      resource: 'memory',
      above: '80%',
      for: '10m',
      summary: 'Memory is running out.',
    },
    needs: CONTAINER,
  },
  {
    alert: {
      name: 'HighCpu',
      severity: 'warning',
      signal: 'saturation',
      resource: 'cpu',
      above: '80%',
      for: '10m',
      summary: 'The CPU has been busy for long.',
    },
    needs: CONTAINER,
  },
  {
    alert: {
      name: 'EventLoopBusy',
      severity: 'warning',
      signal: 'saturation',
      resource: 'event_loop',
      above: '80%',
      for: '5m',
      summary: 'The event loop is busy: every request waits for others.',
    },
    needs: 'a source of type scrape, for a Node service with `instrument/`',
  },
  {
    alert: {
      name: 'OutOfMemory',
      severity: 'warning',
      metric: 'container_oom_kills_total',
      above: 0,
      for: '0s',
      summary: 'The kernel has killed processes, since there was no memory left.',
    },
    needs: 'a source of type container, which emits container_oom_kills_total',
  },
];
