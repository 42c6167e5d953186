import { totalmem } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import { lookerAt, start, startOn } from './collect.ts';
import { type ContainerConfig, container, containerConfig } from './definition.ts';
import { change, machineAt, observedContext, tree, writableTree } from './testing.ts';

const CONFIG: ContainerConfig = containerConfig.parse({ type: 'container' });
const MIB = 1_048_576;

function look(root: string, config: Partial<ContainerConfig> = {}) {
  const machine = machineAt(root);
  const observed = observedContext();
  return { machine, ...observed, look: lookerAt(machine, { ...CONFIG, ...config }, observed.context) };
}

async function onceOn(root: string, config: Partial<ContainerConfig> = {}) {
  const { look: read, said, series } = look(root, config);
  await read();
  return { said, series: await series() };
}

describe('one reading', () => {
  test('of a limited container of cgroup v2 shows its own limits', async () => {
    const { said, series } = await onceOn(tree('v2_limited'));
    expect(said).toEqual(['succeeded']);
    expect(series).toEqual({
      container_cpu_seconds_total: 12.5,
      container_cpu_limit_cores: 1.5,
      container_cpu_throttled_seconds_total: 2.25,
      container_memory_working_set_bytes: 300 * MIB,
      container_memory_limit_bytes: 512 * MIB,
      'saturation_ratio memory': 300 / 512,
      container_oom_kills_total: 2,
      container_processes: 2,
      'saturation_ratio processes': 42 / 200,
      container_open_connections: 3,
      'container_disk_io_bytes_total read': 1_459_200,
      'container_disk_io_bytes_total write': 314_773_504,
      'container_disk_io_operations_total read': 192,
      'container_disk_io_operations_total write': 353,
    });
  });

  test('of a service without limits takes the capacity of the host for them', async () => {
    const { said, series } = await onceOn(tree('v2_unlimited'));
    expect(said).toEqual(['succeeded']);
    expect(series).toEqual({
      container_cpu_seconds_total: 3.25,
      container_cpu_limit_cores: 4,
      container_cpu_throttled_seconds_total: 0,
      container_memory_working_set_bytes: 768 * MIB,
      container_memory_limit_bytes: 8_192 * MIB,
      'saturation_ratio memory': 768 / 8_192,
      container_oom_kills_total: 0,
      container_processes: 3,
      container_open_connections: 1,
      'container_disk_io_bytes_total read': 0,
      'container_disk_io_bytes_total write': 0,
      'container_disk_io_operations_total read': 0,
      'container_disk_io_operations_total write': 0,
    });
  });

  test('of a container in a limited pod takes the smallest limit on the way up', async () => {
    const { said, series } = await onceOn(tree('v2_nested'));
    expect(said).toEqual([
      'problem disk_io: container_disk_io_bytes_total and container_disk_io_operations_total are left out: ' +
        '/sys/fs/cgroup/kubepods.slice/kubepods-pod7f3a.slice/cri-containerd-11aa.scope/io.stat does not exist; ' +
        'enable the io controller in /sys/fs/cgroup/kubepods.slice/kubepods-pod7f3a.slice/cgroup.subtree_control.',
      'succeeded',
    ]);
    expect(series).toEqual({
      container_cpu_seconds_total: 7.5,
      container_cpu_limit_cores: 0.5,
      container_cpu_throttled_seconds_total: 0.5,
      container_memory_working_set_bytes: 128 * MIB,
      container_memory_limit_bytes: 256 * MIB,
      'saturation_ratio memory': 0.5,
      container_oom_kills_total: 1,
      container_processes: 2,
      'saturation_ratio processes': 16 / 1_024,
      container_open_connections: 0,
    });
  });

  test('of a container of cgroup v1 knows the limit above it that it cannot see', async () => {
    const { said, series } = await onceOn(tree('v1'));
    expect(said).toEqual(['succeeded']);
    expect(series).toEqual({
      container_cpu_seconds_total: 98.5,
      container_cpu_limit_cores: 2,
      container_cpu_throttled_seconds_total: 1.5,
      container_memory_working_set_bytes: 384 * MIB,
      container_memory_limit_bytes: 768 * MIB,
      'saturation_ratio memory': 0.5,
      container_oom_kills_total: 1,
      container_processes: 2,
      'saturation_ratio processes': 0.23,
      container_open_connections: 3,
      'container_disk_io_bytes_total read': 4_096_000,
      'container_disk_io_bytes_total write': 8_192_000,
      'container_disk_io_operations_total read': 100,
      'container_disk_io_operations_total write': 200,
    });
  });

  test('of a hybrid machine finds each controller where it is', async () => {
    const { said, series } = await onceOn(tree('hybrid'));
    expect(said).toEqual(['succeeded']);
    expect(series).toEqual({
      container_cpu_seconds_total: 5.25,
      container_cpu_limit_cores: 1,
      container_cpu_throttled_seconds_total: 0,
      container_memory_working_set_bytes: 1_024 * MIB,
      container_memory_limit_bytes: 8_192 * MIB,
      'saturation_ratio memory': 0.125,
      container_oom_kills_total: 0,
      container_processes: 1,
      'saturation_ratio processes': 0.1,
      container_open_connections: 1,
      'container_disk_io_bytes_total read': 8_192,
      'container_disk_io_bytes_total write': 4_096,
      'container_disk_io_operations_total read': 2,
      'container_disk_io_operations_total write': 1,
    });
  });

  test('of a machine without cgroups is of the host', async () => {
    const { said, series } = await onceOn(tree('host_only'));
    expect(said).toEqual(['succeeded']);
    expect(series).toEqual({
      container_cpu_seconds_total: 135_327.63,
      container_cpu_limit_cores: 4,
      container_memory_working_set_bytes: 2_560 * MIB,
      container_memory_limit_bytes: 4_096 * MIB,
      'saturation_ratio memory': 0.625,
      container_oom_kills_total: 7,
      container_processes: 3,
      container_open_connections: 2,
      'container_disk_io_bytes_total read': (8_000 + 80 + 8) * 512,
      'container_disk_io_bytes_total write': (4_000 + 160 + 16) * 512,
      'container_disk_io_operations_total read': 1_000 + 10 + 1,
      'container_disk_io_operations_total write': 500 + 20 + 2,
    });
  });

  test('of malformed files leaves out what they would say, and names file and line', async () => {
    const { said, series } = await onceOn(await writableTree('v2_limited', 'malformed'));
    expect(said).toEqual([
      'problem cpu_limit: container_cpu_limit_cores is left out: /sys/fs/cgroup/cpu.max line 1: expected «quota period», found "150000".',
      'problem cpu_usage: container_cpu_seconds_total is left out: /sys/fs/cgroup/cpu.stat line 2: expected a name and a whole number, found "user_usec nine".',
      'problem cpu_throttling: container_cpu_throttled_seconds_total is left out: /sys/fs/cgroup/cpu.stat line 2: expected a name and a whole number, found "user_usec nine".',
      'problem memory_limit: container_memory_limit_bytes is left out: /sys/fs/cgroup/memory.max line 1: expected a whole number or "max", found "unlimited".',
      'problem oom_kills: container_oom_kills_total is left out: /sys/fs/cgroup/memory.events line 3: expected a name and a whole number, found "max".',
      'problem processes: container_processes is left out: /sys/fs/cgroup/cgroup.procs line 2: expected a process ID, found "seventeen".',
      'problem process_limit: saturation_ratio{resource="processes"} is left out: /sys/fs/cgroup/pids.max line 1: expected a whole number or "max", found "-1".',
      'problem connections: container_open_connections is left out: /proc/net/tcp line 3: expected «number: local remote state …», found "   1: 020011AC:1F90 somewhere 01".',
      'problem disk_io: container_disk_io_bytes_total and container_disk_io_operations_total are left out: /sys/fs/cgroup/io.stat line 2: expected «major:minor rbytes=… wbytes=… rios=… wios=…», found "253:0 rbytes=many wbytes=0 rios=0 wios=0".',
      'succeeded',
    ]);
    expect(series).toEqual({ container_memory_working_set_bytes: 300 * MIB });
  });

  test('of an unlimited v1 container takes the memory of the host for its limit', async () => {
    const root = await writableTree('v1');
    await change(root, {
      '/sys/fs/cgroup/memory/memory.stat':
        'total_inactive_file 0\nhierarchical_memory_limit 9223372036854771712\n',
    });
    const { series } = await onceOn(root);
    expect(series.container_memory_limit_bytes).toBe(16_384_000 * 1_024);
  });

  test('of a v1 container on a kernel that does not account for its I/O has no zero for it', async () => {
    const root = await writableTree('v1');
    await change(root, {
      '/sys/fs/cgroup/blkio/blkio.throttle.io_service_bytes_recursive': 'Total 0\n',
      '/sys/fs/cgroup/blkio/blkio.throttle.io_serviced_recursive': 'Total 0\n',
    });
    const { said, series } = await onceOn(root);
    expect(said).toEqual(['succeeded']);
    expect(Object.keys(series).filter((name) => name.includes('disk'))).toEqual([]);
  });

  test('of a quota beyond the CPUs that may be used counts those CPUs', async () => {
    const root = await writableTree('v2_limited');
    await change(root, { '/sys/fs/cgroup/cpu.max': '900000 100000\n' });
    expect((await onceOn(root)).series.container_cpu_limit_cores).toBe(4);
  });

  test('of limits of zero shows them full, not infinite', async () => {
    const root = await writableTree('v2_limited');
    await change(root, { '/sys/fs/cgroup/memory.max': '0\n', '/sys/fs/cgroup/pids.max': '0\n' });
    const { series } = await onceOn(root);
    expect(series['saturation_ratio memory']).toBe(1);
    expect(series['saturation_ratio processes']).toBe(1);
  });

  test('of a limit that cannot be read does not show the limit of the host', async () => {
    const root = await writableTree('v2_limited');
    // A directory in its place answers every read with an error, as a missing permission does.
    await change(root, { '/sys/fs/cgroup/memory.max': null, '/sys/fs/cgroup/memory.max/x': '' });
    const { said, series } = await onceOn(root);
    expect(said).toEqual([
      'problem memory_limit: container_memory_limit_bytes is left out: /sys/fs/cgroup/memory.max cannot be read (EISDIR).',
      'succeeded',
    ]);
    expect(series).not.toHaveProperty('container_memory_limit_bytes');
    expect(series).not.toHaveProperty('saturation_ratio memory');
  });

  test('of a cgroup without the cpu controller has no throttled time', async () => {
    const root = await writableTree('v2_limited');
    await change(root, { '/sys/fs/cgroup/cpu.stat': 'usage_usec 1000000\n', '/sys/fs/cgroup/cpu.max': null });
    const { said, series } = await onceOn(root);
    expect(said).toEqual(['succeeded']);
    expect(series).not.toHaveProperty('container_cpu_throttled_seconds_total');
    expect(series.container_cpu_limit_cores).toBe(4);
  });

  test('of a machine that is not Linux fails and says so', async () => {
    const { said, series } = await onceOn(await writableTree());
    expect(said).toEqual([
      'failed unreadable: Nothing can be read under /proc and /sys; the container source needs Linux.',
    ]);
    expect(series).toEqual({});
  });

  test('of a container without /sys/fs/cgroup is of the host, and says so', async () => {
    const root = await writableTree('host_only');
    await change(root, {
      '/proc/self/cgroup': '0::/\n',
      '/proc/self/mountinfo': '22 27 0:21 / /proc rw,relatime - proc proc rw\n',
    });
    const { said, series } = await onceOn(root);
    expect(said).toEqual([
      'problem cgroup: no cgroup file system is mounted, so the figures are those of the host and limits of a ' +
        'container, if there are any, are not known; mount /sys/fs/cgroup read-only.',
      'succeeded',
    ]);
    expect(series.container_cpu_limit_cores).toBe(4);
  });

  test('emits nothing that is not declared', async () => {
    const declared = new Set<string>(container.metrics.map(({ name }) => name));
    for (const name of ['v2_limited', 'v1', 'host_only']) {
      const { series } = await onceOn(tree(name));
      for (const one of Object.keys(series)) expect(declared).toContain(one.split(' ')[0]);
    }
  });
});

