import type { LimitView, ServiceView } from '../../../status/view.ts';
import { el, Keyed, link, scrolling, section, setAttribute, setText, tableOf, whenVisible } from './dom.ts';
import { rate, ratio, seconds } from './model/format.ts';
import type { History } from './model/history.ts';
import { beyondLimits, exceeded, fullest, fullestInWords } from './model/limits.ts';
import { dashboardAddress } from './model/links.ts';
import { sparkline, summary } from './model/sparkline.ts';
import { NumberCell } from './number_cell.ts';
import type { Part } from './part.ts';
import { Ranges } from './ranges.ts';
import { ServiceCharts } from './service_charts.ts';

const HEADINGS = ['Service', 'Traffic', 'Errors', 'p50', 'p95', 'p99', 'Fullest', 'Last hour'];
/** Columns for which a phone has no room; the charts show them. */
const MINOR = [3, 5, 7];
const MOST_NAMED = 10;
const WIDTH = 120;
const HEIGHT = 24;
const SVG = 'http://www.w3.org/2000/svg';

interface Item {
  readonly view: ServiceView;
  readonly limits: readonly LimitView[];
  readonly history: History | null;
  readonly chosen: () => { readonly history: History | null; readonly why: string };
  readonly grafana: string | null;
}

/** The golden signals of every service over the last minute, and on demand over the last hour or longer. */
export function services(changed: () => void): Part {
  const { table } = tableOf('Golden signals of the last minute', HEADINGS);
  table.tBodies[0]?.remove();
  for (const index of MINOR) table.tHead?.rows[0]?.cells[index]?.classList.add('minor');
  const ranges = new Ranges(changed);
  const box = scrolling('Services table', table);
  const note = el('p', { class: 'note' });
  const beyond = el('p', { 'data-tone': 'warning' });
  let number = 0;
  const keyed = new Keyed<Item>(
    table,
    ({ view }) => view.service,
    (item) => {
      number += 1;
      return new ServiceRow(item.view.service, `service-${number}`, changed);
    },
    table.tHead,
  );
  return {
    element: section('services', 'Services', beyond, ranges.element, box, note),
    update({ status, history }) {
      ranges.offer(status.ranges);
      const names = beyondLimits(status.services, status.limits);
      beyond.hidden = names.length === 0;
      setText(
        beyond,
        `▲ Beyond a limit now: ${names.slice(0, MOST_NAMED).join(', ')}${names.length > MOST_NAMED ? ', …' : ''}`,
      );
      const common = { limits: status.limits, history, grafana: status.links.grafana };
      const chosen = () => ranges.chosen(history);
      keyed.update(status.services.map((view) => ({ view, chosen, ...common })));
      box.hidden = status.services.length === 0;
      note.hidden = !box.hidden && status.servicesLeftOut === 0;
      const leftOut = `${status.servicesLeftOut} more services are not shown, since there are too many.`;
      setText(note, box.hidden ? 'No service is known yet: none has had a request.' : leftOut);
    },
  };
}

class ServiceRow {
  readonly element = el('tbody');
  readonly #service: string;
  readonly #button: HTMLButtonElement;
  readonly #note = el('span', { class: 'note' });
  readonly #cells = {
    traffic: new NumberCell('requests per second'),
    errorRatio: new NumberCell(''),
    p50: new NumberCell('s', 'minor'),
    p95: new NumberCell('s'),
    p99: new NumberCell('s', 'minor'),
    saturation: new NumberCell(''),
  };
  readonly #path = document.createElementNS(SVG, 'path');
  readonly #drawing = document.createElementNS(SVG, 'svg');
  readonly #details: HTMLTableRowElement;
  readonly #place = el('td', { colspan: String(HEADINGS.length) });
  #charts: ServiceCharts | null = null;
  #dashboard: HTMLElement | null = null;
  #isVisible = false;
  #drawn: { readonly history: History | null; readonly revision: number | undefined } | null = null;
  #item: Item | null = null;

  constructor(service: string, id: string, changed: () => void) {
    this.#service = service;
    this.#button = el('button', { type: 'button', 'aria-expanded': 'false', 'aria-controls': id }, service);
    this.#details = el('tr', { id }, this.#place);
    this.#details.hidden = true;
    this.#drawing.setAttribute('viewBox', `0 -1 ${WIDTH} ${HEIGHT + 2}`);
    this.#drawing.setAttribute('role', 'img');
    this.#drawing.setAttribute('aria-label', `Traffic of ${service} in the last hour`);
    this.#drawing.append(this.#path);
    const row = el(
      'tr',
      {},
      el('th', { scope: 'row' }, this.#button, this.#note),
      ...Object.values(this.#cells).map(({ element }) => element),
      el('td', { class: 'spark minor' }, this.#drawing),
    );
    this.element.append(row, this.#details);
    this.#button.addEventListener('click', () => {
      this.#toggle();
      changed();
    });
    whenVisible(row, (isVisible) => {
      this.#isVisible = isVisible;
      this.#drawSpark();
    });
  }

  update(item: Item): void {
    this.#item = item;
    const { view, limits } = item;
    const over = exceeded(limits, view);
    setText(this.#note, view.readBy === 'prometheus' ? 'by Prometheus' : '');
    this.#cells.traffic.update(rate(view.traffic), view.traffic, over.traffic);
    this.#cells.errorRatio.update(ratio(view.errorRatio), view.errorRatio, over.errorRatio);
    for (const name of ['p50', 'p95', 'p99'] as const) {
      this.#cells[name].update(seconds(view[name]), view[name], over[name]);
    }
    const full = fullest(view.saturation);
    const said = fullestInWords(view.saturation, over.saturation);
    this.#cells.saturation.update(said, full?.value ?? null, over.saturation);
    this.#drawSpark();
    this.#drawCharts();
  }

  #toggle(): void {
    const isOpen = this.#details.hidden;
    this.#details.hidden = !isOpen;
    this.#button.setAttribute('aria-expanded', String(isOpen));
    if (isOpen) {
      this.#charts = new ServiceCharts(this.#service);
      this.#dashboard = el('p', { class: 'controls' });
      this.#place.replaceChildren(el('div', { class: 'inside' }, this.#dashboard, this.#charts.element));
      return;
    }
    this.#charts?.destroy();
    this.#charts = null;
    this.#place.replaceChildren();
  }

  #drawCharts(): void {
    if (this.#charts === null || this.#item === null) return;
    const { chosen, limits, grafana } = this.#item;
    const { history, why } = chosen();
    this.#charts.update(history, limits, why);
    const address = dashboardAddress(grafana, this.#service);
    if (address !== null && this.#dashboard?.childElementCount === 0) {
      this.#dashboard.append(link(address, `Dashboard of ${this.#service}`));
    }
  }

  #drawSpark(): void {
    if (!this.#isVisible || this.#item === null) return;
    const { history } = this.#item;
    const drawn = { history, revision: history?.revision };
    if (drawn.history === this.#drawn?.history && drawn.revision === this.#drawn.revision) return;
    this.#drawn = drawn;
    const column = history?.of(this.#service)?.traffic ?? [];
    setAttribute(this.#path, 'd', sparkline(column, WIDTH, HEIGHT));
    const known = summary(column);
    const said = known === null ? 'not known' : `least ${rate(known.least)}, most ${rate(known.most)}`;
    setAttribute(this.#drawing, 'aria-label', `Traffic of ${this.#service} in the last hour: ${said}`);
  }
}
