import { type PanelJson, PreviewError } from './dashboard_json.ts';
import { type Column, rowsOf, type Table } from './frames.ts';

type Cell = number | string | null;

interface Organize {
  readonly excludeByName?: Readonly<Record<string, boolean>>;
  readonly indexByName?: Readonly<Record<string, number>>;
  readonly renameByName?: Readonly<Record<string, string>>;
}

/** The table that a panel shows of the tables of its queries. */
export function transformed(tables: readonly Table[], { title, transformations = [] }: PanelJson): Table {
  let current = [...tables];
  for (const { id, options } of transformations) {
    if (id === 'merge') current = [merged(current)];
    else if (id === 'organize')
      current = current.map((table) => organized(table, (options ?? {}) as Organize));
    else if (id === 'limit')
      current = current.map((table) => limited(table, options as { limitField?: number }));
    else
      throw new PreviewError(
        `«${title}»: the transformation «${id}» is not drawn: add it to transformations.ts.`,
      );
  }
  if (current.length > 1)
    throw new PreviewError(`«${title}»: a table of several queries needs the transformation «merge».`);
  return current[0] ?? { columns: [] };
}

/** One table whose rows agree in what their tables share. A row joins all those that say nothing else in any column. */
export function merged(tables: readonly Table[]): Table {
  const names = [...new Set(tables.flatMap(({ columns }) => columns.map(({ name }) => name)))];
  const refIds = new Map(tables.flatMap(({ columns }) => columns.map(({ name, refId }) => [name, refId])));
  const shared = names.filter((name) => tables.every((table) => hasColumn(table, name)));
  const rows = new Map<string, Map<string, Cell>[]>();
  for (const table of tables) {
    for (const values of rowsOf(table)) {
      const row = new Map(table.columns.map(({ name }, index) => [name, values[index] ?? null]));
      const key = JSON.stringify(shared.map((name) => row.get(name) ?? null));
      const alike = rows.get(key) ?? [];
      const others = alike.filter((candidate) => agree(candidate, row));
      if (others.length === 0) alike.push(row);
      for (const other of others) for (const [name, value] of row) other.set(name, value);
      rows.set(key, alike);
    }
  }
  const all = [...rows.values()].flat();
  return {
    columns: names.map((name) => ({
      name,
      refId: refIds.get(name) ?? '',
      values: all.map((row) => row.get(name) ?? null),
    })),
  };
}

/** The columns in the order that is asked for, under their headings, without those that are left out. */
export function organized(table: Table, { excludeByName, indexByName, renameByName }: Organize): Table {
  const place = ({ name }: Column) => indexByName?.[name] ?? Number.MAX_SAFE_INTEGER;
  return {
    columns: table.columns
      .filter(({ name }) => excludeByName?.[name] !== true)
      .toSorted((a, b) => place(a) - place(b))
      .map((column) => ({ ...column, name: renameByName?.[column.name] || column.name })),
  };
}

function limited({ columns }: Table, { limitField = 10 }: { limitField?: number } = {}): Table {
  return { columns: columns.map((column) => ({ ...column, values: column.values.slice(0, limitField) })) };
}

function agree(first: ReadonlyMap<string, Cell>, second: ReadonlyMap<string, Cell>): boolean {
  return [...second].every(([name, value]) => !first.has(name) || first.get(name) === value);
}

function hasColumn({ columns }: Table, name: string): boolean {
  return columns.some((column) => column.name === name);
}
