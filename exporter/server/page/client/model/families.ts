import type { FamiliesView } from '../../../../status/view.ts';

type Family = FamiliesView['families'][number];

/** Families in whose name, type, help or labels every word of a text occurs; all of them where there is none. */
export function matching(families: readonly Family[], text: string): Family[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return families.filter(({ name, type, help, labels }) => {
    const all = [name, type, help, ...labels].join(' ').toLowerCase();
    return words.every((word) => all.includes(word));
  });
}

/** `12 of 80 families, 340 of 5200 series` */
export function found(shown: readonly Family[], all: readonly Family[]): string {
  const series = (families: readonly Family[]) => families.reduce((sum, one) => sum + one.series, 0);
  return shown.length === all.length
    ? `${all.length} families, ${series(all)} series`
    : `${shown.length} of ${all.length} families, ${series(shown)} of ${series(all)} series`;
}
