import { isSecretParameter } from '../../conventions/secret_parameter.ts';

/** What stands in the place of a secret, as on Prometheus's own page. */
export const MASK = '<secret>';

/** Keys whose value is a secret, by how they end, whatever their case; a path to one is none. */
const SECRET_KEY =
  /(?:password|passwd|passphrase|token|secret|(?:api|access|routing)[_-]?key|authorization|credentials?|(?:^|[^a-z])(?:pass|pwd|tokens|secrets|(?:api|access|private|routing|integration|license)?_?-?keys?|cookies?|dsn|auth|sig(?:nature)?|webhook(?:_?url)?))$/i;
const PATH_KEY = /_?files?$/i;
/** Keys of `cloudwatch` that name a key or a secret in AWS: the name is none. */
const NAME_KEY = /^(?:kms_key|slack_webhook|pagerduty_key)$/;

/** Hosts whose addresses are secrets by their path: whoever knows it may post there. */
const SECRET_PATHS =
  /(?:^|\.)(?:hooks\.slack(?:-gov)?\.com|webhook\.office(?:365)?\.com|logic\.azure\.(?:com|us|cn)|api\.powerplatform\.com|powerautomate\.com|discord(?:app)?\.com|hc-ping\.com|hchk\.io|healthchecks\.io|uptime\.betterstack\.com|cronitor\.link|api\.opsgenie\.com|api\.telegram\.org|chat\.googleapis\.com|maker\.ifttt\.com|hooks\.zapier\.com)$/i;

// Letters and digits of a length that nobody gives a word: UUIDs, tokens, hashes.
const RANDOM = /^(?=.*\d)(?=.*[a-z])[\w.~+=%:@-]{16,}$/i;

const ADDRESS = /\b([a-z][a-z0-9+.-]*:\/\/)(\S*)/gi;
// Before the last @, for a password may have signs that divide an address; but a port is none.
const USER_AND_PASSWORD = /\/\/[^\s/?#:@]*:(?!\d{1,5}(?:[/?#,]|$))\S*@/g;
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
// In a comment, where a setting may stand behind others.
const SETTING = /(?<![\w-])([\w-]+)["']?\s*[:=]\s*(?=\S)/g;

/** Whether a key of a mapping has the name of a key or a secret as its value. */
export function isNameKey(key: string): boolean {
  return NAME_KEY.test(key);
}

/** Whether a key of a mapping has a secret as its value. */
export function isSecretKey(key: string): boolean {
  const words = key.replace(/([a-z0-9])([A-Z])/g, '$1_$2');
  return SECRET_KEY.test(words) && !PATH_KEY.test(words) && !isNameKey(key);
}

/** A text without the secrets that can be told by their form: passwords and tokens in addresses, webhooks, tokens of known makers. */
export function maskText(text: string, address = ADDRESS): string {
  const masked = text
    .replace(USER_AND_PASSWORD, `//${MASK}@`)
    .replace(address, (_whole, scheme: string, rest: string) => `${scheme}${maskAddress(rest)}`)
    .replace(SCHEME, `$1$2${MASK}`);
  return KNOWN_FORMS.reduce((known, form) => known.replace(form, MASK), masked);
}

/** The same of a comment, in which settings may be commented out: what follows one that is a secret is not shown. */
export function maskComment(comment: string): string {
  for (const { 0: setting, 1: name = '', index } of comment.matchAll(SETTING)) {
    if (isSecretKey(name)) return `${maskText(comment.slice(0, index), QUOTED_ADDRESS)}${setting}${MASK}`;
  }
  return maskText(comment, QUOTED_ADDRESS);
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
  const shownQuery = isSecret && query !== '' ? `?${MASK}` : maskParameters(query);
  return `${user}${host}${shownPath}${shownQuery}${maskParameters(fragment)}`;
}

function maskSegment(segment: string): string {
  return RANDOM.test(segment) ? MASK : segment;
}

/** What begins with a ? or #. */
function maskParameters(text: string): string {
  return text.slice(0, 1) + text.slice(1).replace(/[^&;]+/g, maskParameter);
}

function maskParameter(parameter: string): string {
  const equals = parameter.indexOf('=');
  if (equals < 0) return maskSegment(parameter);
  const [name, value] = [parameter.slice(0, equals), parameter.slice(equals + 1)];
  if (value === '') return parameter;
  return isSecretParameter(name) || RANDOM.test(value) ? `${name}=${MASK}` : parameter;
}
