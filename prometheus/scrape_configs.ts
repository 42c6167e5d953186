import { formatDuration } from '../conventions/quantities.ts';
import { addressOf, type ScrapeJob } from '../definition/scrape_jobs.ts';
import type { Stack } from '../definition/stack.ts';

/** The jobs of Prometheus's configuration for sources that it scrapes itself, one for each path of their targets. */
export function sourceScrapeConfigs(jobs: readonly ScrapeJob[], stack: Stack): object[] {
  return jobs.flatMap((job) =>
    job.groups.flatMap((targets, index) => {
      const [first] = targets;
      if (first === undefined) return [];
      const { url } = first;
      const query = Object.entries(Object.groupBy(url.searchParams, ([name]) => name));
      const params = query.map(([name, pairs = []]) => [name, pairs.map(([, value]) => value)] as const);
      return [
        {
          job_name: index === 0 ? job.job : `${job.job}/${index + 1}`,
          scrape_interval: formatDuration(job.config.interval),
          scrape_timeout: formatDuration(job.timeout),
          scheme: url.protocol.slice(0, -1),
          metrics_path: decodeURI(url.pathname),
          ...(params.length > 0 && { params: Object.fromEntries(params) }),
          follow_redirects: false,
          body_size_limit: `${job.config.max_body}B`,
          sample_limit: job.config.sample_limit,
          ...credentials(job, stack),
          static_configs: targets.map((target) => staticConfig(target, job)),
        },
      ];
    }),
  );
}

function staticConfig(page: ScrapeJob['groups'][number][number], { job, labels }: ScrapeJob) {
  const { target, isInstance } = addressOf(page);
  return { targets: [target], labels: { job, ...(!isInstance && { instance: page.instance }), ...labels } };
}

function credentials({ config }: ScrapeJob, { scrapeSecretFile }: Stack) {
  const { bearer_token_file: token, basic_auth: basic, tls } = config;
  return {
    ...(token !== undefined && {
      authorization: { type: 'Bearer', credentials_file: scrapeSecretFile(token) },
    }),
    ...(basic !== undefined && {
      basic_auth: { username: basic.username, password_file: scrapeSecretFile(basic.password_file) },
    }),
    ...(tls !== undefined && { tls_config: { ca_file: scrapeSecretFile(tls.ca_file) } }),
  };
}
