import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Definition } from '../definition/schema.ts';
import { apiPerformance } from './api_performance.ts';
import { business, hasBusinessMetrics } from './business.ts';
import { dependencies, hasDependencies } from './dependencies.ts';
import { errors, hasErrorGroups } from './errors.ts';
import { exporter } from './exporter.ts';
import { goldenSignals } from './golden_signals.ts';
import { emitsGoldenSignals } from './golden_sources.ts';
import { hasLanguageModels, llm } from './llm.ts';
import { hasStoredLogs, logs } from './logs.ts';
import { objectives } from './objectives.ts';
import { hasSecurity, security } from './security.ts';
import { systemHealth } from './system_health.ts';

/** A dashboard: the file it is rendered to, for which monitoring.yml it is of use, and what is then in it. */
export interface DashboardSource {
  /** Name of the file in grafana/dashboards/. */
  readonly file: string;
  /** Whether anything of this definition would be on it; it is not rendered otherwise. */
  readonly isFor: (definition: Definition) => boolean;
  readonly build: (definition: Definition) => Dashboard;
  /** Whether it is of no use to a stack without Loki. */
  readonly needsLoki?: boolean;
}

const always = () => true;

/** The dashboard that Grafana opens with. */
export const HOME_DASHBOARD = 'golden-signals.json';

/** Whether a source of this type is configured. */
export function hasSource({ sources }: Definition, type: Definition['sources'][number]['type']): boolean {
  return sources.some((source) => source.type === type);
}

/** Every dashboard; what is in this list is rendered where it is of use, provisioned and tested. */
export const dashboards: readonly DashboardSource[] = [
  { file: HOME_DASHBOARD, isFor: always, build: goldenSignals },
  { file: 'api-performance.json', isFor: emitsGoldenSignals, build: apiPerformance },
  {
    file: 'objectives.json',
    isFor: (definition) => definition.objectives.length > 0,
    build: objectives,
  },
  {
    file: 'system-health.json',
    isFor: (definition) => hasSource(definition, 'container'),
    build: systemHealth,
  },
  { file: 'business.json', isFor: hasBusinessMetrics, build: business },
  { file: 'llm.json', isFor: hasLanguageModels, build: llm },
  { file: 'errors.json', isFor: hasErrorGroups, build: errors },
  { file: 'security.json', isFor: hasSecurity, build: security },
  { file: 'dependencies.json', isFor: hasDependencies, build: dependencies },
  { file: 'logs.json', isFor: hasStoredLogs, build: logs, needsLoki: true },
  { file: 'exporter.json', isFor: always, build: exporter },
];

/** The dashboards of a definition: those on which its sources, objectives and outputs show something. */
export function dashboardsFor(definition: Definition): DashboardSource[] {
  return dashboards.filter(({ isFor }) => isFor(definition));
}
