import { stat } from 'node:fs/promises';
import { SELF_METRICS } from '../../conventions/metrics.ts';
import { maskYaml } from '../../exporter/status/configuration.ts';
import type { ConfigurationView, StatusView } from '../../exporter/status/view.ts';
import { jsonOf } from '../answer.ts';
import type { Loaded } from '../arguments.ts';
import { type Check, judged } from './check.ts';
import { finding } from './finding.ts';
import type { ExporterPage } from './metrics_page.ts';
import { type ProbeOptions, probe } from './probe.ts';
import { ago } from './times.ts';

export const CONFIGURATION = { id: 'exporter.configuration', name: 'configuration' };

/** File systems tell times in steps, and an editor writes after it has begun. */
const SAME_TIME_MS = 2_000;

/** What the exporter tells of itself to whoever may see its page. */
export interface ExporterStatus {
  readonly view: StatusView | null;
  readonly configuration: ConfigurationView | null;
}

/** Asks the exporter how it fares; null where it does not let us, or is of a version that does not say. */
export async function statusOf(url: string, options: ProbeOptions): Promise<ExporterStatus> {
  const [view, configuration] = await Promise.all([
    asked<StatusView>(`${url}/v1/status`, options),
    asked<ConfigurationView>(`${url}/v1/status/configuration`, options),
  ]);
  return { view, configuration };
}

async function asked<T extends { readonly version: 1 }>(
  url: string,
  options: ProbeOptions,
): Promise<T | null> {
  const answer = await probe(url, options);
  if (answer.kind !== 'answered' || answer.status !== 200) return null;
  const value = jsonOf(answer) as Partial<T> | null | undefined;
  return value?.version === 1 ? (value as T) : null;
}

/** Whether the exporter runs on the definition as it is now. */
export async function configurationCheck(
  { path, file, text }: Loaded,
  page: ExporterPage,
  { configuration }: ExporterStatus,
): Promise<Check> {
  if (page.value(SELF_METRICS.reloadSuccessful.name) === 0)
    return judged(CONFIGURATION, [finding('exporter.reload_failed', {})], '');
  const loadedAt = (page.value(SELF_METRICS.reloadTimestamp.name) ?? 0) * 1_000;
  const isOther =
    configuration === null
      ? (await stat(path)).mtimeMs > loadedAt + SAME_TIME_MS
      : configuration.text !== maskYaml(text);
  const when = ago(configuration?.readAt ?? loadedAt);
  const findings = isOther ? [finding('exporter.configuration_old', { file, when })] : [];
  return judged(CONFIGURATION, findings, `that of ${file}, read ${when}`);
}
