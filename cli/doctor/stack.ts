import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { withExporterScheme } from '../../definition/exporter_client.ts';
import { composeStack, nativeStack, type Stack, withLinks } from '../../definition/stack.ts';
import { isLoopback, parseListen } from '../../exporter/listen.ts';
import type { Context } from './context.ts';
import { get } from './prometheus_api.ts';

const flags = z.object({ data: z.record(z.string(), z.string()) });

/**
 * The stack that a Prometheus belongs to, by where its configuration is: that of `goldwatch up` reads what was rendered below
 * `exporter.state_dir`; every other one is taken for that of the containers, for which the committed files are.
 */
export async function stackOf(context: Context, url: string): Promise<Stack> {
  const known = await get(context, url, '/api/v1/status/flags', flags);
  return stackReading(context, resolve(known?.data['config.file'] ?? ''), url);
}

/** The stack of whoever reads a file there. `prometheus` is where Prometheus is. */
export function stackReading(context: Context, file: string, prometheus: string): Stack {
  const { definition } = context.loaded;
  const { links } = definition.notify;
  const directory = nativeDirectory(context);
  if (!file.startsWith(`${directory}/`)) return withLinks(composeStack, links);
  return withLinks(withExporterScheme(native(context, directory, prometheus), definition.exporter), links);
}

/** Where `goldwatch up` renders to. */
export function nativeDirectory({ loaded: { definition, baseDirectory } }: Pick<Context, 'loaded'>): string {
  return resolve(baseDirectory, definition.exporter.state_dir, 'native');
}

function native(
  { loaded: { definition, baseDirectory }, addresses }: Context,
  directory: string,
  url: string,
): Stack {
  const { listen, token_file: token } = definition.exporter;
  const { host, port } = parseListen(listen);
  const [alertmanager = ''] = addresses.alertmanagers;
  return nativeStack({
    exporter: isLoopback(host) ? listen : `127.0.0.1:${port}`,
    prometheus: new URL(url).host,
    alertmanager: new URL(alertmanager).host,
    grafana: addresses.grafana === null ? '127.0.0.1:3000' : new URL(addresses.grafana).host,
    // Made where Grafana is installed.
    runsGrafana: existsSync(join(directory, 'grafana_admin_password')),
    exporterTokenFile: token === undefined ? null : resolve(baseDirectory, token),
    directory,
    baseDirectory,
  });
}
