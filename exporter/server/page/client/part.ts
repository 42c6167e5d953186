import type { StatusView } from '../../../status/view.ts';
import type { History } from './model/history.ts';

/** What the parts of the page show. */
export interface Shows {
  readonly status: StatusView;
  /** The last hour; null while it is not known. */
  readonly history: History | null;
  /** What time it is for the exporter, in milliseconds since 1970. */
  readonly now: number;
}

/** A part of the page. Its update runs in a frame of the browser, at most once in each, and changes only what is another than before. */
export interface Part {
  readonly element: HTMLElement;
  update(shows: Shows): void;
}
