import { appendFile, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { accessLine } from '../../../tests/support/log_lines.ts';
import { logsUnderTest } from './testing.ts';

describe.concurrent('the log source', () => {
  test('counts what it cannot use by reason, and throws nothing', async (context) => {
    const logs = await logsUnderTest(context);
    const file = join(logs.directory, 'access.json');
    await writeFile(file, '');
    await logs.start();
    await appendFile(file, `${accessLine(0)}no json\n{"level":"INFO"}\n${accessLine(1, { status: 700 })}\n`);
    await logs.hasRead(4);
    expect(await logs.value('http_requests_total')).toBe(1);
    for (const reason of ['not_in_format', 'not_a_request', 'bad_status']) {
      expect(await logs.value('goldwatch_log_lines_rejected_total', { reason }), reason).toBe(1);
    }
  });

  test('goes on with count, sum and buckets of before a restart', async (context) => {
    const logs = await logsUnderTest(context);
    const file = join(logs.directory, 'access.json');
    await writeFile(file, '');
    await logs.start();
    await appendFile(
      file,
      accessLine(0, { duration_ms: 30 }) + accessLine(1, { duration_ms: 3_000, status: 500 }),
    );
    await logs.hasRead(2);
    await logs.stop();
    await logs.start();
    await appendFile(file, accessLine(2, { duration_ms: 40 }));
    await logs.hasRead(3);
    expect(await logs.value('http_request_duration_seconds_count')).toBe(3);
    expect(await logs.value('http_request_duration_seconds_sum')).toBeCloseTo(3.07, 12);
    expect(await logs.value('http_request_duration_seconds_bucket', { le: '0.05', status: '200' })).toBe(2);
    expect(await logs.value('http_requests_total', { status: '500' })).toBe(1);
  });

  test('has saved where it begins before it is ready, so that a crash in its first second loses nothing', async (context) => {
    const logs = await logsUnderTest(context);
    await writeFile(join(logs.directory, 'access.json'), accessLine(0));
    await logs.start();
    const saved = JSON.parse(await readFile(join(logs.directory, 'state/checkpoint.json'), 'utf8')) as {
      files: { offset: number }[];
    };
    expect(saved.files.map(({ offset }) => offset)).toEqual([accessLine(0).length]);
  });

  test.for([
    { what: 'a file cannot be looked at', link: 'loop.json', files: ['*.json'], call: 'stat' },
    {
      what: 'a directory cannot',
      link: 'loop',
      files: ['loop/[a]*/*.json', 'later/a.json', '*.json'],
      call: 'access',
    },
  ])('says where $what, and reads on', async ({ link, files, call }, context) => {
    const logs = await logsUnderTest(context);
    const loop = join(logs.directory, link);
    await symlink(loop, loop);
    await logs.start({ files });
    await writeFile(join(logs.directory, 'access.json'), accessLine(0));
    await logs.hasRead(1);
    const problem = `problem unreadable: The log file ${loop} cannot be read: ELOOP: too many symbolic links encountered, ${call} '${loop}'.`;
    expect(new Set(logs.reports)).toEqual(new Set([problem]));
  });

  test('counts routes beyond routes_limit as <other>, and says how many', async (context) => {
    const logs = await logsUnderTest(context);
    const file = join(logs.directory, 'access.json');
    await writeFile(file, '');
    await logs.start({ routes_limit: 2 });
    await appendFile(
      file,
      ['/a', '/b', '/c', '/d', '/a'].map((path, index) => accessLine(index, { path })).join(''),
    );
    await logs.hasRead(5);
    expect(await logs.value('http_requests_total', { route: '<other>' })).toBe(2);
    expect(await logs.value('http_requests_total', { route: '/a' })).toBe(2);
    expect(await logs.value('goldwatch_log_routes_folded_total')).toBe(2);
  });

  test('does not start on a damaged state, and says what to do', async (context) => {
    const logs = await logsUnderTest(context);
    const path = join(logs.directory, 'state/checkpoint.json');
    await mkdir(join(logs.directory, 'state'));
    for (const damaged of ['', '{', '{"version":1}', '{"version":99}']) {
      await writeFile(path, damaged);
      await expect(logs.start()).rejects.toThrow(
        new Error(
          `The state file ${path} is damaged or of another version. Move it away to start counting afresh at the end of the logs; ` +
            'Prometheus takes that for a restart of the counters.',
        ),
      );
    }
  });

  test('reports a folder that it cannot list, and goes on when it can', async (context) => {
    const logs = await logsUnderTest(context);
    await writeFile(join(logs.directory, 'file'), 'no folder');
    await logs.start({ files: ['later/*.json'] });
    await mkdir(join(logs.directory, 'later'));
    await writeFile(join(logs.directory, 'later/access.json'), accessLine(0));
    await logs.hasRead(1);
  });
});
