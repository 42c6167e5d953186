import type { LimitView, SeriesView } from '../../../status/view.ts';
import { Chart, type ChartData, type Line } from './chart.ts';
import { el, setText, whenVisible } from './dom.ts';
import { rate, ratio, seconds } from './model/format.ts';
import type { History } from './model/history.ts';
import { limitsOf } from './model/limits.ts';

const QUANTILES = ['p50', 'p95', 'p99'] as const;

/** The four golden signals of one service over time. */
export class ServiceCharts {
  readonly element: HTMLElement;
  readonly #service: string;
  readonly #note = el('p', { class: 'note' });
  readonly #charts: Readonly<Record<LimitView['signal'], Chart>>;
  #isVisible = false;
  #history: History | null = null;
  #limits: readonly LimitView[] = [];
  #drawn: { readonly history: History; readonly revision: number; readonly limits: string } | null = null;

  constructor(service: string) {
    this.#service = service;
    const chart = (signal: string, format: (value: number | null) => string) =>
      new Chart({ title: `${signal} of ${service}`, group: service, format });
    this.#charts = {
      traffic: chart('Traffic', rate),
      error_ratio: chart('Error ratio', ratio),
      latency: chart('Latency', seconds),
      saturation: chart('Saturation', ratio),
    };
    const all = Object.values(this.#charts);
    const charts = el('div', { class: 'charts' }, ...all.map(({ element }) => element));
    this.element = el('div', {}, this.#note, charts);
    whenVisible(this.element, (isVisible) => {
      this.#isVisible = isVisible;
      this.#draw();
    });
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', this.#repaint);
  }

  /** Shows a range; null while it is not known. */
  update(history: History | null, limits: readonly LimitView[], why: string): void {
    this.#history = history;
    this.#limits = limits;
    setText(this.#note, history === null ? why : '');
    this.#draw();
  }

  destroy(): void {
    matchMedia('(prefers-color-scheme: dark)').removeEventListener('change', this.#repaint);
    for (const chart of Object.values(this.#charts)) chart.destroy();
  }

  readonly #repaint = (): void => {
    for (const chart of Object.values(this.#charts)) chart.repaint();
  };

  // What nobody sees is not drawn.
  #draw(): void {
    if (!this.#isVisible || this.#history === null) return;
    const { times, revision } = this.#history;
    const drawn = { history: this.#history, revision, limits: JSON.stringify(this.#limits) };
    const last = this.#drawn;
    if (last?.history === drawn.history && last.revision === revision && last.limits === drawn.limits) return;
    this.#drawn = drawn;
    const series = this.#history.of(this.#service);
    for (const [signal, chart] of Object.entries(this.#charts)) {
      const data: ChartData = {
        times,
        lines: series === null ? [] : linesOf(signal, series),
        limits: limitsOf(this.#limits, this.#service, signal as LimitView['signal']),
      };
      chart.update(data);
    }
  }
}

function linesOf(signal: string, series: SeriesView): Line[] {
  switch (signal) {
    case 'traffic':
      return [{ name: 'Requests', column: series.traffic }];
    case 'error_ratio':
      return [{ name: 'Failed', column: series.errorRatio }];
    case 'latency':
      return QUANTILES.map((name) => ({ name, column: series[name] }));
    default:
      return Object.entries(series.saturation).map(([name, column]) => ({ name, column }));
  }
}
