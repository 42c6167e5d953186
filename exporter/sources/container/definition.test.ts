import { expect, test } from 'vitest';
import { containerConfig } from './definition.ts';

test('the interval is five seconds unless given', () => {
  expect(containerConfig.parse({ type: 'container' })).toEqual({ type: 'container', interval: 5_000 });
  expect(containerConfig.parse({ type: 'container', interval: '250ms' }).interval).toBe(250);
});

test('an interval that would keep a CPU busy, or that no timer can wait for, is refused', () => {
  for (const interval of ['99ms', '61m', '52w']) {
    const { error } = containerConfig.safeParse({ type: 'container', interval });
    expect(error?.issues.map(({ message }) => message)).toEqual(['an interval between "100ms" and "1h"']);
  }
});

test('a relative cgroup is refused', () => {
  const { error } = containerConfig.safeParse({ type: 'container', cgroup: 'system.slice/app.service' });
  expect(error?.issues.map(({ message }) => message)).toEqual([
    'an absolute path such as /sys/fs/cgroup/system.slice/app.service',
  ]);
});
