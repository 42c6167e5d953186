// Making and changing elements. Whatever comes from the server is text: nothing here reads markup.

type Tag = keyof HTMLElementTagNameMap;
type Attributes = Readonly<Record<string, string>>;

/** A new element with attributes and children; texts are texts. */
export function el<T extends Tag>(
  tag: T,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[T] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** Sets the text of an element where it is another one. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** Sets an attribute where it is another one; null removes it. */
export function setAttribute(element: Element, name: string, value: string | null): void {
  if (element.getAttribute(name) === value) return;
  if (value === null) element.removeAttribute(name);
  else element.setAttribute(name, value);
}

/** Shows a number as text, and as it is in the title and in `data-value`. */
export function setNumber(element: Element, text: string, exact: string, value: number | null): void {
  setText(element, text);
  setAttribute(element, 'title', exact);
  setAttribute(element, 'data-value', value === null ? null : String(value));
}

/** A link that opens beside the page; `address` has passed `webAddress`. */
export function link(address: string, text: string): HTMLAnchorElement {
  return el('a', { href: address, target: '_blank', rel: 'noopener noreferrer' }, text);
}

/** Text that only screen readers have. */
export function hidden(text: string): HTMLSpanElement {
  return el('span', { class: 'hidden' }, text);
}

/** A part of the page under a heading, which names it. */
export function section(id: string, heading: string, ...children: readonly (Node | string)[]): HTMLElement {
  return el(
    'section',
    { id, 'aria-labelledby': `${id}-heading` },
    el('h2', { id: `${id}-heading` }, heading),
    ...children,
  );
}

/** A table that scrolls by itself where it is too wide, also by keyboard. */
export function scrolling(name: string, table: HTMLTableElement): HTMLDivElement {
  return el('div', { class: 'scroll', role: 'region', tabindex: '0', 'aria-label': name }, table);
}

/** A table with a caption for screen readers and a row of headings. */
export function tableOf(
  caption: string,
  headings: readonly (string | Node)[],
): { table: HTMLTableElement; body: HTMLTableSectionElement } {
  const body = el('tbody');
  const cells = headings.map((heading) => el('th', { scope: 'col' }, heading));
  const table = el(
    'table',
    {},
    el('caption', { class: 'hidden' }, caption),
    el('thead', {}, el('tr', {}, ...cells)),
    body,
  );
  return { table, body };
}

/** Elements of a list that show items. */
export interface Shown<T> {
  readonly element: Element;
  update(item: T): void;
}

/** Keeps the children of an element in step with items: each has its own, which stays as long as its item does. */
export class Keyed<T> {
  readonly #parent: Element;
  readonly #keyOf: (item: T) => string;
  readonly #create: (item: T) => Shown<T>;
  readonly #after: Element | null;
  #shown = new Map<string, Shown<T>>();

  /** `after` is the child behind which they are; they are the only children unless it is given. */
  constructor(
    parent: Element,
    keyOf: (item: T) => string,
    create: (item: T) => Shown<T>,
    after: Element | null = null,
  ) {
    this.#parent = parent;
    this.#after = after;
    this.#keyOf = keyOf;
    this.#create = create;
  }

  /** Shows these items, in their order. */
  update(items: readonly T[]): void {
    const next = new Map<string, Shown<T>>();
    for (const item of items) {
      const key = this.#keyOf(item);
      if (next.has(key)) continue;
      const shown = this.#shown.get(key) ?? this.#create(item);
      shown.update(item);
      next.set(key, shown);
    }
    // What goes first, so that what stays is not moved: that would take the focus away from it.
    for (const [key, { element }] of this.#shown) if (!next.has(key)) element.remove();
    let place = this.#after === null ? this.#parent.firstElementChild : this.#after.nextElementSibling;
    for (const { element } of next.values()) {
      if (element === place) place = place.nextElementSibling;
      else this.#parent.insertBefore(element, place);
    }
    this.#shown = next;
  }
}

/** Calls back when an element comes into view or leaves it. */
export function whenVisible(element: Element, seen: (isVisible: boolean) => void): void {
  new IntersectionObserver((entries) => {
    const last = entries.at(-1);
    if (last !== undefined) seen(last.isIntersecting);
  }).observe(element);
}