describe('a later reading', () => {
  test('relates CPU usage since the one before to the limit', async () => {
    const root = await writableTree('v2_limited');
    const { machine, look: read, series } = look(root);
    await read();
    expect(await series()).not.toHaveProperty('saturation_ratio cpu');
    await change(root, { '/sys/fs/cgroup/cpu.stat': 'usage_usec 15500000\nthrottled_usec 2500000\n' });
    machine.seconds += 4;
    await read();
    const now = await series();
    // 3 CPU seconds in 4 seconds are 0.75 cores, of 1.5.
    expect(now['saturation_ratio cpu']).toBe(0.5);
    expect(now.container_cpu_seconds_total).toBe(15.5);
    expect(now.container_cpu_throttled_seconds_total).toBe(2.5);
  });

  test('caps saturation at 1 where a burst exceeds the quota', async () => {
    const root = await writableTree('v2_limited');
    const { machine, look: read, series } = look(root);
    await read();
    await change(root, { '/sys/fs/cgroup/cpu.stat': 'usage_usec 22500000\n' });
    machine.seconds += 4;
    await read();
    expect((await series())['saturation_ratio cpu']).toBe(1);
  });

  test('takes falling counters for a restart, and has no CPU saturation for that interval', async () => {
    const root = await writableTree('v2_limited');
    const { machine, look: read, series } = look(root);
    await read();
    machine.seconds += 4;
    await read();
    expect((await series())['saturation_ratio cpu']).toBe(0);
    await change(root, {
      '/sys/fs/cgroup/cpu.stat': 'usage_usec 500000\nthrottled_usec 0\n',
      '/sys/fs/cgroup/memory.events': 'oom_kill 1\n',
    });
    machine.seconds += 4;
    await read();
    const now = await series();
    expect(now.container_cpu_seconds_total).toBe(13);
    expect(now.container_cpu_throttled_seconds_total).toBe(2.25);
    expect(now.container_oom_kills_total).toBe(3);
    expect(now).not.toHaveProperty('saturation_ratio cpu');
  });

  test('keeps disk counters when a disk is detached, and goes on when it comes back', async () => {
    const root = await writableTree('v2_limited');
    const { look: read, series } = look(root);
    const io = (rows: string) => change(root, { '/sys/fs/cgroup/io.stat': rows });
    await io('8:0 rbytes=100 wbytes=0 rios=1 wios=0\n8:16 rbytes=1000 wbytes=0 rios=2 wios=0\n');
    await read();
    await io('8:0 rbytes=150 wbytes=0 rios=2 wios=0\n');
    await read();
    expect((await series())['container_disk_io_bytes_total read']).toBe(1_150);
    await io('8:0 rbytes=150 wbytes=0 rios=2 wios=0\n8:16 rbytes=1200 wbytes=0 rios=3 wios=0\n');
    await read();
    const now = await series();
    expect(now['container_disk_io_bytes_total read']).toBe(1_350);
    expect(now['container_disk_io_operations_total read']).toBe(5);
  });

  test('reports a missing file once, and again only after it was there', async () => {
    const root = await writableTree('v2_limited');
    const { look: read, said, series } = look(root);
    const missing =
      'problem oom_kills: container_oom_kills_total is left out: /sys/fs/cgroup/memory.events does not exist; ' +
      'enable the memory controller for this container.';
    await change(root, { '/sys/fs/cgroup/memory.events': null });
    await read();
    await read();
    expect(said).toEqual([missing, 'succeeded', 'succeeded']);
    expect(await series()).not.toHaveProperty('container_oom_kills_total');
    await change(root, { '/sys/fs/cgroup/memory.events': 'oom_kill 4\n' });
    await read();
    expect((await series()).container_oom_kills_total).toBe(4);
    await change(root, { '/sys/fs/cgroup/memory.events': null });
    await read();
    expect(said.slice(3)).toEqual(['succeeded', missing, 'succeeded']);
  });

  test('removes a gauge that is no longer known', async () => {
    const root = await writableTree('v2_limited');
    const { look: read, series } = look(root);
    await read();
    await change(root, { '/sys/fs/cgroup/memory.current': null });
    await read();
    const now = await series();
    expect(now).not.toHaveProperty('container_memory_working_set_bytes');
    expect(now).not.toHaveProperty('saturation_ratio memory');
    expect(now.container_memory_limit_bytes).toBe(512 * MIB);
  });
});

