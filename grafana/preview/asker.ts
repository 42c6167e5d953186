import { parseDuration } from '../../conventions/quantities.ts';
import { substituteVariables } from '../expressions.ts';
import { type PanelJson, PreviewError, type TargetJson } from './dashboard_json.ts';
import { named, tableOf } from './frames.ts';
import { intervalOf } from './interval.ts';
import type { Drawing } from './panels/drawing.ts';
import { readsLoki } from './panels/index.ts';
import type { Prometheus, Series } from './prometheus.ts';
import { builtIn, type Variable } from './variables.ts';

/** What queries are about. Times are milliseconds. */
export interface Asked {
  readonly prometheus: Prometheus;
  readonly fromMs: number;
  readonly toMs: number;
  /** As Grafana is told of its data source: no interval is shorter. */
  readonly scrapeMs: number;
}

/** What a panel's queries have answered. */
export type Answers = Omit<Drawing, 'width' | 'height' | 'marks'>;

/** Puts the queries of a dashboard as Grafana puts them, with its variables at these values. */
export class Asker {
  readonly #options: Asked;
  readonly #values: Readonly<Record<string, string>>;

  constructor(options: Asked, variables: readonly Variable[]) {
    this.#options = options;
    this.#values = Object.fromEntries(variables.map(({ name, value }) => [name, value]));
  }

  /** Milliseconds between the points of a panel of that width, or of that many points. */
  stepOf(points: number): number {
    const { fromMs, toMs, scrapeMs } = this.#options;
    return intervalOf(toMs - fromMs, points, scrapeMs);
  }

  substituted(expression: string, stepMs: number, of: Partial<Asked> = {}): string {
    const { fromMs, toMs, scrapeMs } = { ...this.#options, ...of };
    return substituteVariables(expression, { ...this.#values, ...builtIn(toMs - fromMs, stepMs, scrapeMs) });
  }

  /** What a panel's queries answer. */
  async answers(panel: PanelJson, width: number): Promise<Answers> {
    const { fromMs, toMs } = this.#options;
    const stepMs = this.stepOf(panel.maxDataPoints ?? width);
    const targets = readsLoki(panel) ? [] : (panel.targets ?? []).filter(({ hide }) => hide !== true);
    const series: Drawing['series'][number][] = [];
    const tables: Drawing['tables'][number][] = [];
    for (const target of targets) {
      const found = await this.#ask(panel, target, stepMs);
      if (target.format === 'table') tables.push(tableOf(found, target, targets.length === 1));
      else series.push(...named(found, target));
    }
    return { panel, series, tables, fromMs, toMs, stepMs };
  }

  async #ask(panel: PanelJson, target: TargetJson, panelStepMs: number): Promise<Series[]> {
    const { title } = panel;
    const { expr, instant, refId, interval } = target;
    if (expr === undefined) throw new PreviewError(`«${title}»: the query ${refId} has no expression.`);
    const { prometheus, toMs } = this.#options;
    // Grafana takes the least step of a query for how often it has new values.
    const scrapeMs = parseDuration(interval ?? '') ?? this.#options.scrapeMs;
    const stepMs = Math.max(panelStepMs, scrapeMs);
    const fromMs = fromOf(panel, target, toMs) ?? this.#options.fromMs;
    const expression = this.substituted(expr, stepMs, { fromMs, scrapeMs });
    try {
      return await (instant === true ? prometheus.now(expression) : prometheus.range(expression, stepMs));
    } catch (error) {
      throw error instanceof PreviewError ? new PreviewError(`«${title}»: ${error.message}`) : error;
    }
  }
}

/** Where a panel with a time range of its own begins, in UTC; null where it has that of the dashboard. */
function fromOf({ title, timeFrom }: PanelJson, { instant }: TargetJson, toMs: number): number | null {
  if (timeFrom === undefined) return null;
  if (timeFrom !== 'now/M' || instant !== true)
    throw new PreviewError(
      `«${title}»: its time range is ${timeFrom}; here only now/M is known, for queries of this moment: add it to grafana/preview/asker.ts.`,
    );
  const to = new Date(toMs);
  return Date.UTC(to.getUTCFullYear(), to.getUTCMonth());
}
