import { writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { answer, counting, exporterUnderTest, textOf } from '../exporter/testing.ts';
import { freePort } from '../tests/support/ports.ts';
import { temporaryDirectory } from '../tests/support/temporary_directory.ts';
import { originOf } from './mirror_page.ts';
import { runHere } from './testing/run_here.ts';

const PAGE = `# TYPE http_requests_total counter
http_requests_total{service="api",method="GET",route="/",status="200"} 7
http_requests_total{service="api",method="GET",route="/",status="500"} 1
http_requests_total{service="api",method="GET",route="/a",status="503"} 1
# TYPE http_request_duration_seconds histogram
http_request_duration_seconds_bucket{service="api",route="/",le="1"} 3
http_request_duration_seconds_bucket{service="api",route="/",le="+Inf"} 3
http_request_duration_seconds_sum{service="api",route="/"} 1
http_request_duration_seconds_count{service="api",route="/"} 3
`;
/** CloudWatch takes only ASCII. */
const REFUSED = `http_requests_total{service="api",method="GET",route="/\u00e9",status="500"} 1\n`;
const SELECT = `
      - { series: 'http_requests_total{status=~"5.."}', dimensions: [route, status] }
      - { series: http_request_duration_seconds, dimensions: [route] }`;
const PRICE_LIST = `Prices of us-east-1, 2026-10, without a free tier; other regions cost up to about a third more.
Every metric counts for every hour; AWS bills the hours in which it sends.
Requests that are repeated come on top, as do histograms of over 150 filled buckets.
`;
const NOBODY = `127.0.0.1:${await freePort()}`;

interface Mirror {
  readonly select?: string;
  readonly budget?: string;
  readonly exporter?: string;
}

function definitionOf({
  select = SELECT,
  budget = '{}',
  exporter = `{ listen: "${NOBODY}" }`,
}: Mirror): string {
  return `service: { name: api }
exporter: ${exporter}
sources:
  - type: logs
    files: [a.json]
    golden_signals: { method: $.method, path: $.path, status: $.status, duration_ms: $.duration_ms }
mirror:
  cloudwatch:
    namespace: Shop
    budget: ${budget}
    select: ${select}
`;
}

/** What `goldwatch check` says of the mirror, with these files beside the definition. */
async function check(
  mirror: Mirror,
  args: readonly string[] = [],
  files: Readonly<Record<string, string | Buffer>> = {},
) {
  const directory = await temporaryDirectory();
  for (const [name, text] of Object.entries({ 'monitoring.yml': definitionOf(mirror), ...files }))
    await writeFile(join(directory, name), text);
  const outcome = await runHere(['check', ...args], directory);
  const [, said = ''] = outcome.stdout.split('See `notify` in monitoring.yml.\n\n');
  return { ...outcome, said, directory };
}

/** The address of a server that answers every request so. */
async function serving(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`;
}

test('a selection costs what its metrics and requests cost, by a saved page', async () => {
  const { said, status, directory } = await check(
    { budget: '{ metrics: 50, monthly_usd: 20 }' },
    ['--metrics', 'page.txt'],
    {
      'page.txt': PAGE + REFUSED,
    },
  );

  expect(said).toBe(`The mirror to CloudWatch, by the series of ${directory}/page.txt:

SELECT                              METRICS
http_requests_total{status=~"5.."}  2
http_request_duration_seconds       1

A MONTH   NUMBER  COST   BUDGET
metrics   3       $0.90  50
requests  43800   $0.44
total             $1.34  $20.00

${PRICE_LIST}
Warning: CloudWatch would refuse 1 metric, not counted here. The first is http_requests_total: the value of dimension route has characters beyond ASCII: "/\u00e9".
`);
  expect(status).toBe(0);
});

test('an OpenMetrics page says the same', async () => {
  const page = `# TYPE http_requests counter
http_requests_total{route="/",status="500"} 1
http_requests_total{route="/a",status="503"} 1
http_requests_created{route="/a",status="503"} 1
# EOF
`;
  const { said } = await check({}, ['--metrics', 'page.txt'], { 'page.txt': page });

  expect(said).toContain(`http_requests_total{status=~"5.."}  2\n`);
});

test('text and OpenMetrics of an exporter say the same', async () => {
  const under = await exporterUnderTest({ sources: [counting('one')] });
  await answer(under, 'one', 20);
  const pageAs = (accept: string) => textOf(fetch(`${under.url}/metrics`, { headers: { accept } }));
  const select = `[{ series: http_requests_total, dimensions: [route, status] }, { series: http_request_duration_seconds, dimensions: [route] }, { series: process_cpu_seconds_total }]`;
  const files = {
    'text.txt': await pageAs('text/plain'),
    'open.txt': await pageAs('application/openmetrics-text'),
  };
  const text = await check({ select }, ['--metrics', 'text.txt'], files);
  const openMetrics = await check({ select }, ['--metrics', 'open.txt'], files);

  expect(files['open.txt']).toContain('_created');
  expect(text.said).toMatch(/^http_request_duration_seconds +[1-9]\d*$/m);
  expect(openMetrics.said.replace(/.*:\n/, '')).toBe(text.said.replace(/.*:\n/, ''));
  expect(warningsOf(text.said)).toEqual([]);
});

describe('a warning says', () => {
  test('which bound of the budget the selection breaks, and what then happens', async () => {
    const byMetrics = await check({ budget: '{ metrics: 2 }' }, ['--metrics', 'page.txt'], {
      'page.txt': PAGE,
    });
    const byDollars = await check({ budget: '{ monthly_usd: 0.9 }' }, ['--metrics', 'page.txt'], {
      'page.txt': PAGE,
    });

    expect(warningsOf(byMetrics.said)).toEqual([
      'Warning: Beyond the budget: budget.metrics (2) lets 2 metrics through, for $1.04 a month, and 1 would be refused. Select less, or raise it.',
    ]);
    expect(warningsOf(byDollars.said)).toEqual([
      'Warning: Beyond the budget: budget.monthly_usd (0.9) lets 1 metric through, for $0.74 a month, and 2 would be refused. Select less, or raise it.',
    ]);
    expect([byMetrics.status, byDollars.status]).toEqual([0, 0]);
  });

  test('which entry selects nothing, and how many metrics several entries would make', async () => {
    const select = `
      - { series: 'http_requests_total{status="404"}' }
      - { series: 'http_requests_total{status=~"5.."}', dimensions: [route] }
      - { series: '{__name__=~"http_requests.+",status="500"}', dimensions: [route] }`;
    const { said } = await check({ select }, ['--metrics', 'page.txt'], { 'page.txt': PAGE });

    expect(warningsOf(said)).toEqual([
      'Warning: select[0], http_requests_total{status="404"}, selects nothing: no counter, gauge or histogram is called so, or none has such labels.',
      "Warning: 1 metric would be made by several entries: only the first one's is sent, and counted here.",
    ]);
  });
});

test('what alarms read is said to be for them, and is no mistake of an entry where there is none yet', async () => {
  const own = `
      - { series: http_requests_total, name: ByRoute, dimensions: [route] }
      - { series: 'http_requests_total{status="404"}', name: Missing, idle: zero }
cloudwatch: {}`;
  const page = PAGE.replaceAll(/^.*status="50.".*\n/gm, '');
  const { stdout } = await check({ select: own }, ['--metrics', 'page.txt'], { 'page.txt': page });
  const [, table = ''] = stdout.split('The mirror to CloudWatch, by the series of ');

  expect(table.split('\n').slice(2, 9)).toEqual([
    'SELECT                                                          METRICS',
    'goldwatch_ready (for alarms)                                    0',
    'http_requests_total{service="api"} (for alarms)                 1',
    'http_requests_total{status=~"5..", service="api"} (for alarms)  1',
    'http_request_duration_seconds{service="api"} (for alarms)       1',
    'http_requests_total                                             1',
    'http_requests_total{status="404"}                               1',
  ]);
  expect(warningsOf(table)).toEqual([
    'Warning: alarms read goldwatch_ready, of which there is nothing yet.',
    'Warning: alarms read http_requests_total{status=~"5..", service="api"}, of which there is nothing yet. Zero is sent.',
    'Warning: select[1], http_requests_total{status="404"}, selects nothing: no counter, gauge or histogram is called so, or none has such labels. Zero is sent.',
  ]);
});

describe('without a page', () => {
  test('the running exporter is asked, with its token, on loopback', async () => {
    const port = await freePort();
    const token = 'a-token-of-many-characters';
    const under = await exporterUnderTest(
      {
        exporter: { listen: `0.0.0.0:${port}`, token_file: 'token' },
        sources: [counting('one'), counting('other')],
      },
      { files: { token } },
    );
    await under.exporter.ready;
    const { said } = await check(
      {
        exporter: `{ listen: "0.0.0.0:${port}", token_file: token }`,
        select: '[{ series: goldwatch_source_up, dimensions: [source] }]',
      },
      [],
      { token },
    );

    expect(said).toBe(`The mirror to CloudWatch, by the series of http://127.0.0.1:${port}/metrics:

SELECT               METRICS
goldwatch_source_up  2

A MONTH   NUMBER  COST   BUDGET
metrics   2       $0.60  100
requests  43800   $0.44
total             $1.04

${PRICE_LIST}`);
  });

  test('it is said that nobody answers, what to do, and what the budget allows', async () => {
    const { said, status } = await check({});

    expect(said).toBe(
      `What the mirror to CloudWatch selects is not known: http://${NOBODY}/metrics does not answer: nobody listens there. Start the exporter, or name a saved page with --metrics FILE.
By budget.metrics (100), it costs at most $30.44 a month: 100 metrics, 43800 requests.
${PRICE_LIST}`,
    );
    expect(status).toBe(0);
  });

  test.each([
    [
      '{ metrics: 10000 }',
      'By budget.metrics (10000), it costs at most $3004.38 a month: 10000 metrics, 438000 requests.',
    ],
    [
      '{ metrics: 10000, monthly_usd: 5 }',
      'By budget.monthly_usd (5), it costs at most $4.94 a month: 15 metrics, 43800 requests.',
    ],
  ])('a budget of %s bounds the cost', async (budget, line) => {
    const { said } = await check({ budget });

    expect(said.split('\n')[1]).toBe(line);
  });

  test('alarms that the budget would leave without metrics are told of', async () => {
    const select = '[]\ncloudwatch: {}';
    const warnings = async (metrics: number) => {
      const { stdout } = await check({ select, budget: `{ metrics: ${metrics} }` });
      return warningsOf(stdout);
    };

    expect(await warnings(4)).toEqual([]);
    expect(await warnings(3)).toEqual([
      'Warning: Alarms and dashboards read 4 metrics, of which budget.metrics (3) lets 3 through: some alarms would never fire. Raise it.',
    ]);
  });

  test('whoever answers something else is named', async () => {
    const address = await serving((_, response) =>
      response.setHeader('content-type', 'text/html').end('<html>'),
    );
    const { host } = new URL(address);
    const { said } = await check({ exporter: `{ listen: "${host}" }` });

    expect(said.split('\n')[0]).toBe(
      `What the mirror to CloudWatch selects is not known: http://${host}/metrics answers with text/html, which is no metrics page. Start the exporter, or name a saved page with --metrics FILE.`,
    );
  });

  test('a token that is not there is named', async () => {
    const { said, directory } = await check({ exporter: '{ listen: "0.0.0.0:9464", token_file: token }' });

    expect(said.split('\n')[0]).toBe(
      `What the mirror to CloudWatch selects is not known: the exporter cannot be asked: The token file ${directory}/token cannot be read: ENOENT: no such file or directory, open '${directory}/token'. Make it with \`npx goldwatch secrets token\`. Start the exporter, or name a saved page with --metrics FILE.`,
    );
  });
});

