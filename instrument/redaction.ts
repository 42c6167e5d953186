/** What stands in place of a secret. */
export const REDACTED = '***';

/**
 * Names whose values are secrets, in lower case and with letters and digits only, as `set-cookie`, `apiKey` and `API_KEY` are compared:
 * wherever in a name they stand, or at its end only, since `token_type` and `cookie_consent` are none.
 */
export const SECRET_NAMES = {
  anywhere: [
    'authorization',
    'password',
    'passwd',
    'passphrase',
    'secret',
    'credential',
    'apikey',
    'accesskey',
    'privatekey',
    'cardnumber',
  ],
  atEnd: ['token', 'cookie', 'pwd', 'jwt', 'cvv'],
} as const;

const MOST_KNOWN_NAMES = 1_000;
const LONGEST_KNOWN_NAME = 100;

/** Takes the secrets out of JSON. */
export class Redaction {
  readonly #anywhere: readonly string[];
  readonly #known = new Map<string, boolean>();

  /** `more` are further names, which are secrets wherever in a name they stand. */
  constructor(more: readonly string[] = []) {
    this.#anywhere = [...SECRET_NAMES.anywhere, ...more.map(lettersAndDigits).filter((name) => name !== '')];
  }

  /**
   * A line of JSON with a mask in place of every value, at whatever depth, whose name is that of a secret. All else stays as it is
   * written, digit by digit. In time that is linear in the line.
   */
  line(json: string): string {
    let redacted = '';
    let kept = 0;
    let at = json.indexOf('"');
    while (at !== -1) {
      const end = endOfString(json, at);
      let next = end;
      if (json[end] === ':' && this.#isSecret(json.slice(at, end), json, end + 1)) {
        next = endOfValue(json, end + 1);
        redacted += `${json.slice(kept, end + 1)}"${REDACTED}"`;
        kept = next;
      }
      at = json.indexOf('"', next);
    }
    return kept === 0 ? json : redacted + json.slice(kept);
  }

  /** A value as JSON has it, without secrets; a text where it cannot be written as JSON. Never throws. */
  copy(value: object): unknown {
    try {
      return JSON.parse(this.line(JSON.stringify(value)));
    } catch {
      return '[not JSON]';
    }
  }

  // A number under the plural of a name, such as `total_tokens`, is a count.
  #isSecret(quoted: string, json: string, valueAt: number): boolean {
    const isPlural = quoted.endsWith('s"');
    return this.#names(quoted) && !(isPlural && /[\d-]/.test(json[valueAt] ?? ''));
  }

  #names(quoted: string): boolean {
    const known = this.#known.get(quoted);
    if (known !== undefined) return known;
    const name = lettersAndDigits(quoted.includes('\\') ? (JSON.parse(quoted) as string) : quoted);
    const isSecret =
      this.#anywhere.some((word) => name.includes(word)) ||
      SECRET_NAMES.atEnd.some((word) => name.endsWith(word) || name.endsWith(`${word}s`));
    if (this.#known.size < MOST_KNOWN_NAMES && quoted.length <= LONGEST_KNOWN_NAME) {
      // As a copy: a part of a line would keep all of it in memory.
      this.#known.set(Buffer.from(quoted).toString(), isSecret);
    }
    return isSecret;
  }
}

function lettersAndDigits(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}

/** Behind the closing quote of the string that begins at `from`. */
function endOfString(json: string, from: number): number {
  let quote = json.indexOf('"', from + 1);
  while (quote !== -1) {
    let slashes = 0;
    while (json[quote - 1 - slashes] === '\\') slashes += 1;
    if (slashes % 2 === 0) return quote + 1;
    quote = json.indexOf('"', quote + 1);
  }
  return json.length;
}

/** Behind the value that begins at `from`. */
function endOfValue(json: string, from: number): number {
  let depth = 0;
  let at = from;
  while (at < json.length) {
    const character = json[at];
    if (depth === 0 && at > from && (character === ',' || character === '}' || character === ']')) return at;
    if (character === '"') at = endOfString(json, at);
    else {
      if (character === '{' || character === '[') depth += 1;
      if (character === '}' || character === ']') depth -= 1;
      at += 1;
    }
  }
  return json.length;
}
