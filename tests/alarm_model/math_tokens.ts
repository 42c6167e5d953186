const TOKEN = /\s*(\d+(?:\.\d+)?(?:e[+-]?\d+)?|[a-z]\w*|[A-Z_]+|==|!=|<=|>=|&&|\|\||[-+*/()[\],<>])/y;

/** The words of an expression of metric math; null where there is something that it does not have. */
export function tokensOf(expression: string): readonly string[] | null {
  const text = expression.trim();
  const tokens: string[] = [];
  const token = new RegExp(TOKEN);
  while (token.lastIndex < text.length) {
    const word = token.exec(text)?.[1];
    if (word === undefined) return null;
    tokens.push(word);
  }
  return tokens;
}
