const MASK = '***';

/** What must not be shown, with the part before it that says what it is. In time that is linear in the text. */
const SECRETS: readonly RegExp[] = [
  // Authorization: Bearer …, Basic …
  /\b(?<before>(?:bearer|basic|digest)\s+)[\w.~+/=-]{6,}/gi,
  // password=…, "api_key": "…", token: …
  /(?<before>["']?\b[\w-]{0,40}(?:passw(?:or)?d|pwd|secret|token|api[_-]?key|access[_-]?key|authorization|cookie|session[_-]?id|credential)s?["']?\s{0,3}[:=]\s{0,3})(?:"(?:[^"\\]|\\.){0,2000}"|'(?:[^'\\]|\\.){0,2000}'|[^\s,;}&"']+)/gi,
  // https://user:password@host
  /(?<before>\b[a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/@:]{1,200}:[^\s/@]{1,200}@/gi,
  // Access keys of AWS; tokens of GitHub, Slack and Stripe
  /(?<before>)\b(?:(?:AKIA|ASIA)[A-Z0-9]{16}|gh[pousr]_\w{20,}|github_pat_\w{20,}|xox[abprs]-[\w-]{10,}|[sr]k_(?:live|test)_\w{10,})/g,
  // JSON Web Tokens. What is looked ahead at is looked at once, and not again from each place where one might begin.
  /(?<![\w-])(?=[\w-]+\.[\w-]{5,}\.)(?<before>[\w-]*?)\beyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]*/g,
  // Private keys
  /(?<before>-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----)[\s\S]*?(?:-----END|$)/g,
  // Numbers of payment cards
  /(?<before>)\b(?:\d[ -]?){12,18}\d\b/g,
];

/** A text in which secrets are starred: passwords, tokens, keys, numbers of cards. What looks like none stays. */
export function masked(text: string): string {
  let shown = text;
  for (const pattern of SECRETS) {
    shown = shown.replace(pattern, (...found) => {
      const { before = '' } = found.at(-1) as { readonly before?: string };
      const whole = found[0] as string;
      return `${before}${MASK}${whole.endsWith('@') ? '@' : ''}`;
    });
  }
  return shown;
}
