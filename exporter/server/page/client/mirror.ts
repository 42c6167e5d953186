import type { MirrorView } from '../../../status/view.ts';
import { el, section, setAttribute, setText } from './dom.ts';
import { bytes, clock, count, dollars, duration } from './model/format.ts';
import type { Part } from './part.ts';

/** What goes to CloudWatch, what it costs, and what it answers. */
export function mirror(): Part {
  const note = el('p', { class: 'note' });
  const list = el('dl', { class: 'facts' });
  const terms = new Map<string, HTMLElement>();
  const say = (term: string, text: string, tone: string | null = null) => {
    let cell = terms.get(term);
    if (cell === undefined) {
      cell = el('dd');
      terms.set(term, cell);
      list.append(el('div', {}, el('dt', {}, term), cell));
    }
    setText(cell, text);
    setAttribute(cell, 'data-tone', tone);
  };
  return {
    element: section('mirror', 'CloudWatch mirror', note, list),
    update({ status: { mirror: view }, now }) {
      list.hidden = view === null;
      note.hidden = view !== null;
      if (view === null) {
        setText(note, 'Nothing is mirrored: see mirror in monitoring.yml.');
        return;
      }
      for (const [term, text, tone] of facts(view, now)) say(term, text, tone ?? null);
    },
  };
}

function facts(view: MirrorView, now: number): [string, string, string?][] {
  const { namespace, region, trouble, spool, budget, lastAnswer } = view;
  const oldest = spool.oldest === null ? '' : `, the oldest from ${duration(now - spool.oldest)} ago`;
  const most = budget.most === null ? '' : ` of ${count(budget.most)}`;
  const answer = lastAnswer === null ? 'None yet' : `${lastAnswer.text} (${clock(lastAnswer.at, now)})`;
  return [
    ['State', trouble === null ? '✓ works' : `✕ ${trouble}`, trouble === null ? 'good' : 'bad'],
    ['Namespace', region === null ? namespace : `${namespace} in ${region}`],
    ['Spool', `${count(spool.datums)} datums, ${bytes(spool.bytes)}${oldest}`],
    ['Dropped', `${count(spool.dropped)} datums`, spool.dropped > 0 ? 'warning' : undefined],
    ['Cost', `${dollars(budget.monthlyUsd)} a month for ${count(budget.metrics)}${most} metrics`],
    ['Last answer', answer, lastAnswer?.ok === false ? 'bad' : undefined],
  ].map(([term = '', text = '', tone]) => (tone === undefined ? [term, text] : [term, text, tone]));
}
