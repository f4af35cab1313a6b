import { IdentifierError, qualifiedName, splitName } from '../sql/identifiers.js';

/**
 * Whether two query texts differ at most in white space outside of literals, quoted names and comments, and in how the
 * qualified names of tables are written: `db."FS".orders` is DB.FS.ORDERS.
 */
export function sameQuery(a: string, b: string): boolean {
  return a === b || normal(a) === normal(b);
}

const PIECES = /'(?:[^'\\]|''|\\[\s\S])*'|"(?:[^"]|"")*"|\$\$[\s\S]*?\$\$|--[^\n]*\n?|\/\*[\s\S]*?\*\/|\s+/g;

function normal(sql: string): string {
  const text = withPlainTables(sql.trim().replace(/;\s*$/, ''));
  return text.replace(PIECES, (piece, at: number) => {
    if (!/^\s/.test(piece)) return piece;
    const before = text[at - 1] ?? '(';
    const after = text[at + piece.length] ?? ')';
    // Beside these, white space separates nothing.
    return /[(),]/.test(before + after) ? '' : ' ';
  });
}

const NAME = String.raw`(?:"(?:[^"]|"")+"|[A-Za-z_][\w$]*)`;
/** Literals and comments go first, so that nothing in them is taken for a table. */
const TABLES = new RegExp(
  String.raw`'(?:[^'\\]|''|\\[\s\S])*'|\$\$[\s\S]*?\$\$|--[^\n]*\n?|/\*[\s\S]*?\*/|(?<=\b(?:from|join)\s+)${NAME}(?:\.${NAME})+|"(?:[^"]|"")*"`,
  'gi',
);

function withPlainTables(sql: string): string {
  return sql.replace(TABLES, (piece) => (/^['$\-/]/.test(piece) ? piece : plainName(piece)));
}

function plainName(written: string): string {
  try {
    return written.includes('.') ? qualifiedName(...splitName(written)) : written;
  } catch (error) {
    if (error instanceof IdentifierError) return written;
    throw error;
  }
}
