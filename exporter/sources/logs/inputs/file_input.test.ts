import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { accessLine } from '../../../../tests/support/log_lines.ts';
import { logsUnderTest } from '../testing.ts';

const TRACES = {
  files: ['app.log'],
  format: 'text',
  golden_signals: undefined,
  multiline: 'stack_traces',
  errors: { pattern: '?ERROR ?Error ?Exception ?panic' },
};

test('a stack trace in a file is one error, also where the source is started again in its middle', async () => {
  const logs = await logsUnderTest();
  const file = join(logs.directory, 'app.log');
  await writeFile(file, '');
  await logs.start(TRACES);
  await appendFile(file, 'order 17 failed Error: no stock\n    at place (/app/orders.js:41:9)\n');
  await logs.stop();
  await logs.start(TRACES);
  await appendFile(
    file,
    '    at serve (/app/server.js:9:5)\norder 18 failed Error: no stock\n    at place (/app/orders.js:41:9)\n',
  );
  await logs.hasRead(2);
  expect(await logs.value('application_errors_total', { error_type: 'Error' })).toBe(2);
});

test('lines that a collector wrote into files are unwrapped', async () => {
  const logs = await logsUnderTest();
  const file = join(logs.directory, 'docker.json');
  await writeFile(file, '');
  await logs.start({ unwrap: '$.log' });
  await appendFile(file, `${JSON.stringify({ log: accessLine(1), stream: 'stdout' })}\n${accessLine(2)}`);
  await logs.hasRead(2);
  expect(await logs.value('http_requests_total', { status: '200' })).toBe(2);
});

test('an empty line that a collector wrapped brings nothing, as one that stands in a file', async () => {
  const logs = await logsUnderTest();
  await logs.start({
    unwrap: '$.log',
    golden_signals: undefined,
    format: 'text',
    metrics: [{ name: 'lines_written_total', type: 'counter', pattern: '' }],
  });
  const lines = ['', '\n', '\r\n', ' \n', 'a\n'].map((log) => `${JSON.stringify({ log })}\n`);
  await writeFile(join(logs.directory, 'docker.json'), lines.join(''));
  await logs.hasRead(5);
  expect(await logs.value('lines_written_total')).toBe(2);
});
