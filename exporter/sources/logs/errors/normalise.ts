/** What is looked at of a message: what tells errors apart stands at its beginning. */
const LONGEST_MESSAGE = 1000;

/**
 * What differs from one occurrence to the next, and what stands in its place. In this order: a UUID is also hexadecimal digits, and an
 * address also numbers. Each takes time that is linear in the text.
 */
const VARIABLE: readonly (readonly [pattern: RegExp, placeholder: string])[] = [
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '<uuid>'],
  [/\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?/g, '<time>'],
  [/[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/g, '<email>'],
  [/\b\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?\b/g, '<address>'],
  [/\b0x[0-9a-f]+\b/gi, '<hex>'],
  [/\b(?=[0-9a-f]*\d)[0-9a-f]{12,}\b/gi, '<hex>'],
  [/"[^"\n]{0,200}"/g, '<text>'],
  [/'[^'\n]{0,200}'/g, '<text>'],
  [/\d+(?:\.\d+)?/g, '<n>'],
];

/**
 * A message without what differs from one occurrence to the next (identifiers, numbers, quoted names, addresses), so that the same
 * error has the same text: `User 257 not found` and `User 3 not found` are `User <n> not found`.
 */
export function normalisedMessage(message: string): string {
  const [firstLine = ''] = message.trim().split('\n', 1);
  let text = firstLine.slice(0, LONGEST_MESSAGE);
  for (const [pattern, placeholder] of VARIABLE) text = text.replace(pattern, placeholder);
  return text.replace(/\s+/g, ' ').trim();
}
