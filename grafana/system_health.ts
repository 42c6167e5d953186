import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { RECORDED } from '../conventions/recorded.ts';
import type { Definition } from '../definition/schema.ts';
import { dashboardFrame } from './panels/frame.ts';
import { withRows } from './panels/layout.ts';
import { cpu } from './rows/cpu.ts';
import { disk } from './rows/disk.ts';
import { memory } from './rows/memory.ts';
import { processes } from './rows/processes.ts';
import { saturationWithHost } from './rows/saturation.ts';
import { systemNow } from './rows/system_now.ts';

/**
 * The dashboard «System health»: what the containers of the services use of what they may. Where the profile `host` of the
 * compose file runs, the host joins in.
 */
export function systemHealth(definition: Definition): Dashboard {
  const dashboard = dashboardFrame({
    title: 'System health',
    uid: 'goldwatch-system-health',
    description: 'CPU, memory, disk, processes and connections of every watched service.',
    tags: ['system-health'],
    definition,
    servicesOf: RECORDED.saturation(),
  });
  return withRows(dashboard, [
    systemNow(definition),
    saturationWithHost(definition),
    cpu(),
    memory(),
    disk(),
    processes(),
  ]);
}
