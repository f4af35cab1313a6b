/** Array binding: one statement for many rows of bind values. Source: "INSERT" and the drivers' "batch inserts". */
import type { AccountBind, StatementKind } from '../account.js';
import { tokenize } from '../query/reading.js';
import type { Token } from '../../sql/read/lexer.js';

type Row = readonly AccountBind[];

interface Expanded {
  readonly sql: string;
  readonly binds: Row;
}

/** Statements that take lists of values: those that count what they change. */
export const countedKinds: ReadonlySet<StatementKind> = new Set(['insert', 'update', 'delete', 'merge']);

const isQuestionMark = (token: Token): boolean => token.kind === 'operator' && token.text === '?';

/** `:3`, but not the path in `v:3`: there the colon touches what is before it. */
function isNumbered(tokens: readonly Token[], at: number): boolean {
  const [before, colon, number] = [tokens[at - 1], tokens[at], tokens[at + 1]];
  return (
    colon?.text === ':' &&
    number?.kind === 'number' &&
    number.start === colon.end &&
    (before === undefined || before.end < colon.start || before.text === '(' || before.text === ',')
  );
}

/** How many bind places a statement has: its question marks, or the highest of its numbers. */
export function bindPlaces(sql: string): number {
  const tokens = tokenize(sql);
  const numbers = tokens.flatMap((_, at) => (isNumbered(tokens, at) ? [Number(tokens[at + 1]!.text)] : []));
  return Math.max(tokens.filter(isQuestionMark).length, ...numbers);
}

/** Index of the token `(` that opens the one row of `INSERT … VALUES (…)`, whose `)` ends the statement. */
function rowStart(tokens: readonly Token[]): number | undefined {
  if (tokens[0]?.value !== 'INSERT' || tokens.at(-1)?.text !== ')') return undefined;
  let depth = 0;
  for (let at = tokens.length - 1; at > 0; at--) {
    if (tokens[at]?.text === ')') depth++;
    else if (tokens[at]?.text === '(' && --depth === 0) {
      return tokens[at - 1]?.kind === 'word' && tokens[at - 1]?.value === 'VALUES' ? at : undefined;
    }
  }
  return undefined;
}

/**
 * `INSERT … VALUES (?, ?)` with the row written once for each row of values, so that the statement stays one: all rows
 * or none. Undefined for other statements, which run once for each row.
 */
export function expandInsert(sql: string, rows: readonly Row[]): Expanded | undefined {
  const all = tokenize(sql);
  const tokens = all.slice(0, all.findLastIndex((token) => token.text !== ';') + 1);
  const start = rowStart(tokens);
  const [open, close] = [start === undefined ? undefined : tokens[start], tokens.at(-1)];
  if (start === undefined || open === undefined || close === undefined) return undefined;
  if (tokens.slice(0, start).some((token, at) => isQuestionMark(token) || isNumbered(tokens, at)))
    return undefined;
  const width = rows[0]?.length ?? 0;
  const numbered = tokens.flatMap((_, at) => (at > start && isNumbered(tokens, at) ? [tokens[at + 1]!] : []));
  const written = rows.map((_, row) => {
    let text = '';
    let from = open.start;
    for (const number of numbered) {
      text += sql.slice(from, number.start) + String(row * width + Number(number.text));
      from = number.end;
    }
    return text + sql.slice(from, close.end);
  });
  return { sql: sql.slice(0, open.start) + written.join(', '), binds: rows.flat() };
}
