// RFC 2047: an encoded word has at most 75 characters, and each is decoded by itself; ten characters are at most 68.
const CHARACTERS_PER_WORD = 10;

/**
 * An address as mail headers have it (RFC 5322), from one as people write it: `Müller, Eva <eva@example.com>`. Commas
 * would part it, Alertmanager would encode a header with other letters as a whole, and execute braces.
 */
export function mailbox(text: string): string {
  const { name, address } = /^(?<name>[^<>]*) <(?<address>[^<>]+)>$/.exec(text)?.groups ?? {};
  if (name === undefined || address === undefined) return text;
  const plain = name.trim().replace(/^"(.*)"$/, '$1');
  if (/^[\w .'-]*$/.test(plain)) return `${plain} <${address}>`.trimStart();
  const words = [...plain].flatMap((_, index, all) =>
    index % CHARACTERS_PER_WORD === 0 ? [encodedWord(all.slice(index, index + CHARACTERS_PER_WORD))] : [],
  );
  return `${words.join(' ')} <${address}>`;
}

function encodedWord(characters: readonly string[]): string {
  return `=?utf-8?B?${Buffer.from(characters.join('')).toString('base64')}?=`;
}
