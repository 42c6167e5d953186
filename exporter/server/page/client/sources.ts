import type { SourceView } from '../../../status/view.ts';
import { el, Keyed, scrolling, section, setAttribute, setNumber, setText, tableOf } from './dom.ts';
import { bytes, clock, duration, exact } from './model/format.ts';
import type { Part } from './part.ts';

const TONES: Readonly<Record<SourceView['state'], string>> = {
  up: 'good',
  down: 'bad',
  'catching up': 'unknown',
  starting: 'unknown',
  'read by Prometheus': 'unknown',
};
const SIGNS: Readonly<Record<SourceView['state'], string>> = {
  up: '✓ up',
  down: '✕ down',
  'catching up': '… catching up',
  starting: '… starting',
  'read by Prometheus': 'read by Prometheus',
};

interface Item {
  readonly source: SourceView;
  readonly now: number;
}

/** Where the numbers come from, and whether they still do. */
export function sources(): Part {
  const headings = ['Source', 'State', 'Said last', 'Last worked', 'Waiting', 'Type', 'Service'];
  const { table, body } = tableOf('Sources', headings);
  const box = scrolling('Sources table', table);
  const note = el('p', { class: 'note' }, 'No source is configured: see sources in monitoring.yml.');
  const keyed = new Keyed<Item>(body, ({ source: { id, type } }) => `${type} ${id}`, create);
  return {
    element: section('sources', 'Sources', box, note),
    update({ status, now }) {
      keyed.update(status.sources.map((source) => ({ source, now })));
      box.hidden = status.sources.length === 0;
      note.hidden = !box.hidden;
    },
  };
}

function create({ source: { id } }: Item) {
  const cells = {
    state: el('td', { class: 'state' }),
    said: el('td', { class: 'long' }),
    worked: el('td'),
    waiting: el('td', { class: 'number' }),
    type: el('td'),
    service: el('td'),
  };
  return {
    element: el('tr', {}, el('th', { scope: 'row' }, id), ...Object.values(cells)),
    update({ source, now }: Item) {
      const { state, trouble, lastMessage, lastSuccess, lag } = source;
      setText(cells.state, SIGNS[state]);
      setAttribute(cells.state, 'data-tone', TONES[state]);
      const over = lastMessage === null ? '–' : `${lastMessage.text} (${clock(lastMessage.at, now)})`;
      setText(cells.said, trouble ?? over);
      setText(cells.worked, lastSuccess === null ? '–' : `${duration(now - lastSuccess)} ago`);
      setNumber(cells.waiting, bytes(lag), exact(lag, 'bytes'), lag);
      setText(cells.type, source.type);
      setText(cells.service, source.service);
    },
  };
}
