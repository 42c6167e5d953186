import { stringify } from 'yaml';
import { formatDuration } from '../conventions/quantities.ts';
import { exporterHttpConfig, exporterScheme } from '../definition/exporter_client.ts';
import type { Definition } from '../definition/schema.ts';
import { scrapeJobs } from '../definition/scrape_jobs.ts';
import { prometheusHalf } from '../definition/sides.ts';
import { RENDERED_NOTICE, type RenderedFile, renderWebFlags, type Stack } from '../definition/stack.ts';
import { builtInAlertGroups, ownAlertGroups } from './alerting_rules.ts';
import { objectiveGroups } from './objectives/groups.ts';
import { recordingRules } from './recording_rules.ts';
import { alerting, replicaLabels, secondOf } from './replicas.ts';
import { renderRuleFile } from './rule_file.ts';
import { sourceScrapeConfigs } from './scrape_configs.ts';

/** Prometheus's files for one stack: its configuration, the recording rules and the alerts. */
export function renderPrometheus(whole: Definition, stack: Stack): RenderedFile[] {
  const definition = prometheusHalf(whole);
  return [
    { path: 'prometheus/prometheus.yml', text: renderConfiguration(definition, stack) },
    {
      path: 'prometheus/rules/golden_signals.rules.yml',
      text: renderRuleFile(recordingRules(definition.alerts, scrapeJobs(definition))),
    },
    {
      path: 'prometheus/rules/objectives.rules.yml',
      text: renderRuleFile(objectiveGroups(definition, stack)),
    },
    { path: 'prometheus/rules/alerts.rules.yml', text: renderRuleFile(ownAlertGroups(definition, stack)) },
    {
      path: 'prometheus/rules/built_in.rules.yml',
      text: renderRuleFile(builtInAlertGroups(definition, stack)),
    },
    { path: 'prometheus/web.flags', text: renderWebFlags(stack.prometheus) },
  ];
}

function renderConfiguration(definition: Definition, stack: Stack): string {
  const { service, exporter } = definition;
  const interval = formatDuration(exporter.scrape_interval);
  const configuration = {
    global: {
      scrape_interval: interval,
      scrape_timeout: formatDuration(Math.min(10_000, exporter.scrape_interval)),
      evaluation_interval: interval,
      external_labels: { environment: service.environment, ...replicaLabels(definition, stack) },
    },
    rule_files: [`${stack.rulesDirectory}/*.rules.yml`],
    alerting: alerting(definition, stack),
    scrape_configs: [
      ...scrapeConfigs(definition, stack),
      ...sourceScrapeConfigs(scrapeJobs(definition), stack),
    ],
  };
  return RENDERED_NOTICE + stringify(configuration, { lineWidth: 0 });
}

/**
 * Stores native histograms, and classic buckets as well, since every rule reads those. Protobuf, which alone has native
 * histograms, is then asked for first. Prometheus before 3.8 refuses these fields.
 */
const WITH_NATIVE_HISTOGRAMS = { scrape_native_histograms: true, always_scrape_classic_histograms: true };

function scrapeConfigs({ exporter }: Definition, stack: Stack) {
  const job = (name: string, target: string) => ({ job_name: name, static_configs: [{ targets: [target] }] });
  const configs: object[] = [
    {
      ...job('goldwatch', stack.exporter.internal),
      ...(stack.name === 'compose' && WITH_NATIVE_HISTOGRAMS),
      ...(exporterScheme(exporter) === 'https' && { scheme: 'https' }),
      ...exporterHttpConfig(exporter, stack, 'metrics', stack.scrapeSecretFile),
    },
    { ...job('prometheus', stack.prometheus.internal), ...secondOf('prometheus', stack) },
    { ...job('alertmanager', stack.alertmanager.internal), ...secondOf('alertmanager', stack) },
  ];
  if (stack.runsGrafana) configs.push(job('grafana', stack.grafana.internal));
  // Found by name, so that the stack without the profile `host` has no target that is down.
  if (stack.name === 'compose') {
    configs.push({
      job_name: 'node',
      dns_sd_configs: [{ names: ['node-exporter'], type: 'A', port: 9100 }],
    });
  }
  return configs;
}
