const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Markup that may go into a page as it is. Only `html` and `markup` make it. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Insertable = string | number | Html | readonly Html[];

/** Markup from a template: what is inserted is text, whatever is in it, unless it is markup itself. */
export function html(strings: TemplateStringsArray, ...values: readonly Insertable[]): Html {
  return new Html(
    strings
      .map((text, index) => text + (index < values.length ? inserted(values[index] ?? '') : ''))
      .join(''),
  );
}

/** Markup of our own, such as a style sheet; never anything that was read from elsewhere. */
export function markup(text: string): Html {
  return new Html(text);
}

function inserted(value: Insertable): string {
  if (value instanceof Html) return value.text;
  if (typeof value === 'object') return value.map(({ text }) => text).join('');
  return String(value).replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
