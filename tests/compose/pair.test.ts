import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { loadDefinition } from '../../definition/load.ts';
import { composeStack } from '../../definition/stack.ts';
import { renderPrometheus } from '../../prometheus/render.ts';
import { REPLICA_VARIABLE } from '../../prometheus/replicas.ts';
import { mounts, service, services } from './compose_file.ts';

const PAIRS = [
  ['prometheus', 'prometheus-2'],
  ['alertmanager', 'alertmanager-2'],
] as const;

const [file] = renderPrometheus(
  loadDefinition('service: { name: shop }', 'monitoring.yml', {}),
  composeStack,
);
const configuration = parse(file?.text ?? '') as {
  readonly alerting: { readonly alertmanagers: readonly { readonly dns_sd_configs: readonly Found[] }[] };
  readonly scrape_configs: readonly {
    readonly job_name: string;
    readonly dns_sd_configs?: readonly Found[];
  }[];
};

interface Found {
  readonly names: readonly string[];
  readonly port: number;
}

/** Names by which a service is reached: its own, and its aliases. */
function namesOf(name: string): string[] {
  const { networks = [] } = service(name);
  const aliases = Object.values(networks as Record<string, { aliases?: string[] }>);
  return [name, ...aliases.flatMap((network) => network?.aliases ?? [])];
}

describe.each(PAIRS)('%s and %s', (first, second) => {
  test('differ in the port that is published, in what they write and in nothing else that they do', () => {
    const alike = (name: string) => {
      const { profiles: _, ports: __, environment: ___, volumes: ____, ...rest } = service(name);
      return { ...rest, mounts: mounts(service(name)).filter(({ readOnly }) => readOnly) };
    };
    const written = (name: string) =>
      mounts(service(name)).flatMap(({ source, readOnly }) => (readOnly ? [] : [source]));

    expect(alike(second)).toEqual(alike(first));
    expect(written(second)).not.toEqual(written(first));
    expect(service(second).ports).not.toEqual(service(first).ports);
  });

  test('are both scraped, the second where its name is known', () => {
    const job = configuration.scrape_configs.find(({ job_name }) => job_name === first);

    expect(job?.dns_sd_configs?.flatMap(({ names }) => names)).toEqual([second]);
  });
});

test('no two services publish the same port', () => {
  const published = services.flatMap(([, { ports = [] }]) => ports.map((port) => port.split(':')[1]));

  expect(new Set(published).size).toBe(published.length);
});

test('each Prometheus says which of the pair it is', () => {
  const replicas = PAIRS[0].map((name) => service(name).environment?.[REPLICA_VARIABLE]);

  expect(replicas).toEqual([...PAIRS[0]]);
});

test('alerts go to every Alertmanager, by a name that both have', () => {
  const [sent] = configuration.alerting.alertmanagers.flatMap(({ dns_sd_configs }) => dns_sd_configs);
  const [name = ''] = sent?.names ?? [];

  expect(PAIRS[1].filter((one) => namesOf(one).includes(name))).toEqual([...PAIRS[1]]);
  expect(service('alertmanager').command).toContain(`--cluster.peer=${name}:9094`);
});
