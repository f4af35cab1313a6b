/** Whether two query texts differ at most in white space outside of literals, quoted names and comments. */
export function sameQuery(a: string, b: string): boolean {
  return a === b || normal(a) === normal(b);
}

const PIECES = /'(?:[^'\\]|''|\\[\s\S])*'|"(?:[^"]|"")*"|\$\$[\s\S]*?\$\$|--[^\n]*\n?|\/\*[\s\S]*?\*\/|\s+/g;

function normal(sql: string): string {
  const text = sql.trim().replace(/;\s*$/, '');
  return text.replace(PIECES, (piece, at: number) => {
    if (!/^\s/.test(piece)) return piece;
    const before = text[at - 1] ?? '(';
    const after = text[at + piece.length] ?? ')';
    // Beside these, white space separates nothing.
    return /[(),]/.test(before + after) ? '' : ' ';
  });
}
