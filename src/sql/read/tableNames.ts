/** Qualified names of tables in the text of a query, without its tree: for texts of others, which may be more than is read. */
import type { Token } from './lexer.js';

/**
 * `DB.SCHEMA.NAME` wherever it stands, and `SCHEMA.NAME` where a SELECT's FROM or a JOIN names a table; elsewhere two names
 * are an alias and its column. Names that are called are functions.
 */
export function* tableNames(tokens: readonly Token[]): Iterable<readonly Token[]> {
  const selects = [false];
  for (let at = 0; at < tokens.length; at++) {
    const { text, value, kind } = tokens[at]!;
    if (text === '(') selects.push(false);
    if (text === ')' && selects.length > 1) selects.pop();
    if (kind === 'word' && value === 'SELECT') selects[selects.length - 1] = true;
    const path = pathAt(tokens, at);
    if (path.length < 2) continue;
    const named = path.length === 2 && isAfterFrom(tokens[at - 1], selects.at(-1) === true);
    at += path.length * 2 - 2;
    if ((path.length === 3 || named) && tokens[at + 1]?.text !== '(') yield path;
  }
}

/** `EXTRACT(YEAR FROM O.DAY)` has a FROM that is no SELECT's. */
function isAfterFrom(before: Token | undefined, inSelect: boolean): boolean {
  return before?.kind === 'word' && (before.value === 'JOIN' || (before.value === 'FROM' && inSelect));
}

/** The names of a dotted path that begins here. */
function pathAt(tokens: readonly Token[], at: number): readonly Token[] {
  const path: Token[] = [];
  for (let next = at; isName(tokens[next]); next += 2) {
    path.push(tokens[next]!);
    if (tokens[next + 1]?.text !== '.') break;
  }
  return path;
}

const isName = (token: Token | undefined): boolean => token?.kind === 'word' || token?.kind === 'quoted';
