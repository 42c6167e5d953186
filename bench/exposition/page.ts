import { writeFile } from 'node:fs/promises';
import type { Commands } from './contestant.ts';
import { allocated, longestBlock, retained, timed } from './measure.ts';
import { servePages } from './page_server.ts';
import { change, changeNative, fill, fillNative } from './workload.ts';

export type Format = 'text' | 'openmetrics' | 'protobuf';

/** A page in the bytes that a socket takes. */
export interface Page {
  readonly contentType: string;
  readonly chunks: readonly Uint8Array[];
  release?(): void;
}

/** Whatever keeps the histogram of the workload and renders it. */
export interface PageSource {
  observe(set: number, value: number): void;
  render(format: Format): Page | Promise<Page>;
  /** Serves on a free port, the result, and calls `afterwards` after each page; a plain server unless given. */
  serve?(afterwards: () => void): Promise<number>;
}

/** A page that was put together as one string. */
export function pageOf(text: string, contentType: string): Page {
  return { contentType, chunks: [Buffer.from(text, 'utf8')] };
}

/** The commands of a contestant that renders pages; it is made by the first of them. */
export function pageCommands(make: () => PageSource): Commands {
  let made: PageSource | undefined;
  const source = () => {
    made ??= make();
    return made;
  };
  const observe = (set: number, value: number) => source().observe(set, value);
  let changes = 0;
  const next = (every: string) => change(changes++, Number(every), observe);
  const page = (format: string) => source().render(format as Format);
  return {
    fill: () => fill(observe),
    fillNative: () => fillNative(observe),
    retained: (how) => retained(make, how === 'fillNative' ? fillNative : fill),
    change: next,
    changeNative: (every: string) => changeNative(changes++, Number(every), observe),
    render: (format = '') => timed(async () => (await page(format)).release?.()),
    block: (format = '') => longestBlock(async () => (await page(format)).release?.()),
    allocated: (format = '') => allocated(async () => (await page(format)).release?.()),
    write: async (format = '', path = '') => {
      const rendered = await page(format);
      await writeFile(path, rendered.chunks);
      rendered.release?.();
    },
    serve: () => source().serve?.(() => next('1')) ?? servePages(page, () => next('1')),
  };
}
