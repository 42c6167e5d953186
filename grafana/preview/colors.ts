import { PreviewError } from './dashboard_json.ts';

// Hues of Grafana's dark theme, https://grafana.com/developers/saga/foundations/color/.
const HUES: Readonly<Record<string, string>> = {
  red: '#F2495C',
  orange: '#FF9830',
  yellow: '#FADE2A',
  green: '#73BF69',
  blue: '#5794F2',
  purple: '#B877D9',
};

const NAMED: Readonly<Record<string, string>> = {
  ...HUES,
  text: '#ccccdc',
  white: '#ffffff',
  black: '#000000',
  gray: '#808080',
  transparent: 'transparent',
  'dark-red': '#C4162A',
  'dark-orange': '#FA6400',
  'dark-yellow': '#E0B400',
  'dark-green': '#37872D',
  'dark-blue': '#1F60C4',
  'dark-purple': '#8F3BB8',
  'semi-dark-red': '#E02F44',
  'semi-dark-orange': '#FF780A',
  'semi-dark-yellow': '#F2CC0C',
  'semi-dark-green': '#56A64B',
  'semi-dark-blue': '#3274D9',
  'semi-dark-purple': '#A352CC',
  'light-red': '#FF7383',
  'light-orange': '#FFB357',
  'light-yellow': '#FFEE52',
  'light-green': '#96D98D',
  'light-blue': '#8AB8FF',
  'light-purple': '#CA95E5',
  'super-light-red': '#FFA6B0',
  'super-light-orange': '#FFCB7D',
  'super-light-yellow': '#FFF899',
  'super-light-green': '#C8F2C2',
  'super-light-blue': '#C0D8FF',
  'super-light-purple': '#DEB6F2',
};

// Of Grafana's classic palette, those that a thin line on a dark ground can be seen in.
const PALETTE = [
  '#73BF69',
  '#F2CC0C',
  '#8AB8FF',
  '#FF780A',
  '#F2495C',
  '#5794F2',
  '#B877D9',
  '#FADE2A',
  '#447EBC',
  '#C15C17',
  '#E5A8E2',
  '#AEA2E0',
  '#70DBED',
  '#F9BA8F',
  '#F29191',
  '#82B5D8',
  '#629E51',
  '#E5AC0E',
  '#64B0C8',
  '#E0752D',
  '#9AC48A',
  '#F2C96D',
  '#65C5DB',
  '#F9934E',
  '#EA6460',
  '#5195CE',
  '#D683CE',
] as const;

/** The value of a colour that a dashboard names. Throws a PreviewError where there is none of that name. */
export function colorOf(name: string): string {
  const found = NAMED[name] ?? (/^(?:#[0-9a-f]{3,8}|rgba?\([\d., ]+\))$/i.test(name) ? name : undefined);
  if (found === undefined)
    throw new PreviewError(`There is no colour «${name}»; use one of: ${Object.keys(NAMED).join(', ')}.`);
  return found;
}

/** A colour by the place of a series among those of its panel. */
export function paletteColor(index: number): string {
  return PALETTE[index % PALETTE.length] ?? PALETTE[0];
}

/** A colour by the name of a series, the same in every panel. */
export function paletteColorOfName(name: string): string {
  // FNV-1a, with the last steps of MurmurHash3: names that differ in little get colours far apart.
  let hash = 0x811c9dc5;
  for (const character of name) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return paletteColor((hash ^ (hash >>> 13)) >>> 0);
}

/** The shade of a colour for the series at that place: the colour itself, then lighter and darker ones in turn. */
export function shadeOf(name: string, index: number): string {
  const base = colorOf(name);
  if (index === 0) return base;
  const share = Math.min(0.6, 0.2 * Math.ceil(index / 2));
  return mixed(base, index % 2 === 1 ? '#ffffff' : '#111217', share);
}

/** A colour between two, both as #rrggbb; `share` of the second one, from 0 to 1. */
export function mixed(first: string, second: string, share: number): string {
  const channels = [1, 3, 5].map((at) => {
    const [from, to] = [first, second].map((color) => Number.parseInt(color.slice(at, at + 2), 16));
    return Math.round((from ?? 0) * (1 - share) + (to ?? 0) * share)
      .toString(16)
      .padStart(2, '0');
  });
  return `#${channels.join('')}`;
}
