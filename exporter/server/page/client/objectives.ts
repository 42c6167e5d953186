import type { ObjectiveView } from '../../../status/view.ts';
import { el, Keyed, scrolling, section, setAttribute, setText, tableOf } from './dom.ts';
import { clock, count, duration, exact, ratio, target } from './model/format.ts';
import { knownByInWords } from './model/objectives.ts';
import type { Part } from './part.ts';

/** A budget of which less is left is near its end. */
const LOW = '0.25';
const HALF = '0.5';

interface Item {
  readonly objective: ObjectiveView;
  readonly now: number;
}

/** How much may still fail, and until when that lasts at the pace of now. */
export function objectives(): Part {
  const headings = ['Objective', 'Service', 'Target', 'Budget left', 'Burn rate', 'Spent', 'Known by'];
  const { table, body } = tableOf('Objectives', headings);
  const box = scrolling('Objectives table', table);
  const note = el('p', { class: 'note' }, 'No objective is set: see objectives in monitoring.yml.');
  const keyed = new Keyed<Item>(
    body,
    ({ objective: { objective, service } }) => `${service} ${objective}`,
    create,
  );
  return {
    element: section('objectives', 'Objectives', box, note),
    update({ status, now }) {
      keyed.update(status.objectives.map((objective) => ({ objective, now })));
      box.hidden = status.objectives.length === 0;
      note.hidden = !box.hidden;
    },
  };
}

function create({ objective: { objective, service } }: Item) {
  const bar = el('meter', { min: '0', max: '1', low: LOW, high: HALF, optimum: '1' });
  bar.setAttribute('aria-label', `Budget left of ${objective} of ${service}`);
  const left = el('span');
  const why = el('p', { class: 'note' });
  const cells = { target: el('td'), burn: el('td', { class: 'number' }), spent: el('td'), by: el('td') };
  const element = el(
    'tr',
    {},
    el('th', { scope: 'row' }, objective),
    el('td', {}, service),
    cells.target,
    el('td', {}, bar, ' ', left, why),
    cells.burn,
    cells.spent,
    cells.by,
  );
  return {
    element,
    update({ objective: view, now }: Item) {
      const { remaining, burnRate, exhaustedAt } = view;
      setText(cells.target, `${target(view.target)} over ${view.window}`);
      bar.hidden = remaining === null;
      bar.value = Math.min(1, Math.max(0, remaining ?? 0));
      setText(left, leftInWords(remaining));
      setAttribute(left, 'title', exact(remaining, ''));
      setAttribute(left, 'data-value', remaining === null ? null : String(remaining));
      setText(why, view.why ?? '');
      why.hidden = view.why === null;
      setText(cells.burn, burnRate === null ? '–' : `${count(burnRate)}×`);
      setAttribute(cells.burn, 'title', exact(burnRate, 'times the pace that the budget allows'));
      setAttribute(cells.burn, 'data-over', burnRate !== null && burnRate > 1 ? 'warning' : null);
      setText(cells.spent, spentInWords(remaining, exhaustedAt, now));
      setAttribute(cells.spent, 'title', exhaustedAt === null ? null : clock(exhaustedAt, now));
      setText(cells.by, knownByInWords(view, now));
    },
  };
}

function leftInWords(remaining: number | null): string {
  if (remaining === null) return 'not known';
  return remaining < 0 ? `overspent by ${ratio(-remaining)}` : ratio(remaining);
}

function spentInWords(remaining: number | null, exhaustedAt: number | null, now: number): string {
  if (remaining !== null && remaining <= 0) return 'spent';
  if (exhaustedAt === null) return '–';
  return `in ${duration(exhaustedAt - now)}`;
}
