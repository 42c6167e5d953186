import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseQuota } from './cgroup_v1.ts';
import { parseCpuMax } from './cgroup_v2.ts';
import { parseBlkio, parseDiskstats, parseIoStat } from './disk_io.ts';
import type { Parser } from './files.ts';
import { parseCpuTimes } from './host.ts';
import { parseCount, parseCpuList, parseFlatKeyed, parseLimit, parseMeminfo } from './parse.ts';
import { Problem } from './problem.ts';
import { parseEstablished } from './proc_net.ts';
import { parseCgroupMounts, parseMemberships } from './proc_self.ts';
import { parseProcesses } from './processes.ts';

const PARSERS: Record<string, Parser<unknown>> = {
  parseBlkio,
  parseCgroupMounts,
  parseCount,
  parseCpuList,
  parseCpuMax,
  parseCpuTimes,
  parseDiskstats,
  parseEstablished,
  parseFlatKeyed,
  parseIoStat,
  parseLimit,
  parseMeminfo,
  parseMemberships,
  parseProcesses,
  parseQuota,
};

// Whole lines of the formats, so that most texts are nearly well-formed.
const LINES = [
  '',
  '0',
  '42',
  '-1',
  'max',
  'max 100000',
  '150000 100000',
  '150000 0',
  '0-3,8',
  '3-0',
  'usage_usec 12',
  'MemTotal:       16384000 kB',
  'cpu  1 2 3 4 5 6 7 8 9 0',
  'cpu0 1 2 3 4 5 6 7',
  'cpu0 1 2 3',
  '8:0 rbytes=1 wbytes=2 rios=3 wios=4',
  '8:0 rbytes=1=1',
  '8:0 ',
  '(unknown) rbytes=1',
  '8:0 Read 1',
  'Total 1',
  '   8       0 sda 1 2 3 4 5 6 7 8 9 10 11',
  '0::/',
  '4:memory:/a/b',
  '35 26 0:30 / /sys/fs/cgroup rw shared:9 - cgroup2 cgroup2 rw',
  '  sl  local_address rem_address   st',
  '   0: 0100007F:0050 00000000:0000 01 00000000:00000000',
];
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.oneof(fc.constantFrom(...LINES), fc.string())).map((lines) => lines.join('\n')),
);

function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  if (value instanceof Map) return [...value.values()].flatMap(numbersIn);
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(numbersIn);
  return [];
}

describe('whatever the text', () => {
  for (const [name, parse] of Object.entries(PARSERS)) {
    test(`${name} does not throw: it answers finite numbers, or a problem that names the file`, () => {
      fc.assert(
        fc.property(anyText, (text) => {
          const answer = parse(text, '/the/file');
          if (answer instanceof Problem)
            expect(answer.sentence).toMatch(/^\/the\/file (?:line \d+: |has no )/);
          else for (const number of numbersIn(answer)) expect(number).toSatisfy(isFiniteAndNotNegative);
        }),
        { numRuns: 300 },
      );
    });
  }
});

function isFiniteAndNotNegative(number: number): boolean {
  return Number.isFinite(number) && number >= 0;
}

function sentence(answer: unknown): string {
  return answer instanceof Problem ? answer.sentence : `no problem but ${String(answer)}`;
}

describe('files of one value', () => {
  test('a count is a whole number of at most 64 bits', () => {
    expect(parseCount('419430400\n', 'f')).toBe(419_430_400);
    expect(parseCount('18446744073709551615\n', 'f')).toBe(2 ** 64);
    expect(sentence(parseCount('-3\n', 'f'))).toBe('f line 1: expected a whole number, found "-3"');
    expect(sentence(parseCount('', 'f'))).toBe('f line 1: expected a whole number, found ""');
    expect(sentence(parseCount('1\n2\n', 'f'))).toBe('f line 1: expected a whole number, found "1\\n2"');
  });

  test('a limit may be "max", which is none', () => {
    expect(parseLimit('max\n', 'f')).toBeNull();
    expect(parseLimit('512\n', 'f')).toBe(512);
  });

  test('a v2 quota is cores', () => {
    expect(parseCpuMax('max 100000\n', 'f')).toBeNull();
    expect(parseCpuMax('50000 100000\n', 'f')).toBe(0.5);
    expect(sentence(parseCpuMax('50000 0\n', 'f'))).toBe(
      'f line 1: expected «quota period», found "50000 0"',
    );
  });

  test('a v1 quota of -1 is none', () => {
    expect(parseQuota('-1\n', 'f')).toBeNull();
    expect(parseQuota('200000\n', 'f')).toBe(200_000);
    expect(sentence(parseQuota('0\n', 'f'))).toBe(
      'f line 1: expected a positive whole number or -1, found "0"',
    );
  });

  test('a list of CPUs is counted', () => {
    expect(parseCpuList('0\n', 'f')).toBe(1);
    expect(parseCpuList('0-3,8,10-11\n', 'f')).toBe(7);
    expect(parseCpuList('\n', 'f')).toBeNull();
    expect(sentence(parseCpuList('3-1\n', 'f'))).toBe(
      'f line 1: expected a list of CPUs such as "0-3,8", found "3-1"',
    );
  });

  test('a problem quotes no more than 80 characters of a line', () => {
    expect(sentence(parseCount('x'.repeat(200), 'f'))).toBe(
      `f line 1: expected a whole number, found "${'x'.repeat(80)}…"`,
    );
  });
});