describe('a given cgroup', () => {
  const SCOPE = '/sys/fs/cgroup/kubepods.slice/kubepods-pod7f3a.slice/cri-containerd-11aa.scope';

  test('is watched with the limits above it and the connections of its own network namespace', async () => {
    const root = await writableTree('v2_nested');
    await change(root, { '/proc/self/cgroup': '0::/\n' });
    const { series } = await onceOn(root, { cgroup: `${SCOPE}/` });
    expect(series.container_cpu_seconds_total).toBe(7.5);
    expect(series.container_cpu_limit_cores).toBe(0.5);
    expect(series.container_memory_limit_bytes).toBe(256 * MIB);
    // Process 4242 has ended; 4243 still shows the namespace.
    expect(series.container_open_connections).toBe(2);
  });

  test('without processes has no connections to know of', async () => {
    const root = await writableTree('v2_nested');
    await change(root, { [`${SCOPE}/cgroup.procs`]: '0\n' });
    const { said, series } = await onceOn(root, { cgroup: SCOPE });
    expect(said).toContain(
      `problem connections: container_open_connections is left out: ${SCOPE} has no process whose ` +
        '/proc/<pid>/net/tcp can be seen; its connections are known only while a process runs in it, and only ' +
        'where the exporter shares the PID namespace of the host.',
    );
    expect(series).not.toHaveProperty('container_open_connections');
    expect(series.container_processes).toBe(1);
  });

  test('that is the root cgroup is the whole host', async () => {
    const root = await writableTree('v2_unlimited');
    await change(root, { '/proc/2/net/tcp': '  sl  local_address rem_address   st \n' });
    const { series } = await onceOn(root, { cgroup: '/sys/fs/cgroup' });
    // (400 + 100) ticks of 1/100 s.
    expect(series.container_cpu_seconds_total).toBe(5);
    expect(series.container_memory_working_set_bytes).toBe((8_192 - 4_096 - 512) * MIB);
    expect(series.container_open_connections).toBe(0);
  });

  test('that does not exist fails, and is looked for again', async () => {
    const root = await writableTree('v2_nested');
    const { look: read, said, series } = look(root, { cgroup: '/sys/fs/cgroup/system.slice/app.service' });
    const missing =
      'failed cgroup: Nothing is read: the cgroup /sys/fs/cgroup/system.slice/app.service does not exist; start ' +
      'the service it belongs to, or correct "cgroup" of this source ("ls /sys/fs/cgroup/system.slice" shows ' +
      'what is there).';
    await read();
    expect(await series()).toEqual({});
    const service = '/sys/fs/cgroup/system.slice/app.service';
    await change(root, {
      '/sys/fs/cgroup/system.slice/cgroup.controllers': 'memory\n',
      [`${service}/cgroup.controllers`]: '\n',
      [`${service}/cgroup.events`]: 'populated 1\n',
      [`${service}/cpu.stat`]: 'usage_usec 2000000\n',
    });
    await read();
    expect((await series()).container_cpu_seconds_total).toBe(2);
    await change(root, { [service]: null });
    await read();
    // What it used stays; what it uses is not known.
    expect(await series()).toEqual({ container_cpu_seconds_total: 2 });
    expect(said.filter((one) => !one.startsWith('problem'))).toEqual([missing, 'succeeded', missing]);
  });

  test('has no CPU saturation over a time in which it was gone', async () => {
    const root = await writableTree('v2_nested');
    const { machine, look: read, series } = look(root, { cgroup: SCOPE });
    const appear = (controllers: string | null) =>
      change(root, { [`${SCOPE}/cgroup.controllers`]: controllers });
    await read();
    machine.seconds += 4;
    await read();
    expect((await series())['saturation_ratio cpu']).toBe(0);
    await appear(null);
    machine.seconds += 4;
    await read();
    await appear('cpu memory pids\n');
    machine.seconds += 4;
    await read();
    expect(await series()).not.toHaveProperty('saturation_ratio cpu');
    machine.seconds += 4;
    await read();
    expect((await series())['saturation_ratio cpu']).toBe(0);
  });

  test('that is no cgroup fails', async () => {
    const { said } = await onceOn(tree('v1'), { cgroup: '/sys/fs/cgroup/memory' });
    expect(said).toEqual([
      'failed cgroup: Nothing is read: /sys/fs/cgroup/memory is not a cgroup v2 directory, for it has no ' +
        'cgroup.controllers; correct "cgroup" of this source ("findmnt -t cgroup2" shows where cgroups are mounted).',
    ]);
  });
});

