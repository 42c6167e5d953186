import { humanize, humanizeDuration, humanizePercentage, significant } from './humanize.ts';

/** What a template of a rule speaks of. */
export interface TemplateData {
  readonly value: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly externalLabels: Readonly<Record<string, string>>;
}

type Value = string | number | boolean;

/** What stands for an expression that is beyond an example. */
const UNKNOWN = '…';
const ACTION = /\{\{\s*((?:"(?:[^"\\]|\\.)*"|`[^`]*`|[^}"`])*?)\s*\}\}/;
const TERM = /"(?:[^"\\]|\\.)*"|`[^`]*`|\||[^\s"`|]+/g;

/**
 * The text that a template of a rule comes to for an example, after
 * https://prometheus.io/docs/prometheus/latest/configuration/template_reference/. It knows what goldwatch renders and what
 * people usually write; an ellipsis stands for anything else. Never throws.
 */
export function exampleText(template: string, data: TemplateData): string {
  const trimmed = template.replaceAll(/\s*\{\{-\s/g, '{{ ').replaceAll(/\s-\}\}\s*/g, ' }}');
  const parts = trimmed.split(ACTION);
  const tokens = parts.map((text, index) => ({ isAction: index % 2 === 1, text }));
  return block(tokens[Symbol.iterator](), data, undefined).text;
}

type Tokens = Iterator<{ readonly isAction: boolean; readonly text: string }>;

interface Block {
  readonly text: string;
  /** The action it ended with; empty at the end of the template. */
  readonly end: string;
}

/** Text up to the `else` or `end` that closes it. */
function block(tokens: Tokens, data: TemplateData, dot: Value | undefined): Block {
  let text = '';
  for (let next = tokens.next(); next.done !== true; next = tokens.next()) {
    const { isAction, text: token } = next.value;
    if (!isAction) text += token;
    else if (token === 'end' || /^else\b/.test(token)) return { text, end: token };
    else if (/^(?:if|with)\b/.test(token)) text += choice(token, tokens, data, dot);
    else text += String(evaluated(token, data, dot) ?? UNKNOWN);
  }
  return { text, end: '' };
}

function choice(action: string, tokens: Tokens, data: TemplateData, dot: Value | undefined): string {
  const [, keyword, condition = ''] = /^(\w+)\s*(.*)$/s.exec(action) ?? [];
  const value = evaluated(condition, data, dot);
  // What is not known is taken as there.
  const holds = value === undefined || (value !== '' && value !== 0 && value !== false);
  const yes = block(tokens, data, keyword === 'with' ? value : dot);
  if (yes.end === 'end' || yes.end === '') return holds ? yes.text : '';
  const [, nested] = /^else\s+((?:if|with)\b.*)$/s.exec(yes.end) ?? [];
  const no = nested === undefined ? block(tokens, data, dot).text : choice(nested, tokens, data, dot);
  return holds ? yes.text : no;
}

/** A pipeline's value; undefined where it is beyond an example. */
function evaluated(pipeline: string, data: TemplateData, dot: Value | undefined): Value | undefined {
  const stages = [[]] as string[][];
  for (const term of pipeline.match(TERM) ?? []) {
    if (term === '|') stages.push([]);
    else stages.at(-1)?.push(term);
  }
  let piped: Value | undefined;
  for (const [index, [name = '', ...rest]] of stages.entries()) {
    const terms = rest.map((term) => termOf(term, data, dot));
    const given = index === 0 ? terms : [...terms, piped];
    const isTerm = index === 0 && rest.length === 0;
    piped = isTerm ? termOf(name, data, dot) : called(name, given);
    if (piped === undefined) return undefined;
  }
  return piped;
}

function termOf(term: string, data: TemplateData, dot: Value | undefined): Value | undefined {
  if (term === '.') return dot;
  if (term === '$value' || term === '.Value') return data.value;
  const [, set, name = ''] =
    /^(\$labels|\.Labels|\$externalLabels|\.ExternalLabels)\.(\w+)$/.exec(term) ?? [];
  if (set !== undefined) return (/external/i.test(set) ? data.externalLabels : data.labels)[name] ?? '';
  if (/^["`]/.test(term)) return term.slice(1, -1).replaceAll(/\\(.)/g, '$1');
  return /^-?[\d.]+$/.test(term) ? Number(term) : undefined;
}

function called(name: string, given: readonly (Value | undefined)[]): Value | undefined {
  const [first, second] = given;
  const last = given.at(-1);
  if (first === undefined || last === undefined) return undefined;
  switch (name) {
    case 'humanize':
      return humanize(Number(last), 1000);
    case 'humanize1024':
      return humanize(Number(last), 1024);
    case 'humanizeDuration':
      return humanizeDuration(Number(last));
    case 'humanizePercentage':
      return humanizePercentage(Number(last));
    case 'urlquery':
      return encodeURIComponent(String(last));
    case 'toUpper':
      return String(last).toUpperCase();
    case 'toLower':
      return String(last).toLowerCase();
    case 'eq':
      return first === second;
    case 'ne':
      return first !== second;
    case 'printf':
      return given.length === 2 && second !== undefined ? printed(String(first), second) : undefined;
    default:
      return undefined;
  }
}

function printed(format: string, value: Value): string | undefined {
  const [verb, digits] = /%(?:\.(\d+))?[fgsdv]/.exec(format) ?? [];
  if (verb === undefined) return undefined;
  const shown =
    digits === undefined || typeof value !== 'number'
      ? String(value)
      : verb.endsWith('g')
        ? significant(value, Number(digits))
        : value.toFixed(Number(digits));
  return format.replace(verb, () => shown).replaceAll('%%', '%');
}
