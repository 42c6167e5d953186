import type { ConfigurationView } from '../../../status/view.ts';
import { el, section, setText } from './dom.ts';
import { fetchJson } from './fetch_json.ts';
import { clock } from './model/format.ts';
import type { Part } from './part.ts';

/** monitoring.yml as it is in use; loaded whenever somebody opens it. */
export function configuration(): Part {
  const text = el('pre', { tabindex: '0', role: 'region', 'aria-label': 'monitoring.yml' });
  const note = el('p', { class: 'note', role: 'status' });
  const details = el(
    'details',
    {},
    el('summary', {}, 'Show monitoring.yml as it is in use, without secrets'),
    note,
    text,
  );
  text.hidden = true;
  details.addEventListener('toggle', async () => {
    if (!details.open) return;
    setText(note, 'Loading');
    try {
      const view = await fetchJson<ConfigurationView>('/v1/status/configuration');
      setText(text, view.text);
      setText(note, `Read at ${clock(view.readAt, Date.now())}.`);
      text.hidden = false;
    } catch (error) {
      setText(note, `It cannot be shown. ${(error as Error).message}`);
    }
  });
  return { element: section('configuration', 'Configuration', details), update() {} };
}
