import { stringify } from 'yaml';
import { formatDuration } from '../conventions/quantities.ts';
import type { Definition } from '../definition/schema.ts';
import { RENDERED_NOTICE, type Stack } from '../definition/stack.ts';

/** Text of the file that gives Grafana its data sources. */
export function datasources({ exporter }: Definition, { prometheus, alertmanager }: Stack): string {
  return toYaml({
    apiVersion: 1,
    datasources: [
      {
        name: 'Prometheus',
        uid: 'prometheus',
        type: 'prometheus',
        access: 'proxy',
        url: literal(`http://${prometheus.internal}`),
        isDefault: true,
        editable: false,
        // $__rate_interval derives from timeInterval; with less than a scrape, rates would be empty.
        jsonData: { timeInterval: formatDuration(exporter.scrape_interval), httpMethod: 'POST' },
      },
      {
        name: 'Alertmanager',
        uid: 'alertmanager',
        type: 'alertmanager',
        access: 'proxy',
        url: literal(`http://${alertmanager.internal}`),
        editable: false,
        jsonData: { implementation: 'prometheus', handleGrafanaManagedAlerts: false },
      },
    ],
  });
}

/** Text of the file that tells Grafana where its dashboards are. */
export function dashboardProvider({ dashboardsDirectory }: Stack): string {
  return toYaml({
    apiVersion: 1,
    providers: [
      {
        name: 'goldwatch',
        type: 'file',
        folder: 'goldwatch',
        allowUiUpdates: false,
        disableDeletion: true,
        options: { path: literal(dashboardsDirectory) },
      },
    ],
  });
}

// Grafana expands $NAME in the values of provisioning files.
function literal(value: string): string {
  return value.replaceAll('$', '$$$$');
}

function toYaml(value: unknown): string {
  return `${RENDERED_NOTICE}${stringify(value, { lineWidth: 0 })}`;
}
