import type { LimitView } from '../../../status/view.ts';
import { el, setAttribute, setNumber, setText } from './dom.ts';
import { exact } from './model/format.ts';
import { limitInWords } from './model/limits.ts';

/** A cell of a table with a number, marked where that is beyond a limit. */
export class NumberCell {
  readonly element = el('td', { class: 'number' });
  readonly #value = el('span');
  readonly #mark = el('span', { class: 'mark' });
  readonly #unit: string;

  /** `unit` is that of the exact value in the title. */
  constructor(unit: string, className = '') {
    this.#unit = unit;
    if (className !== '') this.element.classList.add(className);
    this.element.append(this.#value, this.#mark);
  }

  update(text: string, value: number | null, limit: LimitView | null = null): void {
    setNumber(this.#value, text, exact(value, this.#unit), value);
    setAttribute(this.element, 'data-over', limit === null ? null : limit.severity);
    // Read out, too: the sign alone says nothing.
    setText(this.#mark, limit === null ? '' : '▲ over');
    setAttribute(this.#mark, 'title', limit === null ? null : `The limit: ${limitInWords(limit)}`);
  }
}
