import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startExample } from '../testing.ts';

test('times, failures and errors are counted from lines of structlog, by the names that it gives them', async () => {
  const example = await startExample(import.meta.dirname);

  await example.run('/usr/bin/python3', 'agents.py');

  await example.has('chat_requests_total', {}, 1);
  await example.has('agent_execution_seconds_sum', { agent_name: 'router' }, 1);
  await example.has('agent_execution_seconds_count', { agent_name: 'router' }, 2);
  await example.has('agent_failures_total', { agent_name: 'router' }, 1);
  await example.has('application_errors_total', { error_type: 'TimeoutError' }, 2);
});

test('requests, slow ones and errors are counted from the log, which holds no secret', async () => {
  const example = await startExample(import.meta.dirname);

  await example.run(process.execPath, 'app.ts');

  await example.has('http_requests_total', { status: '200' }, 4);
  await example.has('http_requests_total', { route: '/users/:id', status: '200' }, 3);
  await example.has('http_requests_total', { route: '/test-error/:id', status: '500' }, 2);
  await example.has('slow_requests_total', { route: '/report' }, 1);
  await example.has('application_errors_total', { error_type: 'RangeError' }, 2);
  const { errors } = (await (await fetch(`${example.url}/v1/errors`)).json()) as { errors: object[] };
  expect(errors).toMatchObject([{ message: 'Experiment <n> does not exist', count: 2 }]);
  const text = await readFile(join(example.directory, 'logs/app.json'), 'utf8');
  expect(text).not.toContain('hunter2');
  for (const line of text.trim().split('\n'))
    expect(JSON.parse(line)).toHaveProperty('request_id', expect.stringMatching(/^req-/));
});