describe('a page that --metrics names', () => {
  test('may be an address', async () => {
    const asked: unknown[] = [];
    const address = await serving((request, response) => {
      asked.push(request.headers.accept);
      response.setHeader('content-type', 'text/plain').end(PAGE);
    });
    const { said } = await check({}, ['--metrics', address]);

    expect(said.split('\n')[0]).toBe(`The mirror to CloudWatch, by the series of ${address}:`);
    expect(asked).toEqual(['text/plain;version=0.0.4;escaping=allow-utf-8']);
  });

  test.each([
    [
      'PAGE that is malformed',
      { 'page.txt': `${PAGE}x{a=1} 1\n` },
      'The page /page.txt is malformed, so that nothing of it is used: line 10, column 5: expected the value of a label in double quotes, found "1} 1".\n',
    ],
    [
      'bytes that are no text',
      { 'page.txt': Buffer.from([0x78, 0xff]) },
      'The page /page.txt is malformed, so that nothing of it is used: line 1, column 2: these bytes are no UTF-8.\n',
    ],
    [
      'nothing',
      {},
      'The page /page.txt does not exist. Let --metrics name a saved /metrics page, or an address that answers with one.\n',
    ],
  ])('%s ends the command', async (_, files, message) => {
    const { stderr, status, directory, said } = await check({}, ['--metrics', 'page.txt'], files);

    expect(stderr.replaceAll(directory, '')).toBe(message);
    expect(status).toBe(1);
    expect(said).toBe('');
  });

  test('ends the command where it does not answer with metrics, wherever else it leads', async () => {
    const address = await serving((_, response) => response.writeHead(302, { location: '/elsewhere' }).end());
    const { stderr, status } = await check({}, ['--metrics', address]);

    expect(stderr).toBe(
      `${address} answers 302. Let --metrics name a saved /metrics page, or an address that answers with one.\n`,
    );
    expect(status).toBe(1);
  });

  test('ends the command where it goes on beyond 64 MB', async () => {
    const chunk = `# ${'x'.repeat(1_000_000)}\n`;
    const address = await serving((_, response) => {
      response.setHeader('content-type', 'text/plain');
      const more = () => {
        while (response.write(chunk));
        response.once('drain', more);
      };
      more();
    });
    const { stderr, status } = await check({}, ['--metrics', address]);

    expect(stderr).toBe(
      `The page ${address} is larger than 64 MB, which no page should be. Let --metrics name a part of it.\n`,
    );
    expect(status).toBe(1);
  });

  test('is of no use where nothing is mirrored', async () => {
    const directory = await temporaryDirectory();
    await writeFile(join(directory, 'monitoring.yml'), 'service: { name: api }\n');

    expect(await runHere(['check', '--metrics', 'page.txt'], directory)).toEqual({
      status: 2,
      stdout: '',
      stderr: '--metrics is for mirror.cloudwatch, which monitoring.yml does not have.\n',
    });
  });
});

test.each([
  ['127.0.0.1:9464', 'http://127.0.0.1:9464'],
  ['localhost:9464', 'http://localhost:9464'],
  ['0.0.0.0:80', 'http://127.0.0.1:80'],
  ['[::]:9464', 'http://[::1]:9464'],
  ['[::1]:9464', 'http://[::1]:9464'],
  ['[fe80::1]:9464', 'http://[fe80::1]:9464'],
  ['exporter.internal:9464', 'http://exporter.internal:9464'],
])('an exporter that listens on %s is asked at %s', (listen, origin) => {
  expect(originOf({ listen })).toBe(origin);
});

function warningsOf(said: string): string[] {
  return said.split('\n').filter((line) => line.startsWith('Warning: '));
}
