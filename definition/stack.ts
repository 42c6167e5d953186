import { isAbsolute, join, resolve } from 'node:path';

/** Where one program of the stack is: as the other programs reach it, and as people do. */
export interface Address {
  /** host:port */
  readonly internal: string;
  /** A URL for links in messages and dashboards. */
  readonly external: string;
}

/**
 * One way to run the stack. Renderers turn a definition and a stack into files; the two stacks differ in
 * addresses, paths and in what the programs' versions understand, and in nothing else.
 */
export interface Stack {
  readonly name: 'compose' | 'native';
  readonly exporter: Address;
  readonly prometheus: Address;
  readonly alertmanager: Address;
  readonly grafana: Address;
  /** host:port of the Loki that keeps lines of logs; null where there is none. */
  readonly loki: string | null;
  /** A path or glob of logs in monitoring.yml, as Alloy sees it. */
  readonly logFile: (path: string) => string;
  /** Whether there is a Grafana to be scraped. */
  readonly runsGrafana: boolean;
  /** The exporter's bearer token as Prometheus and Alertmanager find it; null where it needs none. */
  readonly exporterTokenFile: string | null;
  /** Directory of rule files, as Prometheus sees it. */
  readonly rulesDirectory: string;
  /** Directory of message templates, as Alertmanager sees it. */
  readonly templatesDirectory: string;
  /** Directory of dashboards, as Grafana sees it. */
  readonly dashboardsDirectory: string;
  /** A secret named in monitoring.yml, as Alertmanager sees it. */
  readonly secretFile: (path: string) => string;
  /** The same, as Prometheus sees it. */
  readonly scrapeSecretFile: (path: string) => string;
}

/** The stack of docker-compose.monitoring.yml; the committed files are rendered for it. */
export const composeStack: Stack = {
  name: 'compose',
  exporter: { internal: 'exporter:9464', external: 'http://localhost:9464' },
  prometheus: { internal: 'prometheus:9090', external: 'http://localhost:9090' },
  alertmanager: { internal: 'alertmanager:9093', external: 'http://localhost:9093' },
  grafana: { internal: 'grafana:3000', external: 'http://localhost:3000' },
  loki: 'loki:3100',
  // Alloy has the folder of logs where the exporter has it.
  logFile: (path) => (isAbsolute(path) ? path : join('/app', path)),
  runsGrafana: true,
  exporterTokenFile: '/run/goldwatch/exporter/token',
  rulesDirectory: '/etc/prometheus/rules',
  templatesDirectory: '/etc/alertmanager/templates',
  dashboardsDirectory: '/etc/grafana/dashboards',
  // The compose file mounts ./secrets there; an absolute path is the user's own mount.
  secretFile: (path) => (isAbsolute(path) ? path : join('/etc/alertmanager', path)),
  scrapeSecretFile: (path) => (isAbsolute(path) ? path : join('/etc/prometheus', path)),
};

export interface NativeStackOptions {
  /** host:port of each program. */
  readonly exporter: string;
  readonly prometheus: string;
  readonly alertmanager: string;
  readonly grafana: string;
  readonly runsGrafana: boolean;
  readonly exporterTokenFile: string | null;
  /** Absolute directory the rendered files are written to. */
  readonly directory: string;
  /** Absolute directory of monitoring.yml. */
  readonly baseDirectory: string;
}

/** The stack as processes on this machine, which `goldwatch up` starts where no Docker engine answers. */
export function nativeStack(options: NativeStackOptions): Stack {
  const address = (internal: string): Address => ({ internal, external: `http://${internal}` });
  return {
    name: 'native',
    exporter: address(options.exporter),
    prometheus: address(options.prometheus),
    alertmanager: address(options.alertmanager),
    grafana: address(options.grafana),
    loki: null,
    logFile: (path) => resolve(options.baseDirectory, path),
    runsGrafana: options.runsGrafana,
    exporterTokenFile: options.exporterTokenFile,
    rulesDirectory: join(options.directory, 'prometheus/rules'),
    templatesDirectory: join(options.directory, 'alerting/templates'),
    dashboardsDirectory: join(options.directory, 'grafana/dashboards'),
    secretFile: (path) => resolve(options.baseDirectory, path),
    scrapeSecretFile: (path) => resolve(options.baseDirectory, path),
  };
}

/** Addresses at which people reach programs, as `notify.links` has them. */
export interface Links {
  readonly prometheus?: string | undefined;
  readonly alertmanager?: string | undefined;
  readonly grafana?: string | undefined;
}

/** The same stack, reached by people at these addresses, as links in messages and dashboards need them. */
export function withLinks(stack: Stack, links: Links): Stack {
  const linked = (address: Address, link: string | undefined): Address =>
    link === undefined ? address : { ...address, external: link };
  return {
    ...stack,
    prometheus: linked(stack.prometheus, links.prometheus),
    alertmanager: linked(stack.alertmanager, links.alertmanager),
    grafana: linked(stack.grafana, links.grafana),
  };
}

/**
 * Text of a file of options for Prometheus or Alertmanager, which take `@FILE` among their arguments: where people reach
 * them. The address may have a path, which whoever forwards requests takes away.
 */
export function renderWebFlags({ external }: Address): string {
  return `${RENDERED_NOTICE}--web.external-url=${external}\n--web.route-prefix=/\n`;
}

/** A file that a renderer wrote: its path under the project, with `/`, and its text. */
export interface RenderedFile {
  readonly path: string;
  readonly text: string;
  /** Whether it is a program. */
  readonly isExecutable?: boolean;
}

/** First lines of every rendered YAML file. */
export const RENDERED_NOTICE =
  '# Rendered from monitoring.yml by `npx goldwatch render`. Edits are lost: change monitoring.yml instead.\n';