describe('the running source', () => {
  test('has caught up after the first reading, looks again, and does nothing once it is stopped', async () => {
    const machine = machineAt(await writableTree('v2_limited'));
    const { context, said, series } = observedContext();
    const running = await startOn(machine, { ...CONFIG, interval: 100 }, context);
    await running.caughtUp;
    expect(said).toEqual(['succeeded']);
    expect((await series()).container_cpu_seconds_total).toBe(12.5);
    await vi.waitFor(() => expect(said.length).toBeGreaterThan(1), { timeout: 10_000 });
    await running.stop();
    const until = said.length;
    await pause(350);
    expect(said.length).toBe(until);
  });

  test('has caught up even where the first reading fails, and can be stopped at once and twice', async () => {
    const { context, said } = observedContext();
    const machine = machineAt(tree('v1'));
    const running = await startOn(machine, { ...CONFIG, cgroup: '/absent' }, context);
    await Promise.all([running.stop(), running.stop(), running.caughtUp]);
    expect(said).toHaveLength(1);
  });

  test('does not start where another metric has one of its names', async () => {
    const { context } = observedContext();
    context.metrics.gauge({ name: 'container_processes', type: 'gauge', help: 'Other.', labels: [] });
    await expect(start(CONFIG, context)).rejects.toThrow(
      'The metric container_processes is declared twice: as gauge{} «Other.» and as gauge{service} ' +
        '«Processes in the container.». Rename one of them.',
    );
  });

  test.runIf(process.platform === 'linux')('reads plausible figures of the machine it runs on', async () => {
    const { context, said, series } = observedContext();
    const running = await start({ ...CONFIG, interval: 100 }, context);
    try {
      await running.caughtUp;
      const first = await series();
      const reported = said.filter((one) => one.startsWith('failed'));
      expect(reported).toEqual([]);
      expect(first.container_cpu_limit_cores).toBeGreaterThan(0);
      expect(first.container_memory_working_set_bytes).toBeGreaterThan(0);
      expect(first.container_memory_limit_bytes).toBeGreaterThanOrEqual(
        first.container_memory_working_set_bytes ?? Number.NaN,
      );
      expect(first.container_memory_limit_bytes).toBeLessThanOrEqual(totalmem());
      expect(first.container_processes).toBeGreaterThan(0);
      expect(first.container_open_connections).toBeGreaterThanOrEqual(0);

      const before = process.cpuUsage();
      const used = () => {
        const { user, system } = process.cpuUsage(before);
        return (user + system) / 1e6;
      };
      while (used() < 0.5) Math.sqrt(Math.random());
      await vi.waitFor(
        async () => {
          const now = await series();
          const grown = (now.container_cpu_seconds_total ?? 0) - (first.container_cpu_seconds_total ?? 0);
          // The host's own clock has ticks of 10 ms.
          expect(grown).toBeGreaterThan(0.45);
          expect(now['saturation_ratio cpu']).toBeGreaterThanOrEqual(0);
          expect(now['saturation_ratio cpu']).toBeLessThanOrEqual(1);
        },
        { timeout: 10_000 },
      );
    } finally {
      await running.stop();
    }
  });
});
