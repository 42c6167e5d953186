import type { HistoryView } from '../../../status/view.ts';
import { el, setAttribute } from './dom.ts';
import { fetchJson } from './fetch_json.ts';
import { History } from './model/history.ts';

/** The range that the stream keeps up to date. */
const LIVE_RANGE = '1h';
const REFRESH_MS = 60_000;

/** Which time the charts show. The last hour is live; longer ranges are asked for now and then while somebody looks at them. */
export class Ranges {
  readonly element: HTMLElement;
  readonly #select = el('select', { id: 'range' });
  readonly #changed: () => void;
  #history: History | null = null;
  #why = 'Loading';
  #loadedAt = Number.NEGATIVE_INFINITY;
  #shown = '';

  constructor(changed: () => void) {
    this.#changed = changed;
    this.element = el(
      'p',
      { class: 'controls' },
      el('label', { for: 'range' }, 'Range of the charts'),
      ' ',
      this.#select,
    );
    this.#select.addEventListener('change', () => {
      this.#history = null;
      this.#why = 'Loading';
      this.#loadedAt = Number.NEGATIVE_INFINITY;
      changed();
    });
  }

  /** Offers ranges, where there is more than one. */
  offer(ranges: readonly string[]): void {
    setAttribute(this.element, 'hidden', ranges.length > 1 ? null : '');
    if (ranges.join() === this.#shown) return;
    this.#shown = ranges.join();
    const chosen = this.#select.value;
    this.#select.replaceChildren(...ranges.map((range) => el('option', { value: range }, range)));
    this.#select.value = ranges.includes(chosen) ? chosen : (ranges[0] ?? LIVE_RANGE);
  }

  /** What the charts show: the last hour as it is known, or the range that was chosen, and why there is nothing. */
  chosen(lastHour: History | null): { readonly history: History | null; readonly why: string } {
    const range = this.#select.value || LIVE_RANGE;
    if (range === LIVE_RANGE) return { history: lastHour, why: 'The last hour is not known yet.' };
    if (performance.now() - this.#loadedAt > REFRESH_MS) void this.#load(range);
    return { history: this.#history, why: this.#why };
  }

  async #load(range: string): Promise<void> {
    this.#loadedAt = performance.now();
    try {
      const view = await fetchJson<HistoryView>(`/v1/status/history?range=${encodeURIComponent(range)}`);
      if (this.#select.value === range) this.#history = new History(view);
    } catch (error) {
      if (this.#select.value === range) {
        this.#history = null;
        this.#why = `The range of ${range} is not known now. ${(error as Error).message}`;
      }
    }
    this.#changed();
  }
}
