import { COLUMNS } from './grid.ts';
import { plain } from './text.ts';
import type { TextWidget } from './widget.ts';

/** A dashboard that others lead to. */
export interface Linked {
  readonly name: string;
  /** What people call it. */
  readonly title: string;
}

const NOTICE = 'Rendered from monitoring.yml: what is changed here is lost with the next deployment.';
const CHARACTERS_A_LINE = 160;

/** Links to the other dashboards, and whose work this one is, so that nobody edits it in vain. */
export function links(all: readonly Linked[], here: string): TextWidget {
  const others = all.map(({ name, title }) =>
    name === here ? `**${plain(title)}**` : `[${plain(title)}](#dashboards:name=${name})`,
  );
  const length = all.map(({ title }) => title.length + 3).reduce((sum, one) => sum + one, NOTICE.length);
  return {
    type: 'text',
    width: COLUMNS,
    height: 1 + Math.floor(length / CHARACTERS_A_LINE),
    properties: { markdown: `${others.join(' · ')} — ${NOTICE}`, background: 'transparent' },
  };
}
