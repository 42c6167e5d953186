/** The sum of a series on a metrics page over all label sets that contain the given labels; 0 where none does. */
export function sumOf(page: string, series: string, labels: Readonly<Record<string, string>> = {}): number {
  let sum = 0;
  for (const line of page.split('\n')) {
    const [, name, text = '', value] = /^([a-zA-Z_:][\w:]*)(\{.*\})? (\S+)/.exec(line) ?? [];
    if (name !== series) continue;
    if (Object.entries(labels).every(([label, wanted]) => text.includes(`${label}="${wanted}"`)))
      sum += Number(value);
  }
  return sum;
}
