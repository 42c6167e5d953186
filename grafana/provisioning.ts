import { stringify } from 'yaml';
import { formatDuration } from '../conventions/quantities.ts';
import type { Definition } from '../definition/schema.ts';
import { RENDERED_NOTICE, type Stack } from '../definition/stack.ts';
import { storedLogs } from '../definition/stored_logs.ts';

/** Text of the file that gives Grafana its data sources, each with what it can show. */
export function datasources(definition: Definition, stack: Stack): string {
  const mirror = definition.mirror.cloudwatch;
  return toYaml({
    apiVersion: 1,
    // One that monitoring.yml has no use for any more goes.
    prune: true,
    datasources: [
      prometheus(definition, stack),
      alertmanager(stack),
      ...(mirror === undefined ? [] : [cloudwatch(mirror)]),
      ...(stack.loki === null || storedLogs(definition).length === 0 ? [] : [loki(stack.loki)]),
    ],
  });
}

function prometheus({ exporter, notify }: Definition, stack: Stack) {
  const traces = notify.links.traces;
  return {
    name: 'Prometheus',
    uid: 'prometheus',
    type: 'prometheus',
    access: 'proxy',
    url: literal(`http://${stack.prometheus.internal}`),
    isDefault: true,
    editable: false,
    jsonData: {
      // $__rate_interval derives from timeInterval; with less than a scrape, rates would be empty.
      timeInterval: formatDuration(exporter.scrape_interval),
      httpMethod: 'POST',
      ...(traces !== undefined && { exemplarTraceIdDestinations: [traceLink(traces)] }),
    },
  };
}

/** Where an exemplar leads to: the label that `instrument/` gives it is the trace. */
function traceLink(address: string) {
  const url = literal(address.replaceAll('{trace_id}', `$\{__value.raw}`));
  return { name: 'trace_id', url, urlDisplayLabel: 'Show the trace' };
}

function alertmanager(stack: Stack) {
  return {
    name: 'Alertmanager',
    uid: 'alertmanager',
    type: 'alertmanager',
    access: 'proxy',
    url: literal(`http://${stack.alertmanager.internal}`),
    editable: false,
    jsonData: { implementation: 'prometheus', handleGrafanaManagedAlerts: false },
  };
}

/** What is mirrored, and all else of that account; with the credentials that AWS's own chain finds where Grafana runs. */
function cloudwatch({ namespace, region }: NonNullable<Definition['mirror']['cloudwatch']>) {
  return {
    name: 'CloudWatch',
    uid: 'cloudwatch',
    type: 'cloudwatch',
    access: 'proxy',
    editable: false,
    jsonData: {
      authType: 'default',
      ...(region !== undefined && { defaultRegion: region }),
      customMetricsNamespaces: literal(namespace),
    },
  };
}

/** The lines of sources with `store: loki`. */
function loki(address: string) {
  return {
    name: 'Loki',
    uid: 'loki',
    type: 'loki',
    access: 'proxy',
    url: literal(`http://${address}`),
    editable: false,
    jsonData: { maxLines: 1000 },
  };
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
        folderUid: 'goldwatch',
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
