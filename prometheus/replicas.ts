import type { Definition } from '../definition/schema.ts';
import type { Stack } from '../definition/stack.ts';

/** The variable of the environment that tells one Prometheus of a pair from the other. */
export const REPLICA_VARIABLE = 'GOLDWATCH_REPLICA';

/** Names by which stores such as Mimir and Amazon Managed Prometheus keep the samples of one of a pair only. */
const CLUSTER = 'cluster';
const REPLICA = '__replica__';

const ALERTMANAGERS = 'alertmanagers';
const PORTS = { prometheus: 9090, alertmanager: 9093 } as const;

/**
 * Labels of everything that leaves a Prometheus of containers, of which there may be a pair. Prometheus 3 takes variables
 * of the environment in them; without a pair there is nothing to tell apart.
 */
export function replicaLabels({ service }: Definition, { name }: Stack): Record<string, string> {
  return name === 'compose' ? { [CLUSTER]: service.name, [REPLICA]: `\${${REPLICA_VARIABLE}}` } : {};
}

/**
 * Where alerts go: to every Alertmanager there is, and by the same labels from both of a pair, so that Alertmanager takes
 * them for one alert.
 */
export function alerting({ service }: Definition, { name, alertmanager }: Stack): object {
  if (name !== 'compose')
    return { alertmanagers: [{ static_configs: [{ targets: [alertmanager.internal] }] }] };
  return {
    alert_relabel_configs: [
      { regex: REPLICA, action: 'labeldrop' },
      // Only the one from above: an alert may have such a label of its own.
      { source_labels: [CLUSTER], regex: literal(service.name), target_label: CLUSTER, replacement: '' },
    ],
    alertmanagers: [
      {
        dns_sd_configs: [
          { names: [ALERTMANAGERS], type: 'A', port: PORTS.alertmanager, refresh_interval: '10s' },
        ],
      },
    ],
  };
}

/**
 * The second of a pair among the targets of a job. It is found by name, so that the stack without the profile `ha` has no
 * target that is down.
 */
export function secondOf(program: keyof typeof PORTS, { name }: Stack): object {
  if (name !== 'compose') return {};
  return {
    dns_sd_configs: [{ names: [`${program}-2`], type: 'A', port: PORTS[program] }],
    relabel_configs: [
      {
        source_labels: ['__meta_dns_name'],
        regex: '(.+)',
        target_label: 'instance',
        replacement: `$1:${PORTS[program]}`,
      },
    ],
  };
}

// A service's name may hold a dot.
function literal(name: string): string {
  return name.replaceAll('.', '\\.');
}
