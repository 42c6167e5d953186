/** What stands in the place of a secret, as on Prometheus's own page. */
export const MASK = '<secret>';

/** Keys whose value is a secret, by how they end, whatever their case; a path to one is none. */
const SECRET_KEY =
  /(?:^|[^a-z])(?:pass(?:word|wd|phrase)?|pwd|tokens?|secrets?|(?:api|access|private|routing|integration|license)?_?-?keys?|authorization|credentials?|cookies?|dsn|auth|sig(?:nature)?|webhook(?:_?url)?)$/i;
const PATH_KEY = /_?files?$/i;

/** Names of parameters of an address whose value is a secret. */
const SECRET_PARAMETER =
  /pass|pwd|token|secret|key|auth|credential|sig|code|session|cookie|dsn|^(?:sv|se|sr|sp|st)$/i;

/** Hosts whose addresses are secrets by their path: whoever knows it may post there. */
const SECRET_PATHS =
  /(?:^|\.)(?:hooks\.slack(?:-gov)?\.com|webhook\.office(?:365)?\.com|logic\.azure\.(?:com|us|cn)|api\.powerplatform\.com|powerautomate\.com|discord(?:app)?\.com|hc-ping\.com|hchk\.io|healthchecks\.io|uptime\.betterstack\.com|cronitor\.link|api\.opsgenie\.com|api\.telegram\.org|chat\.googleapis\.com|maker\.ifttt\.com|hooks\.zapier\.com)$/i;

// Letters and digits of a length that nobody gives a word: UUIDs, tokens, hashes.
const RANDOM = /^(?=.*\d)(?=.*[a-z])[\w.~+=%-]{16,}$/i;

const ADDRESS = /\b([a-z][a-z0-9+.-]*:\/\/)(\S*)/gi;
// In a comment it may stand in quotes.
const QUOTED_ADDRESS = /\b([a-z][a-z0-9+.-]*:\/\/)([^\s"'`]*)/gi;
/** What is a secret wherever it stands, by the form that its maker gave it. */
const KNOWN_FORMS = [
  /\bxox[a-z](?:\.[a-z0-9-]+)?-[\w.-]{8,}/gi,
  /\bxapp-[\w.-]{8,}/gi,
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g,
  /\bgh[a-z]_\w{20,}/g,
  /\bgithub_pat_\w{20,}/g,
  /\bglpat-[\w-]{16,}/g,
  /\bgl(?:sa|c)_\w{16,}/g,
  /\bsk-[\w-]{16,}/g,
  /\bAIza[\w-]{20,}/g,
  /\beyJ[\w-]{6,}\.[\w-]{6,}(?:\.[\w-]*)?/g,
];
const SCHEME = /\b(Bearer|Basic)(\s+)[\w.~+/=-]{6,}/gi;
const IN_WORDS =
  /(\b[\w-]*(?:password|passwd|passphrase|token|secret|api[_-]?key|access[_-]?key|routing[_-]?key|authorization|credentials?)["']?\s*[:=]\s*)(["']?)([^\s"',}\]]+(?: [^\s"',}\]#]+)?)\2/gi;

/** Whether a key of a mapping has a secret as its value. */
export function isSecretKey(key: string): boolean {
  const words = key.replace(/([a-z0-9])([A-Z])/g, '$1_$2');
  return SECRET_KEY.test(words) && !PATH_KEY.test(words);
}

/** A text without the secrets that can be told by their form: passwords and tokens in addresses, webhooks, tokens of known makers. */
export function maskText(text: string, address = ADDRESS): string {
  const masked = text
    .replace(address, (_whole, scheme: string, rest: string) => `${scheme}${maskAddress(rest)}`)
    .replace(SCHEME, `$1$2${MASK}`);
  return KNOWN_FORMS.reduce((known, form) => known.replace(form, MASK), masked);
}

/** The same of a comment, in which settings may be commented out. */
export function maskComment(comment: string): string {
  const masked = comment.replace(IN_WORDS, (whole, before: string, quote: string, value: string) =>
    isSetting(before) && value !== MASK ? `${before}${quote}${MASK}${quote}` : whole,
  );
  return maskText(masked, QUOTED_ADDRESS);
}

function isSetting(before: string): boolean {
  return !PATH_KEY.test(before.replace(/["']?\s*[:=]\s*$/, ''));
}

/** What follows the scheme of an address. */
function maskAddress(rest: string): string {
  const [whole = '', authority = '', path = '', query = '', fragment = ''] =
    /^([^/?#]*)([^?#]*)(\?[^#]*)?(#.*)?$/.exec(rest) ?? [];
  if (whole === '') return rest;
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  const user = authority.includes('@') ? `${MASK}@` : '';
  const isSecret = SECRET_PATHS.test(host.replace(/:\d*$/, ''));
  const shownPath = isSecret && path.length > 1 ? `/${MASK}` : path.split('/').map(maskSegment).join('/');
  const shownQuery = query === '' ? '' : `?${query.slice(1).split('&').map(maskParameter).join('&')}`;
  return `${user}${host}${shownPath}${isSecret && query !== '' ? `?${MASK}` : shownQuery}${maskSegment(fragment)}`;
}

function maskSegment(segment: string): string {
  return RANDOM.test(segment.replace(/^#/, '')) ? `${segment.startsWith('#') ? '#' : ''}${MASK}` : segment;
}

function maskParameter(parameter: string): string {
  const equals = parameter.indexOf('=');
  if (equals < 0) return maskSegment(parameter);
  const [name, value] = [parameter.slice(0, equals), parameter.slice(equals + 1)];
  if (value === '') return parameter;
  return SECRET_PARAMETER.test(name) || RANDOM.test(value) ? `${name}=${MASK}` : parameter;
}
