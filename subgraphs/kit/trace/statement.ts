const longest = 2_000;

/** Whatever may hold a value, and what must be kept whole so that nothing in it is taken for one. */
const tokens =
  /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|"(?:[^"]|"")*(?:"|$)|\b[eE]'(?:[^'\\]|\\[\s\S]|'')*(?:'|$)|'(?:[^']|'')*(?:'|$)|\$(\w*)\$[\s\S]*?(?:\$\1\$|$)|\$\d+|\b\d[\w.]*/g;

/** A statement with a placeholder for each of its values, lists of them shortened; cut after 2,000 characters. */
export function withoutValues(statement: string): string {
  const bare = statement.replace(tokens, (token) => {
    if (token.startsWith('--') || token.startsWith('/*')) return ' ';
    return token.startsWith('"') || /^\$\d+$/.test(token) ? token : '?';
  });
  return bare.replace(/\?(?:\s*,\s*\?)+/g, '?').slice(0, longest);
}
