import type { ErrorGroupView } from '../../../status/view.ts';
import { el, Keyed, scrolling, section, setNumber, setText, tableOf } from './dom.ts';
import { clock, count, duration, exact, plural } from './model/format.ts';
import type { Part } from './part.ts';

interface Item {
  readonly group: ErrorGroupView;
  readonly now: number;
}

/** Errors that look alike, those seen last first. */
export function errorGroups(): Part {
  const { table, body } = tableOf('Groups of errors', [
    'Error',
    'Service',
    'Times',
    'Last seen',
    'First seen',
    'Source',
  ]);
  const box = scrolling('Errors table', table);
  const note = el('p', { class: 'note' });
  const keyed = new Keyed<Item>(
    body,
    ({ group: { source, service, fingerprint } }) => `${source} ${service} ${fingerprint}`,
    create,
  );
  return {
    element: section('errors', 'Errors', box, note),
    update({ status: { errors }, now }) {
      keyed.update(errors.newest.map((group) => ({ group, now })));
      box.hidden = errors.newest.length === 0;
      note.hidden = errors.newest.length > 0 && errors.groups <= errors.newest.length;
      setText(
        note,
        errors.newest.length === 0
          ? 'No source has seen an error.'
          : `The newest ${errors.newest.length} of ${plural(errors.groups, 'group')} are shown.`,
      );
    },
  };
}

function create({ group: { type, message, frame, service, source } }: Item) {
  const times = el('td', { class: 'number' });
  const last = el('td');
  const first = el('td');
  const said = el(
    'th',
    { scope: 'row', class: 'long' },
    el('strong', {}, type),
    message === '' ? '' : `: ${message}`,
  );
  if (frame !== '') said.append(el('code', { class: 'frame' }, frame));
  return {
    element: el('tr', {}, said, el('td', {}, service), times, last, first, el('td', {}, source)),
    update({ group, now }: Item) {
      setNumber(times, count(group.count), exact(group.count, 'times'), group.count);
      setText(last, `${duration(now - group.lastSeen)} ago`);
      setText(first, clock(group.firstSeen, now));
    },
  };
}
