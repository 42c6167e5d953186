import { describe, expect, test } from 'vitest';
import {
  type CgroupLocation,
  type Controller,
  locateGivenCgroup,
  locateOwnCgroup,
} from './cgroup_location.ts';
import { Files } from './files.ts';
import { Problem } from './problem.ts';
import { change, tree, writableTree } from './testing.ts';

const REMEDY = 'mount /sys/fs/cgroup of this container read-only, or name a directory with "cgroup"';

async function located(root: string): Promise<CgroupLocation> {
  const location = await locateOwnCgroup(new Files(root));
  if (location instanceof Problem) throw new Error(location.sentence);
  return location;
}

async function unified(cgroup: string, mounts: readonly string[], cgroups: readonly string[]) {
  const root = await writableTree();
  await change(root, {
    '/proc/self/cgroup': `${cgroup}\n`,
    '/proc/self/mountinfo': `${mounts.join('\n')}\n`,
  });
  for (const directory of cgroups) {
    await change(root, { [`${directory}/cgroup.procs`]: '', [`${directory}/cgroup.events`]: '' });
  }
  const location = await locateOwnCgroup(new Files(root));
  return location instanceof Problem ? location.sentence : location.places.memory;
}

describe('the own cgroup', () => {
  test('lies in the root of the mount within a cgroup namespace of its own', async () => {
    const { places } = await located(tree('v2_limited'));
    const place = { kind: 'v2', directory: '/sys/fs/cgroup', top: '/sys/fs/cgroup' };
    expect(places).toEqual({
      cpu: place,
      cpuacct: place,
      cpuset: place,
      memory: place,
      pids: place,
      blkio: place,
    });
  });

  test('lies below the mount within the namespace of the host', async () => {
    const { places } = await located(tree('v2_nested'));
    expect(places.memory).toEqual({
      kind: 'v2',
      directory: '/sys/fs/cgroup/kubepods.slice/kubepods-pod7f3a.slice/cri-containerd-11aa.scope',
      top: '/sys/fs/cgroup',
    });
  });

  test('of v1 is relative to the cgroup that is mounted', async () => {
    const { places } = await located(tree('v1'));
    const cpu = { kind: 'v1', directory: '/sys/fs/cgroup/cpu,cpuacct', top: '/sys/fs/cgroup/cpu,cpuacct' };
    expect(places.cpu).toEqual(cpu);
    expect(places.cpuacct).toEqual(cpu);
    expect(places.memory).toEqual({
      kind: 'v1',
      directory: '/sys/fs/cgroup/memory',
      top: '/sys/fs/cgroup/memory',
    });
  });

  test('of a hybrid machine is on v2 only for controllers that v1 does not have', async () => {
    const { places } = await located(tree('hybrid'));
    const kinds = Object.entries(places).map(([controller, place]) => [
      controller,
      place !== null && 'kind' in place ? place.kind : place,
    ]);
    expect(Object.fromEntries(kinds)).toEqual({
      cpu: 'v1',
      cpuacct: 'v1',
      // The exporter is in the root cgroup of this hierarchy.
      cpuset: 'host',
      memory: 'v1',
      pids: 'v2',
      blkio: 'v2',
    } satisfies Record<Controller, string>);
  });

  test('is the host where the kernel has no cgroups', async () => {
    const { places, notice } = await located(tree('host_only'));
    expect(places.memory).toEqual({ kind: 'host' });
    expect(notice).toBeNull();
  });

  test('is read where more of the cgroups above it can be seen', async () => {
    const found = await unified(
      '0::/pod/app',
      [
        '35 26 0:30 /pod/app /own rw - cgroup2 cgroup2 rw',
        '36 26 0:30 / /all\\040of\\040it rw - cgroup2 cgroup2 rw',
      ],
      ['/own', '/all of it/pod/app'],
    );
    expect(found).toEqual({ kind: 'v2', directory: '/all of it/pod/app', top: '/all of it' });
  });

  test('is read at another mount where one lies hidden below a later mount', async () => {
    const found = await unified(
      '0::/pod/app',
      ['35 26 0:30 / /hidden rw - cgroup2 cgroup2 rw', '36 26 0:30 /pod /pod rw - cgroup2 cgroup2 rw'],
      ['/pod/app'],
    );
    expect(found).toEqual({ kind: 'v2', directory: '/pod/app', top: '/pod' });
  });

  test('is not mistaken for one whose name begins the same', async () => {
    const found = await unified(
      '0::/pod-2',
      ['35 26 0:30 /pod /sys/fs/cgroup rw - cgroup2 cgroup2 rw'],
      ['/sys/fs/cgroup', '/sys/fs/cgroup-2', '/sys/fs/cgroup/-2'],
    );
    expect(found).toBe(
      `cgroup v2 has the exporter in /pod-2, which cannot be seen (/sys/fs/cgroup shows /pod); ${REMEDY}`,
    );
  });

  test('outside of its cgroup namespace cannot be seen', async () => {
    const found = await unified(
      '0::/../other',
      ['35 26 0:30 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw'],
      ['/sys/fs/cgroup', '/sys/fs/other'],
    );
    expect(found).toBe(
      `cgroup v2 has the exporter in /../other, which cannot be seen (/sys/fs/cgroup shows /); ${REMEDY}`,
    );
  });

  test('cannot be seen in a mount from above its namespace, whose names are not known', async () => {
    const found = await unified('0::/', ['35 26 0:30 /../.. /host rw - cgroup2 cgroup2 rw'], ['/host']);
    expect(found).toBe(
      `cgroup v2 has the exporter in /, which cannot be seen (/host shows /../..); ${REMEDY}`,
    );
  });

  test('of v1 is told controller by controller where only some are mounted', async () => {
    const root = await writableTree('v1');
    await change(root, { '/sys/fs/cgroup/blkio/cgroup.procs': null });
    const { places } = await located(root);
    expect(places.memory).toHaveProperty('kind', 'v1');
    expect(places.blkio).toEqual(
      new Problem(
        'the blkio hierarchy of cgroup v1 has the exporter in /docker/3f4e, which cannot be seen ' +
          `(/sys/fs/cgroup/blkio shows /docker/3f4e); ${REMEDY}`,
      ),
    );
  });

  test('has no place for a controller that no mounted hierarchy has', async () => {
    const root = await writableTree('v1');
    await change(root, {
      '/proc/self/cgroup': '10:memory:/docker/3f4e\n0::/system.slice/containerd.service\n',
    });
    const { places } = await located(root);
    expect(places.pids).toBeNull();
    expect(places.memory).toHaveProperty('kind', 'v1');
  });

  test('is not guessed from malformed files', async () => {
    const root = await writableTree('v2_limited');
    await change(root, { '/proc/self/mountinfo': '680 550 0:54 / /\n' });
    expect(await locateOwnCgroup(new Files(root))).toEqual(
      new Problem('/proc/self/mountinfo line 1: expected a mount as in proc(5), found "680 550 0:54 / /"'),
    );
    await change(root, { '/proc/self/cgroup': 'none\n' });
    expect(await locateOwnCgroup(new Files(root))).toEqual(
      new Problem('/proc/self/cgroup line 1: expected «hierarchy:controllers:/path», found "none"'),
    );
  });
});

describe('a given cgroup', () => {
  test('has the cgroups above it up to where the file system is mounted', async () => {
    const given = '/sys/fs/cgroup/unified/system.slice/../system.slice/app.service/';
    expect(await locateGivenCgroup(new Files(tree('hybrid')), given)).toHaveProperty('places.memory', {
      kind: 'v2',
      directory: '/sys/fs/cgroup/unified/system.slice/app.service',
      top: '/sys/fs/cgroup/unified',
    });
  });
});
