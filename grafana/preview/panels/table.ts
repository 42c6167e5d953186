import { PreviewError } from '../dashboard_json.ts';
import { type FieldSettings, settingsOf, shownValue } from '../field.ts';
import { type Column, rowsOf, type Table } from '../frames.ts';
import { type Html, html } from '../html.ts';
import { transformed } from '../transformations.ts';
import { type Drawing, nothing, option } from './drawing.ts';

type Cell = number | string | null;
type SortBy = readonly { readonly displayName: string; readonly desc?: boolean }[];

interface Shown {
  readonly column: Column;
  readonly settings: FieldSettings;
  readonly isNumber: boolean;
}

const ROW_HEIGHT = 36;

/** A row for each set of labels, a column for each label and query. */
export function table(drawing: Drawing): Html {
  const { panel, height, toMs } = drawing;
  const content = transformed(drawing.tables, panel);
  const rows = sorted(content, option<SortBy>(panel, 'sortBy', []));
  if (rows.length === 0) return nothing(panel);
  const columns = content.columns.map((column): Shown => {
    const isNumber = column.values.some((value) => typeof value === 'number');
    const identity = {
      name: column.name,
      refId: column.refId,
      kind: isNumber ? 'number' : 'string',
    } as const;
    return { column, isNumber, settings: settingsOf(panel, identity) };
  });
  const seen = columns.map(({ settings }) => !isHidden(settings));
  const room = Math.max(1, Math.floor((height - ROW_HEIGHT) / ROW_HEIGHT));
  return html`<table class="cells"><tr>${columns
    .filter((_, index) => seen[index])
    .map(({ column, settings, isNumber }) => {
      const width = settings.custom.width as number | undefined;
      return html`<th${isNumber ? html` class="number"` : ''}${width === undefined ? '' : html` style="width:${width}px"`}>${settings.displayName ?? column.name}</th>`;
    })}</tr>${rows
    .slice(0, room)
    .map(
      (row) =>
        html`<tr>${columns.map((shown, index) => (seen[index] ? cell(shown, row[index] ?? null, toMs) : html``))}</tr>`,
    )}</table>${rows.length > room ? html`<div class="more">${rows.length - room} more below</div>` : ''}`;
}

/** The rows in the order that the panel asks for. */
export function sorted(content: Table, sortBy: SortBy): Cell[][] {
  const [order] = sortBy;
  const rows = rowsOf(content);
  if (order === undefined) return rows;
  const index = content.columns.findIndex(({ name }) => name === order.displayName);
  if (index < 0) {
    if (rows.length === 0) return rows;
    throw new PreviewError(
      `A table sorts by «${order.displayName}», and has only: ${content.columns.map(({ name }) => name).join(', ')}.`,
    );
  }
  return rows.toSorted(
    (a, b) => compared(a[index] ?? null, b[index] ?? null) * (order.desc === true ? -1 : 1),
  );
}

function compared(a: Cell, b: Cell): number {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a).localeCompare(String(b));
}

function cell({ settings, isNumber }: Shown, value: Cell, nowMs: number): Html {
  const { text, color } = shownValue(value, settings, nowMs);
  const { type = 'auto' } = (settings.custom.cellOptions as { type?: string } | undefined) ?? {};
  const linked = (settings.links?.length ?? 0) > 0 ? ' linked' : '';
  const style = styleOf(type, color, value, settings);
  return html`<td class="${isNumber ? 'number' : ''}${linked}"${style === '' ? '' : html` style="${style}"`}>${text}</td>`;
}

function styleOf(
  type: string,
  color: string | null,
  value: Cell,
  { min = 0, max = 1 }: FieldSettings,
): string {
  switch (type) {
    case 'auto':
    case 'data-links':
      return '';
    case 'color-text':
      return color === null ? '' : `color:${color}`;
    case 'color-background':
      return color === null ? '' : `background:${color};color:#111217`;
    case 'gauge': {
      const share = typeof value === 'number' ? Math.min(1, Math.max(0, (value - min) / (max - min))) : 0;
      return `background:linear-gradient(90deg,${color ?? '#3274D9'} ${(100 * share).toFixed(1)}%,transparent 0)`;
    }
    default:
      throw new PreviewError(
        `Cells of type «${type}» are not drawn: add it to grafana/preview/panels/table.ts.`,
      );
  }
}

function isHidden({ custom }: FieldSettings): boolean {
  const { viz } = (custom.hideFrom as { viz?: boolean } | undefined) ?? {};
  return custom.hidden === true || viz === true;
}
