import { resolve } from 'node:path';
import { parseDuration } from '../../conventions/quantities.ts';
import { CONFIG_OPTION, type Loaded, readOptions } from '../arguments.ts';
import { type Io, UsageError } from '../io.ts';
import { originOf } from '../mirror_page.ts';
import type { Addresses } from './context.ts';

const HELP = `Usage: goldwatch doctor [options]

  --config FILE              the definition (monitoring.yml)
  --exporter URL             where the exporter is (exporter.listen)
  --token-file FILE          the exporter's token (exporter.token_file)
  --prometheus URL           where Prometheus is (http://127.0.0.1:9090)
  --alertmanager URL         where Alertmanager is (http://127.0.0.1:9093); once for each where there are two
  --grafana URL              where Grafana is (http://127.0.0.1:3000, where something answers)
  --grafana-token-file FILE  the token of a service account of Grafana
  --loki URL                 where Loki is (http://127.0.0.1:3100, where something answers)
  --timeout DURATION         how long each question may take (5s)
  --json                     the findings as JSON

Walks from the definition outwards: the exporter and its sources, Prometheus, Alertmanager, Grafana, and AWS
where the definition has something there. Says which link is broken, why, and what mends it; docs/doctor.md
lists all that it may find. It changes nothing. The exit status is 0 where all is sound, 1 where something was
found, 2 where it could not look.
`;

const USUAL = {
  exporter: 'http://127.0.0.1:9464',
  prometheus: 'http://127.0.0.1:9090',
  alertmanager: 'http://127.0.0.1:9093',
  grafana: 'http://127.0.0.1:3000',
  loki: 'http://127.0.0.1:3100',
} as const;

const text = { type: 'string' } as const;
const OPTIONS = {
  ...CONFIG_OPTION,
  exporter: text,
  'token-file': text,
  prometheus: text,
  alertmanager: { type: 'string', multiple: true },
  grafana: text,
  'grafana-token-file': text,
  loki: text,
  timeout: { type: 'string', default: '5s' },
  json: { type: 'boolean' },
} as const;

const [SHORTEST_MS, LONGEST_MS] = [100, 60_000];

export type Options = NonNullable<ReturnType<typeof optionsOf>>;

/**
 * The options of the command; null where help was asked for, which is then written. Throws a UsageError where one is not an
 * address, or no duration.
 */
export function optionsOf(args: readonly string[], io: Io) {
  const options = readOptions(args, OPTIONS, HELP, io);
  if (options === null) return null;
  const { exporter, prometheus, alertmanager, grafana, loki, timeout } = options;
  const given = { exporter, prometheus, alertmanager, grafana, loki };
  for (const option of ['exporter', 'prometheus', 'alertmanager', 'grafana', 'loki'] as const) {
    const urls = [given[option] ?? []].flat();
    const wrong = urls.find((url) => !(/^https?:\/\/[^\s/@]+(?:\/|$)/.test(url) && URL.canParse(url)));
    if (wrong !== undefined)
      throw new UsageError(
        `--${option} takes an address such as ${USUAL[option]}, without a password${wrong.includes('@') ? '' : `, not "${wrong}"`}.`,
      );
  }
  const timeoutMs = parseDuration(timeout);
  if (timeoutMs === null || timeoutMs < SHORTEST_MS || timeoutMs > LONGEST_MS)
    throw new UsageError(`--timeout takes a duration from 100ms to 1m, not "${timeout}".`);
  return { ...options, timeoutMs };
}

/** Where the options and the definition say that programs are; where neither does, at their usual places. */
export function addressesOf(
  options: Options,
  { definition: { exporter, notify } }: Loaded,
  directory: string,
): Addresses {
  const { links } = notify;
  // Links are for people: there may be a login before them, so that the usual place is tried first.
  const placesOf = (option: string | undefined, usual: string, link: string | undefined) =>
    (option === undefined ? [usual, ...(link === undefined ? [] : [link])] : [option]).map(withoutSlash);
  return {
    exporter: withoutSlash(options.exporter ?? originOf(exporter)),
    tokenFile: fileOf(options['token-file'], directory),
    prometheus: placesOf(options.prometheus, exporter.prometheus ?? USUAL.prometheus, links.prometheus),
    alertmanagers: [...new Set((options.alertmanager ?? [USUAL.alertmanager]).map(withoutSlash))],
    grafana: options.grafana === undefined ? null : withoutSlash(options.grafana),
    grafanaTokenFile: fileOf(options['grafana-token-file'], directory),
    loki: options.loki === undefined ? null : withoutSlash(options.loki),
  };
}

function fileOf(file: string | undefined, directory: string): string | null {
  return file === undefined ? null : resolve(directory, file);
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
