import type { LinksView, RoutesView, RouteView } from '../../../status/view.ts';
import { el, Keyed, link, scrolling, section, setAttribute, setText, tableOf, whenVisible } from './dom.ts';
import { fetchJson } from './fetch_json.ts';
import { rate, ratio, seconds } from './model/format.ts';
import { dashboardAddress } from './model/links.ts';
import {
  type RouteOrder,
  type RouteWish,
  routeName,
  routesPath,
  sortedBy,
  WORST_FIRST,
} from './model/routes.ts';
import { NumberCell } from './number_cell.ts';
import type { Part, Shows } from './part.ts';

const COLUMNS: readonly (readonly [RouteOrder, string])[] = [
  ['route', 'Route'],
  ['error_ratio', 'Errors'],
  ['p50', 'p50'],
  ['p95', 'p95'],
  ['p99', 'p99'],
  ['traffic', 'Traffic'],
  ['service', 'Service'],
];
const REFRESH_MS = 10_000;
/** How long a pause in typing is waited for. */
const PAUSE_MS = 250;

interface Item {
  readonly route: RouteView;
  readonly grafana: string | null;
}

/** The routes of the last five minutes, the worst first, or as they are wanted. */
export class Routes implements Part {
  readonly element: HTMLElement;
  readonly #search = el('input', { type: 'search', id: 'route-search', autocomplete: 'off' });
  readonly #buttons = new Map<RouteOrder, HTMLButtonElement>();
  readonly #note = el('p', { class: 'note', role: 'status' });
  readonly #box: HTMLElement;
  readonly #body: HTMLElement;
  readonly #keyed: Keyed<Item>;
  readonly #changed: () => void;
  #wish: RouteWish = WORST_FIRST;
  #view: RoutesView | null = null;
  #problem = '';
  #isVisible = false;
  #askedAt = Number.NEGATIVE_INFINITY;
  #isNew = false;
  #links: LinksView | null = null;
  #typing: ReturnType<typeof setTimeout> | undefined;

  /** `changed` is called when there is something else to show. */
  constructor(changed: () => void) {
    this.#changed = changed;
    const headings = COLUMNS.map(([order, text]) => this.#heading(order, text));
    const { table, body } = tableOf('Routes of the last five minutes', headings);
    this.#body = body;
    this.#box = scrolling('Routes table', table);
    this.#box.hidden = true;
    this.#keyed = new Keyed<Item>(
      body,
      ({ route: { service, method, route } }) => `${service} ${method} ${route}`,
      createRoute,
    );
    const controls = el(
      'p',
      { class: 'controls' },
      el('label', { for: 'route-search' }, 'Search routes'),
      ' ',
      this.#search,
    );
    this.element = section('routes', 'Worst routes', controls, this.#box, this.#note);
    this.#search.addEventListener('input', () => {
      clearTimeout(this.#typing);
      this.#typing = setTimeout(
        () => this.#want({ ...this.#wish, search: this.#search.value.trim() }),
        PAUSE_MS,
      );
    });
    whenVisible(this.element, (isVisible) => {
      this.#isVisible = isVisible;
      if (isVisible) changed();
    });
    this.#markOrder();
  }

  update({ status }: Shows): void {
    this.#links = status.links;
    if (this.#isVisible && performance.now() - this.#askedAt > REFRESH_MS) void this.#ask();
    this.#show();
  }

  #heading(order: RouteOrder, text: string): HTMLButtonElement {
    const button = el('button', { type: 'button' }, text);
    button.addEventListener('click', () => this.#want(sortedBy(this.#wish, order)));
    this.#buttons.set(order, button);
    return button;
  }

  #want(wish: RouteWish): void {
    this.#wish = wish;
    this.#markOrder();
    void this.#ask();
  }

  #markOrder(): void {
    const words = this.#wish.order === 'asc' ? 'ascending' : 'descending';
    for (const [order, button] of this.#buttons) {
      const heading = button.closest('th');
      if (heading !== null) setAttribute(heading, 'aria-sort', order === this.#wish.sort ? words : null);
    }
  }

  async #ask(): Promise<void> {
    this.#askedAt = performance.now();
    const wish = this.#wish;
    try {
      const view = await fetchJson<RoutesView>(routesPath(wish));
      // Another wish may have come meanwhile, and its answer before this one.
      if (wish !== this.#wish) return;
      this.#isNew = this.#view === null || wish !== this.#shownWish;
      this.#shownWish = wish;
      this.#view = view;
      this.#problem = '';
    } catch (error) {
      if (wish === this.#wish) this.#problem = `The routes of now are not known. ${(error as Error).message}`;
    }
    this.#changed();
  }

  #shownWish: RouteWish | null = null;

  #show(): void {
    const view = this.#view;
    setText(this.#note, this.#problem || (view === null ? 'Loading' : this.#summary(view)));
    if (view === null) return;
    this.#box.hidden = view.routes.length === 0;
    // A link must not move away from under the one who is about to follow it.
    if (!this.#isNew && this.#body.matches(':focus-within, :hover')) return;
    this.#isNew = false;
    const grafana = this.#links?.grafana ?? null;
    this.#keyed.update(view.routes.map((route) => ({ route, grafana })));
  }

  #summary({ total, routes }: RoutesView): string {
    const { search } = this.#wish;
    if (total === 0) {
      return search === ''
        ? 'No route has had a request within five minutes.'
        : `No route matches «${search}».`;
    }
    return routes.length < total ? `${routes.length} of ${total} routes are shown.` : `${total} routes.`;
  }
}

function createRoute({ route: { service, method, route }, grafana }: Item) {
  const cells = {
    errorRatio: new NumberCell(''),
    p50: new NumberCell('s'),
    p95: new NumberCell('s'),
    p99: new NumberCell('s'),
    traffic: new NumberCell('requests per second'),
  };
  const name = routeName({ method, route });
  const address = dashboardAddress(grafana, service);
  const element = el(
    'tr',
    {},
    el('th', { scope: 'row', class: 'long' }, address === null ? name : link(address, name)),
    ...Object.values(cells).map((cell) => cell.element),
    el('td', { title: service }, service),
  );
  return {
    element,
    update({ route: view }: Item) {
      cells.errorRatio.update(ratio(view.errorRatio), view.errorRatio);
      for (const quantile of ['p50', 'p95', 'p99'] as const) {
        cells[quantile].update(seconds(view[quantile]), view[quantile]);
      }
      cells.traffic.update(rate(view.traffic), view.traffic);
    },
  };
}
