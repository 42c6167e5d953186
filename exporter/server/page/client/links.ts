import type { LinksView } from '../../../status/view.ts';
import { el, link, section, setText } from './dom.ts';
import { count } from './model/format.ts';
import { webAddress } from './model/links.ts';
import type { Part } from './part.ts';

const OWN = [
  ['Metrics', '/metrics'],
  ['Alerts as JSON', '/v1/alerts'],
  ['Status as JSON', '/v1/status'],
] as const;

/** Where else to look, and how full the exporter itself is. */
export function links(): Part {
  const own = OWN.map(([text, path]) => el('li', {}, el('a', { href: path }, text)));
  const others = el('ul', { class: 'actions' });
  const series = el('p', { class: 'note' });
  let shown = '';
  return {
    element: section('links', 'Other pages', others, el('ul', { class: 'actions' }, ...own), series),
    update({ status }) {
      const { used, limit, dropped } = status.series;
      const lost = dropped === 0 ? '' : `; ${count(dropped)} observations were dropped for want of room`;
      setText(series, `${count(used)} of at most ${count(limit)} series are in use${lost}.`);
      const key = JSON.stringify(status.links);
      if (key === shown) return;
      shown = key;
      others.replaceChildren(...programs(status.links));
      others.hidden = others.childElementCount === 0;
    },
  };
}

function programs({ grafana, prometheus, alertmanager }: LinksView): HTMLLIElement[] {
  const known = { Grafana: grafana, Prometheus: prometheus, Alertmanager: alertmanager };
  return Object.entries(known).flatMap(([name, text]) => {
    const address = webAddress(text);
    return address === null ? [] : [el('li', {}, link(address, name))];
  });
}
