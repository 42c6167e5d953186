import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { loadDefinition } from '../definition/load.ts';
import { scrapeJobs } from '../definition/scrape_jobs.ts';
import { composeStack } from '../definition/stack.ts';
import { temporaryDirectory } from '../tests/support/temporary_directory.ts';
import { sourceScrapeConfigs } from './scrape_configs.ts';
import { promtool } from './testing/promtool.ts';

const configsOf = (sources: string, stack = composeStack) => {
  const definition = loadDefinition(
    `service: { name: shop, environment: production }\nsources:\n${sources}`,
    'monitoring.yml',
    {},
  );
  return sourceScrapeConfigs(scrapeJobs(definition), stack);
};

const EVERYTHING = `
  - type: scrape
    name: api
    service: orders
    targets: ["https://a.example.com/metrics?format=text&name=x&name=y", "https://b.example.com:8443/metrics?format=text&name=x&name=y", "http://127.0.0.1:8000/internal/metrics"]
    interval: 30s
    timeout: 5s
    bearer_token_file: secrets/scrape/token
    tls: { ca_file: secrets/scrape/ca.pem }
    max_body: 10MB
    sample_limit: 5000
`;

test('a source is a job, with one more for each further path of its targets', () => {
  const common = {
    scrape_interval: '30s',
    scrape_timeout: '5s',
    follow_redirects: false,
    body_size_limit: '10000000B',
    sample_limit: 5000,
    authorization: { type: 'Bearer', credentials_file: '/etc/prometheus/secrets/scrape/token' },
    tls_config: { ca_file: '/etc/prometheus/secrets/scrape/ca.pem' },
  };
  const labels = { job: 'scrape/api', service: 'orders', environment: 'production' };

  expect(configsOf(EVERYTHING)).toEqual([
    {
      job_name: 'scrape/api',
      ...common,
      scheme: 'https',
      metrics_path: '/metrics',
      params: { format: ['text'], name: ['x', 'y'] },
      static_configs: [
        { targets: ['a.example.com:443'], labels },
        { targets: ['b.example.com:8443'], labels },
      ],
    },
    {
      job_name: 'scrape/api/2',
      ...common,
      scheme: 'http',
      metrics_path: '/internal/metrics',
      static_configs: [{ targets: ['127.0.0.1:8000'], labels }],
    },
  ]);
});

test('pages of one host and port are told apart by their instance', () => {
  const configs = configsOf(
    '  - { type: scrape, targets: ["http://127.0.0.1:8000/a", "http://127.0.0.1:8000/b"] }\n',
  );

  expect(configs).toMatchObject([
    { static_configs: [{ targets: ['127.0.0.1:8000'], labels: { instance: '127.0.0.1:8000/a' } }] },
    { static_configs: [{ targets: ['127.0.0.1:8000'], labels: { instance: '127.0.0.1:8000/b' } }] },
  ]);
});

test('what the exporter scrapes is no job of Prometheus', () => {
  expect(configsOf('  - { type: scrape, via: exporter, targets: ["http://127.0.0.1:8000/a"] }\n')).toEqual(
    [],
  );
});

test('promtool accepts the jobs, with the files they name', async () => {
  const directory = await temporaryDirectory();
  const stack = { ...composeStack, scrapeSecretFile: (path: string) => join(directory, path) };
  for (const file of ['secrets/scrape/token', 'secrets/scrape/password', 'secrets/scrape/ca.pem']) {
    await mkdir(dirname(join(directory, file)), { recursive: true });
    await writeFile(join(directory, file), 'text\n');
  }
  const basic = `
  - type: scrape
    name: basic
    targets: ["http://127.0.0.1:8001/metrics"]
    basic_auth: { username: goldwatch, password_file: secrets/scrape/password }
`;
  const configuration = join(directory, 'prometheus.yml');
  await writeFile(configuration, stringify({ scrape_configs: configsOf(EVERYTHING + basic, stack) }));

  const { output, status } = await promtool('check', 'config', '--syntax-only', configuration);

  expect(status, output).toBe(0);
});
