import {
  type Alias,
  isAlias,
  isCollection,
  isMap,
  isPair,
  isScalar,
  type Node,
  type Pair,
  parseDocument,
  type Scalar,
  visit,
} from 'yaml';
import { isNameKey, isSecretKey, MASK, maskComment, maskText } from './configuration_secrets.ts';
import type { StatusSettings } from './status_settings.ts';
import type { ConfigurationView } from './view.ts';

const NOT_SHOWN = '# monitoring.yml is not shown, since its secrets cannot be told from the rest.\n';

/** monitoring.yml as it is in use, its secrets masked, its comments and `${NAME}` as they are. */
export function configurationView({ text, readAt }: StatusSettings['file']): ConfigurationView {
  return { version: 1, readAt, text: maskYaml(text) };
}

// `cloudwatch.secrets` says what secrets are called, and no more.
function holdsNames({ value }: Pair): boolean {
  return isMap(value) && value.items.every(({ key }) => isScalar(key) && isNameKey(String(key.value)));
}

interface Change {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** A YAML text in which every secret is masked; a sentence in its place where it cannot be read. */
export function maskYaml(text: string): string {
  const document = parseDocument(text, {
    schema: 'core',
    merge: true,
    prettyErrors: false,
    uniqueKeys: false,
  });
  if (document.errors.length > 0) return NOT_SHOWN;
  const secret = new Set<Node>();
  visit(document, {
    Pair(_key, pair) {
      if (isScalar(pair.key) && isSecretKey(String(pair.key.value)) && !holdsNames(pair))
        addAll(pair, secret, document);
    },
  });
  const scalars: Change[] = [];
  visit(document, {
    Scalar(_key, scalar) {
      const change = changeOf(scalar, text, secret.has(scalar));
      if (change !== null) scalars.push(change);
    },
  });
  return withChanges(text, scalars);
}

/** Every scalar of a value that is a secret; what an alias repeats is one where it is written. */
function addAll(pair: Pair, secret: Set<Node>, document: ReturnType<typeof parseDocument>): void {
  const waiting: unknown[] = [pair.value];
  const seen = new Set<unknown>();
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    if (seen.has(value)) continue;
    seen.add(value);
    if (isScalar(value)) secret.add(value);
    else if (isAlias(value)) waiting.push((value as Alias).resolve(document));
    else if (isCollection(value)) waiting.push(...value.items.filter((item) => !isHarmless(item)));
    else if (isPair(value)) waiting.push(value.value);
  }
}

/** Whether an entry of a mapping such as `basic_auth` is no secret, though the mapping is named after one. */
function isHarmless(item: unknown): boolean {
  return isPair(item) && isScalar(item.key) && /^username$|_files?$/.test(String(item.key.value));
}

/** The source of a scalar, masked where it has to be; null where it has none. */
function changeOf(scalar: Scalar, text: string, isSecret: boolean): Change | null {
  const [from, to] = scalar.range ?? [0, 0];
  if (to <= from) return null;
  const source = text.slice(from, to);
  const value = String(scalar.value ?? '');
  const isBlock = scalar.type === 'BLOCK_LITERAL' || scalar.type === 'BLOCK_FOLDED';
  const end = isBlock && source.endsWith('\n') ? '\n' : '';
  // A reference to the environment alone tells nothing, and helps whoever looks for it.
  if (isSecret && /^\$\{[A-Za-z_]\w*\}$/.test(value)) return { from, to, text: source };
  if (isSecret) return { from, to, text: value === '' ? source : `${MASK}${end}` };
  const masked = maskText(value);
  const isPlain = maskText(source) === source;
  if (masked === value && isPlain) return { from, to, text: source };
  return { from, to, text: `${scalar.type === 'PLAIN' ? maskText(source) : JSON.stringify(masked)}${end}` };
}

/** The text with its scalars as they are to be shown; between them are comments, anchors and punctuation. */
function withChanges(text: string, changes: readonly Change[]): string {
  const inOrder = changes.toSorted((one, other) => one.from - other.from);
  let shown = '';
  let at = 0;
  for (const change of inOrder) {
    if (change.from < at) continue;
    shown += maskComments(text.slice(at, change.from)) + change.text;
    at = change.to;
  }
  return shown + maskComments(text.slice(at));
}

function maskComments(between: string): string {
  return between.replace(/#[^\r\n]*/g, maskComment);
}