describe('files of many values', () => {
  test('memory is in bytes, and what has no unit is a count', () => {
    expect(parseMeminfo('MemTotal:       16384000 kB\nHugePages_Total:       3\n', 'f')).toEqual(
      new Map([
        ['MemTotal', 16_777_216_000],
        ['HugePages_Total', 3],
      ]),
    );
    expect(sentence(parseMeminfo('MemTotal:       1 kB\nMemFree: 1 MB\n', 'f'))).toBe(
      'f line 2: expected a name, a colon and a whole number of kB, found "MemFree: 1 MB"',
    );
  });

  test('CPU time of the host is without idle time, waiting for I/O and time stolen by a hypervisor', () => {
    const stat = 'cpu  100 200 300 9999 9999 40 5 9999 7 7\ncpu0 1 2 3 4 5 6 7\ncpu1 1 2 3 4 5 6 7\nintr 5\n';
    expect(parseCpuTimes(stat, 'f')).toEqual({ busySeconds: 6.45, cpus: 2 });
    expect(sentence(parseCpuTimes('intr 5\n', 'f'))).toBe('f has no line «cpu»');
    expect(sentence(parseCpuTimes('intr 5\ncpu  1 2 3\n', 'f'))).toBe(
      'f line 2: expected «cpu» and at least 7 whole numbers, found "cpu  1 2 3"',
    );
  });

  test('memberships name controllers, and v2 has none', () => {
    expect(parseMemberships('8:cpu,cpuacct:/docker/a:b\n1:name=systemd:/\n0::/x\n', 'f')).toEqual([
      { controllers: ['cpu', 'cpuacct'], path: '/docker/a:b' },
      { controllers: ['name=systemd'], path: '/' },
      { controllers: [], path: '/x' },
    ]);
    expect(sentence(parseMemberships('0::/\nmemory\n', 'f'))).toBe(
      'f line 2: expected «hierarchy:controllers:/path», found "memory"',
    );
  });

  test('mounts may have any number of optional fields, an empty source and escaped names', () => {
    const mounts = [
      '22 27 0:21 / /proc rw,relatime - proc proc rw',
      '35 26 0:30 /a\\040b /sys/fs/cgroup rw,nosuid shared:9 master:3 - cgroup2  rw,nsdelegate',
      '36 26 0:31 / /sys/fs/cgroup/cpu,cpuacct ro - cgroup cgroup rw,cpu,cpuacct',
      '',
    ];
    expect(parseCgroupMounts(mounts.join('\n'), 'f')).toEqual([
      { version: 2, root: '/a b', mountPoint: '/sys/fs/cgroup', options: ['rw', 'nsdelegate'] },
      {
        version: 1,
        root: '/',
        mountPoint: '/sys/fs/cgroup/cpu,cpuacct',
        options: ['rw', 'cpu', 'cpuacct'],
      },
    ]);
    expect(sentence(parseCgroupMounts('22 27 0:21 / /proc rw\n', 'f'))).toBe(
      'f line 1: expected a mount as in proc(5), found "22 27 0:21 / /proc rw"',
    );
  });

  test('connections in other states than ESTABLISHED do not count', () => {
    const header = '  sl  local_address rem_address   st tx_queue rx_queue\n';
    const socket = (state: string) => `   0: 0100007F:0050 0100007F:C001 ${state} 00000000:00000000\n`;
    const states = ['01', '02', '03', '04', '05', '06', '07', '08', '09', '0A', '0B', '0C'];
    expect(parseEstablished(header + states.map(socket).join(''), 'f')).toBe(1);
    expect(sentence(parseEstablished(socket('01'), 'f'))).toBe(
      'f line 1: expected the header «sl local_address …», found "   0: 0100007F:0050 0100007F:C001 01 00000000:00000000"',
    );
  });
});
