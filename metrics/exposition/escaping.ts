/**
 * How names that Prometheus before 3.0 cannot read are written; the `escaping` of Accept and Content-Type.
 */
export type EscapingScheme = 'allow-utf-8' | 'underscores' | 'dots' | 'values';

export const ESCAPING_SCHEMES: readonly EscapingScheme[] = ['allow-utf-8', 'underscores', 'dots', 'values'];

type IsLegal = (code: number, first: boolean) => boolean;

/** Whether every Prometheus reads this metric name: `[a-zA-Z_:][a-zA-Z0-9_:]*`. */
export function isLegacyMetricName(name: string): boolean {
  return isMadeOf(name, isMetricCharacter);
}

/** Whether every Prometheus reads this label name: `[a-zA-Z_][a-zA-Z0-9_]*`. */
export function isLegacyLabelName(name: string): boolean {
  return isMadeOf(name, isLabelCharacter);
}

/**
 * A name under a scheme, as `model.EscapeName` of prometheus/common has it: `dots` doubles the underscores of
 * a legacy name, too. Lone surrogates count as U+FFFD. An empty name stays empty.
 */
export function escapeName(name: string, scheme: EscapingScheme): string {
  return escapeWith(name, scheme, isMetricCharacter);
}

/** A metric's name as a page has it: legacy names stay as they are, under every scheme. */
export function escapeMetricName(name: string, scheme: EscapingScheme): string {
  return isLegacyMetricName(name) ? name : escapeName(name, scheme);
}

/**
 * A label's name as a page has it. prometheus/common leaves colons in label names, which no Prometheus reads
 * there; here they are escaped like any other character.
 */
export function escapeLabelName(name: string, scheme: EscapingScheme): string {
  return isLegacyLabelName(name) ? name : escapeWith(name, scheme, isLabelCharacter);
}

function escapeWith(name: string, scheme: EscapingScheme, isLegal: IsLegal): string {
  const wellFormed = name.toWellFormed();
  switch (scheme) {
    case 'allow-utf-8':
      return wellFormed;
    case 'underscores':
      return mapCharacters(wellFormed, (character, legal) => (legal ? character : '_'), isLegal);
    case 'dots':
      return mapCharacters(wellFormed, dotted, isLegal);
    case 'values':
      return wellFormed === '' || isMadeOf(wellFormed, isLegal)
        ? wellFormed
        : `U__${mapCharacters(wellFormed, valued, isLegal)}`;
  }
}

function dotted(character: string, legal: boolean): string {
  if (character === '.') return '_dot_';
  return legal && character !== '_' ? character : '__';
}

function valued(character: string, legal: boolean): string {
  if (character === '_') return '__';
  return legal ? character : `_${character.codePointAt(0)?.toString(16)}_`;
}

function mapCharacters(
  name: string,
  map: (character: string, legal: boolean) => string,
  isLegal: IsLegal,
): string {
  let mapped = '';
  let first = true;
  for (const character of name) {
    mapped += map(character, character.length === 1 && isLegal(character.charCodeAt(0), first));
    first = false;
  }
  return mapped;
}

function isMadeOf(name: string, isLegal: IsLegal): boolean {
  for (let index = 0; index < name.length; index++) {
    if (!isLegal(name.charCodeAt(index), index === 0)) return false;
  }
  return name !== '';
}

function isMetricCharacter(code: number, first: boolean): boolean {
  return code === 0x3a || isLabelCharacter(code, first);
}

function isLabelCharacter(code: number, first: boolean): boolean {
  const letter = code | 0x20;
  const isLetter = letter >= 0x61 && letter <= 0x7a && code < 0x80;
  return isLetter || code === 0x5f || (!first && code >= 0x30 && code <= 0x39);
}
