type Labels = Readonly<Record<string, string | number>>;

/** What tells a series of one page from the others, whatever the order of its labels; `without` is left out. */
export function seriesKey(name: string, labels: Labels, without?: string): string {
  let key = name;
  for (const label of Object.keys(labels).sort()) {
    if (label !== without) key += `\u0000${label}\u0000${labels[label]}`;
  }
  return key;
}
