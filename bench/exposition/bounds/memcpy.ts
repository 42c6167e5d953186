import type { Commands } from '../contestant.ts';
import { type Format, type Page, type PageSource, pageCommands } from '../page.ts';
import { CONTENT_TYPE, HEAD, lineStarts } from './label_text.ts';

/** A copy of a finished page: no renderer that hands out a snapshot can be faster. */
class Memcpy implements PageSource {
  readonly #from: Buffer;
  readonly #to: Buffer;

  constructor() {
    const lines = lineStarts('text').flat();
    this.#from = Buffer.from(`${HEAD}${lines.join('12\n')}12\n`, 'latin1');
    this.#to = Buffer.alloc(this.#from.length);
  }

  observe(): void {}

  render(format: Format): Page {
    if (format !== 'text') throw new Error('This bound is about text 0.0.4.');
    this.#from.copy(this.#to);
    return { contentType: CONTENT_TYPE.text, chunks: [this.#to] };
  }
}

export function create(): Commands {
  return pageCommands(() => new Memcpy());
}
