import { describe, expect, test } from 'vitest';
import { composeStack } from '../../definition/stack.ts';
import { HOME_DASHBOARD } from '../../grafana/index.ts';
import {
  breaking,
  compose,
  isBind,
  longRunning,
  mounts,
  networksOf,
  service,
  services,
} from './compose_file.ts';

const HOME = `${composeStack.dashboardsDirectory}/${HOME_DASHBOARD}`;

const writers = (volume: string) =>
  services
    .filter(([, one]) => mounts(one).some(({ source, readOnly }) => source === volume && !readOnly))
    .map(([name]) => name);

const readers = (volume: string) =>
  services
    .filter(([, one]) => mounts(one).some(({ source, readOnly }) => source === volume && readOnly))
    .map(([name]) => name);

describe('every service', () => {
  test('has a file system that it cannot write to', () => {
    expect(breaking(({ read_only }) => read_only === true)).toEqual([]);
  });

  test('writes to no path of the host', () => {
    expect(breaking((one) => mounts(one).every((mount) => mount.readOnly || !isBind(mount)))).toEqual([]);
  });

  test('has no capabilities', () => {
    expect(breaking(({ cap_drop }) => String(cap_drop) === 'ALL')).toEqual([]);
    expect(breaking(({ cap_add, privileged }) => cap_add === undefined && privileged !== true)).toEqual([]);
  });

  test('cannot gain privileges', () => {
    expect(breaking(({ security_opt }) => String(security_opt) === 'no-new-privileges:true')).toEqual([]);
  });

  test('shares no namespace with the host', () => {
    expect(breaking(({ pid, ipc, userns_mode, uts }) => !(pid || ipc || userns_mode || uts))).toEqual([]);
    expect(breaking(({ network_mode }) => network_mode !== 'host')).toEqual([]);
  });

  test('runs as the user of its image, but for the one that would be root', () => {
    expect(breaking(({ user }) => user === undefined)).toEqual(['alloy']);
    expect(service('alloy').user).toBe('1000:473');
  });

  test('has a limit on memory', () => {
    expect(breaking(({ mem_limit }) => /^\d+[mg]$/.test(String(mem_limit)))).toEqual([]);
  });

  test('has a limit on CPU that a machine with one core can grant', () => {
    expect(breaking(({ cpus }) => Number(cpus) > 0 && Number(cpus) <= 1)).toEqual([]);
  });

  test('has a limit on processes', () => {
    expect(breaking(({ pids_limit }) => Number(pids_limit) > 0)).toEqual([]);
  });

  test('cannot fill the disk with its log', () => {
    const options = (logging: unknown) => (logging as { options?: Record<string, string> })?.options ?? {};

    expect(breaking(({ logging }) => /^\d+m$/.test(options(logging)['max-size'] ?? ''))).toEqual([]);
  });

  test('publishes ports on loopback only', () => {
    expect(breaking(({ ports = [] }) => ports.every((port) => /^127\.0\.0\.1:\d+:\d+$/.test(port)))).toEqual(
      [],
    );
  });

  test('finds no secret in its environment, only the path of one', () => {
    const secret = /PASSWORD|TOKEN|SECRET|PRIVATE_KEY|ACCESS_KEY/;
    const careless = breaking(({ environment = {} }) =>
      Object.entries(environment).every(
        ([name, value]) => !secret.test(name) || (name.endsWith('__FILE') && value.startsWith('/run/')),
      ),
    );

    expect(careless).toEqual([]);
  });
});

describe('the secrets', () => {
  test('are written by one service, which ends before the others start and has no network', () => {
    expect(writers('exporter_secrets')).toEqual(['secrets']);
    expect(writers('grafana_secrets')).toEqual(['secrets']);
    expect(service('secrets').network_mode).toBe('none');
  });

  test('are each seen only by those who need it', () => {
    expect(readers('exporter_secrets')).toEqual([
      'exporter',
      'prometheus',
      'prometheus-2',
      'alertmanager',
      'alertmanager-2',
    ]);
    expect(readers('grafana_secrets')).toEqual(['grafana']);
    expect(readers('./secrets')).toEqual(['alertmanager', 'alertmanager-2']);
    expect(readers('./secrets/exporter')).toEqual(['exporter']);
    expect(readers('./secrets/scrape')).toEqual(['exporter', 'prometheus', 'prometheus-2']);
  });

  test('are made where their readers look for them', () => {
    const made = service('secrets')
      .command?.slice(1)
      .map((file) => file.split(':')[1]);

    expect(made).toEqual([
      service('exporter')
        .command?.find((option) => option.startsWith('--token-file='))
        ?.split('=')[1],
      service('grafana').environment?.GF_SECURITY_ADMIN_PASSWORD__FILE,
    ]);
  });
});

describe('the networks', () => {
  const isInternal = (network: string) => compose.networks[network]?.internal === true;

  test('have an internal one, which every service that keeps running is on', () => {
    expect(breaking((one) => networksOf(one).some(isInternal), longRunning)).toEqual([]);
  });

  test('lead outside only those who publish a port', () => {
    const outside = services.filter(([, one]) => networksOf(one).some((network) => !isInternal(network)));

    expect(outside.map(([name]) => name)).toEqual(
      services.filter(([, { ports }]) => ports !== undefined).map(([name]) => name),
    );
  });
});

describe('Grafana', () => {
  test.each([
    ['lets nobody in without a password', 'GF_AUTH_ANONYMOUS_ENABLED', 'false'],
    ['lets nobody sign up', 'GF_USERS_ALLOW_SIGN_UP', 'false'],
    ['reports to nobody', 'GF_ANALYTICS_REPORTING_ENABLED', 'false'],
    ['looks for no updates', 'GF_ANALYTICS_CHECK_FOR_UPDATES', 'false'],
    ['looks for no updates of plugins', 'GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES', 'false'],
    ['opens with the golden signals', 'GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH', HOME],
    ['keeps the plugins of its image', 'GF_PLUGINS_PREINSTALL_DISABLED', 'true'],
  ])('%s', (_, name, value) => {
    expect(service('grafana').environment).toHaveProperty(name, value);
  });
});

describe('Prometheus', () => {
  test('cannot be stopped over HTTP', () => {
    expect(service('prometheus').command).not.toContain('--web.enable-lifecycle');
    expect(service('prometheus').command).not.toContain('--web.enable-admin-api');
  });
});
