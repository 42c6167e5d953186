import { type Document, isCollection, isScalar, visit, type YAMLError } from 'yaml';
import { quoted } from '../conventions/names.ts';
import type { Diagnostic } from './diagnostics.ts';
import type { Positions } from './positions.ts';

type Mistake = Pick<Diagnostic, 'problem' | 'expected'>;

const IN_QUOTES = 'the whole value in quotes';
const NO_COLON = { problem: 'a key without a ":"', expected: 'a ":" behind the key' };
const BAD_INDENT = {
  problem: 'this indentation fits no line above',
  expected: 'the keys of one mapping in one column, and the "-" of one list',
};

const BY_CODE: Partial<Record<YAMLError['code'], Mistake>> = {
  BAD_ALIAS: { problem: 'a value cannot begin with "*" or "&"', expected: IN_QUOTES },
  BAD_INDENT,
  BLOCK_IN_FLOW: { problem: 'a second ":" in one entry', expected: `a "," between entries, or ${IN_QUOTES}` },
  MULTILINE_IMPLICIT_KEY: NO_COLON,
  MULTIPLE_DOCS: { problem: 'a second document begins here', expected: 'one document in the file' },
  RESOURCE_EXHAUSTION: { problem: 'this is nested too deeply', expected: 'at most 50 levels' },
  TAB_AS_INDENT: { problem: 'a tab as indentation', expected: 'spaces' },
};

// The parser's own sentences, where they are in its language rather than in the language of its users.
const BY_MESSAGE: readonly (readonly [RegExp, Mistake])[] = [
  [
    /^A block sequence may not be used/,
    { problem: 'a list begins among keys', expected: 'either keys or "-" items' },
  ],
  [/^Implicit map keys need to be followed/, NO_COLON],
  [/^Sequence item without - indicator/, BAD_INDENT],
  [/^Unexpected \S+ at node end/, { problem: 'text behind the end of the value', expected: IN_QUOTES }],
  [
    /^Unexpected block-seq-ind on same line/,
    { problem: 'a list on the line of its key', expected: '"-" items on lines of their own, or [ ]' },
  ],
  [/^Missing , /, { problem: 'a "," is missing here', expected: `a ",", or ${IN_QUOTES}` }],
  [/^Unexpected , /, { problem: 'a "," without a value before it', expected: 'a value' }],
  [/^Block scalar header/, { problem: 'text behind "|" or ">"', expected: 'the text on the lines below' }],
];

/**
 * What keeps a text from being YAML: the first mistake only, because those behind it mostly follow from it.
 * Where there is none, what the parser warns of, such as unknown tags.
 */
export function syntaxMistakes(document: Document, text: string, positions: Positions): Diagnostic[] {
  const [first] = document.errors.toSorted((a, b) => a.pos[0] - b.pos[0]);
  const mistakes = first === undefined ? document.warnings : [first];
  return mistakes.map(
    (error) =>
      referenceInFlow(error, text, positions) ??
      unclosed(error, document, text, positions) ?? {
        ...positions.offset(...error.pos),
        ...wording(error, text),
      },
  );
}

function wording({ code, message, pos: [from, to] }: YAMLError, text: string): Mistake {
  const problem = `${message.slice(0, 1).toLowerCase()}${message.slice(1)}`;
  if (code === 'BAD_SCALAR_START') {
    return { problem: `a value cannot begin with ${quoted(text.slice(from, to))}`, expected: IN_QUOTES };
  }
  if (code === 'TAG_RESOLVE_FAILED') return { problem, expected: IN_QUOTES };
  if (code === 'BAD_DQ_ESCAPE') {
    return { problem, expected: `"\\\\" for a backslash, or '…' around the text instead of "…"` };
  }
  if (message.startsWith('Nested mappings')) return nestedMapping(text.slice(from).split('\n', 1).join());
  const known = BY_MESSAGE.find(([pattern]) => pattern.test(message))?.[1] ?? BY_CODE[code];
  if (known !== undefined) return known;
  const token = text.slice(from, to).trim();
  return { problem: code === 'UNEXPECTED_TOKEN' && token !== '' ? `unexpected ${quoted(token)}` : problem };
}

function nestedMapping(restOfLine: string): Mistake {
  if (!/:(?:\s|$)/.test(restOfLine)) return BAD_INDENT;
  return { problem: 'a second ":" in one line', expected: `${IN_QUOTES}, or its keys on lines of their own` };
}

function referenceInFlow({ pos: [from] }: YAMLError, text: string, positions: Positions): Diagnostic | null {
  if (text.slice(from - 1, from + 1) !== '${') return null;
  const end = text.indexOf('}', from);
  const place = positions.offset(from - 1, end === -1 ? from + 1 : end + 1);
  return { ...place, problem: `a "\${" without quotes inside [ ] or { }`, expected: IN_QUOTES };
}

// The parser notices at the end of the file; the mistake is where the bracket or the quote opens.
function unclosed(
  { message, pos: [from] }: YAMLError,
  document: Document,
  text: string,
  positions: Positions,
): Diagnostic | null {
  const closing = /(?:Missing closing|end with a) (["'\]}])/.exec(message)?.[1];
  if (closing === undefined) return null;
  let opening: number | undefined;
  visit(document, {
    Node(_key, node) {
      const start = node.range?.[0] ?? Number.POSITIVE_INFINITY;
      if (start >= from || !(isCollection(node) || isScalar(node))) return;
      if (text[start] === { '"': '"', "'": "'", ']': '[', '}': '{' }[closing]) opening = start;
    },
  });
  if (opening === undefined) return null;
  const line = text.slice(opening).split('\n', 1).join();
  const comment = /\s#/.test(line) ? '; "#" begins a comment unless it stands in quotes' : '';
  const indented =
    closing === ']' || closing === '}' ? ', and all before it indented deeper than its key' : '';
  return {
    ...positions.offset(opening, opening + 1),
    problem: `${text[opening] === closing ? 'this quote' : `this "${text[opening]}"`} is not closed`,
    expected: `a closing ${closing === '"' ? "'\"'" : `"${closing}"`}${comment === '' ? indented : comment}`,
  };
}
