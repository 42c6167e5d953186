import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { answerOf, exporterUnderTest } from '../testing.ts';

const LOGS = { type: 'logs', files: ['app.json'], errors: { type: '$.type', stack: '$.stack' } };

async function withErrors(...lines: readonly object[]) {
  const under = await exporterUnderTest({ sources: [LOGS] }, { files: { 'app.json': '' } });
  await under.exporter.ready;
  const text = lines.map((line) => `${JSON.stringify({ level: 'ERROR', ...line })}\n`).join('');
  await appendFile(join(under.directory, 'app.json'), text);
  const errors = async (query = '') => {
    const { status, body } = await answerOf(fetch(`${under.url}/v1/errors${query}`));
    return { status, body: JSON.parse(body) };
  };
  return errors;
}

test('errors are listed by group, the newest first, with one sample without secrets', async () => {
  const errors = await withErrors(
    { type: 'ValueError', message: 'User 1 has password=hunter2', stack: '    at load (/app/users.js:10:3)' },
    { type: 'ValueError', message: 'User 2 has password=other', stack: '    at load (/app/users.js:11:3)' },
    { type: 'KeyError', message: 'no such key' },
  );
  const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  const group = { source: 'logs', service: 'demo-api', fingerprint: expect.stringMatching(/^[0-9a-f]{12}$/) };
  await vi.waitFor(async () => expect((await errors()).body.groups).toBe(2), 10_000);
  const { status, body } = await errors();
  expect(status).toBe(200);
  expect(body.errors).toHaveLength(2);
  expect(body.errors).toContainEqual({
    ...group,
    type: 'KeyError',
    message: 'no such key',
    frame: '',
    count: 1,
    first_seen: time,
    last_seen: time,
    sample: 'no such key',
  });
  expect(JSON.stringify(body)).not.toContain('hunter2');
  expect((await errors('?limit=1')).body).toMatchObject({ groups: 2, errors: [{ source: 'logs' }] });
});

test.each(['0', '1001', 'all', '1.5'])('a limit of %s is refused', async (limit) => {
  const errors = await withErrors();
  expect(await errors(`?limit=${limit}`)).toEqual({
    status: 400,
    body: { error: 'limit is a whole number from 1 to 1000.' },
  });
});

test('where nothing was logged there are no groups', async () => {
  const errors = await withErrors();
  expect(await errors()).toEqual({ status: 200, body: { groups: 0, errors: [] } });
});
