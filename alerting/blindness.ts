import { ALERT } from '../conventions/alerts.ts';
import { LABEL, SCRAPE_JOB_PREFIX, SELF_SERVICE } from '../conventions/labels.ts';
import type { Definition } from '../definition/schema.ts';
import type { InhibitRule } from './inhibition.ts';
import { matcher, present } from './matchers.ts';
import type { Silencing } from './silencing.ts';

type Source = Definition['sources'][number];

const EXPORTER_JOB = 'goldwatch';
// What an alert says of a service: a signal, or how an objective stands. Alerts on the monitoring itself say neither.
const SYMPTOMS = [present(LABEL.signal), present(LABEL.objective)];

/**
 * What critical alerts silence by `critical`: while nothing is seen of a service, what is said of it follows from that. A service with a second source is still seen,
 * and so is one with a second target: of those, nothing is silent.
 */
export function blindnessRules({ service, sources }: Definition, critical: Silencing): InhibitRule[] {
  const byService = Map.groupBy(sources, (source) => source.service ?? service.name);
  const only = [...byService].flatMap(([name, its]) => {
    const [source, second] = its;
    const blind = source === undefined || second !== undefined ? null : blindWithout(source);
    return blind === null ? [] : silences(critical, blind, [name]);
  });
  const byExporter = [...byService].filter(([, its]) => !its.some(isScraped)).map(([name]) => name);
  return [
    ...only,
    ...silences(
      critical,
      [...unanswered(1), matcher('job', [EXPORTER_JOB]), matcher(LABEL.service, [SELF_SERVICE])],
      byExporter,
    ),
  ];
}

function silences(
  { sources, milder }: Silencing,
  source: readonly string[],
  services: readonly string[],
): InhibitRule[] {
  if (services.length === 0) return [];
  return SYMPTOMS.map((symptom) => ({
    source_matchers: [...sources, ...source],
    target_matchers: [matcher(LABEL.severity, milder), symptom, matcher(LABEL.service, services)],
  }));
}

// Null where it takes more than one thing to go wrong.
function blindWithout(source: Source): string[] | null {
  const name = source.name ?? source.type;
  if (source.type === 'scrape') {
    const targets = source.targets.length;
    if (source.via === 'prometheus')
      return [...unanswered(targets), matcher('job', [`${SCRAPE_JOB_PREFIX}${name}`])];
    if (targets > 1) return null;
  }
  return [matcher(LABEL.alertname, [ALERT.sourceDown]), matcher(LABEL.source, [name])];
}

function unanswered(targets: number): string[] {
  const all = [ALERT.jobMissing, ALERT.jobDown];
  return [matcher(LABEL.alertname, targets === 1 ? [...all, ALERT.targetDown] : all)];
}

function isScraped(source: Source): boolean {
  return source.type === 'scrape' && source.via === 'prometheus';
}
