import type { FamiliesView } from '../../../status/view.ts';
import { el, Keyed, scrolling, setText, tableOf } from './dom.ts';
import { fetchJson } from './fetch_json.ts';
import { found, matching } from './model/families.ts';

type Family = FamiliesView['families'][number];

const place = document.getElementById('families');
if (place !== null) void showFamilies(place);

async function showFamilies(place: HTMLElement): Promise<void> {
  try {
    const { families } = await fetchJson<FamiliesView>('/v1/metrics/families');
    place.replaceChildren(...searchable(families));
  } catch (error) {
    place.replaceChildren(
      el('p', { role: 'alert' }, `The metrics cannot be listed. ${(error as Error).message}`),
    );
  }
}

function searchable(families: readonly Family[]): HTMLElement[] {
  const search = el('input', { type: 'search', id: 'search', autocomplete: 'off' });
  const note = el('p', { class: 'note', role: 'status' });
  const { table, body } = tableOf('Metrics', ['Name', 'Type', 'Series', 'Labels', 'Help']);
  const keyed = new Keyed<Family>(body, ({ name }) => name, row);
  const show = () => {
    const shown = matching(families, search.value);
    keyed.update(shown);
    setText(note, found(shown, families));
  };
  search.addEventListener('input', show);
  show();
  return [
    el('p', { class: 'controls' }, el('label', { for: 'search' }, 'Search metrics'), ' ', search),
    note,
    scrolling('Metrics table', table),
  ];
}

function row({ name, type, series, labels, help }: Family) {
  return {
    element: el(
      'tr',
      {},
      el('th', { scope: 'row' }, el('code', {}, name)),
      el('td', {}, type),
      el('td', { class: 'number' }, String(series)),
      el('td', {}, labels.join(', ') || '–'),
      el('td', { class: 'long' }, help),
    ),
    update() {},
  };
}
