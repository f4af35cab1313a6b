/** Names, stages and copy options given as binds. Source: "Identifier literals" (IDENTIFIER(?), IDENTIFIER(:1)). */
import type { AccountBind } from '../account.js';
import { AccountError } from '../account.js';
import { positionAt } from '../../sql/read/lexer.js';
import type { Token } from '../../sql/read/lexer.js';
import { tokenize } from '../query/reading.js';

interface Statement {
  readonly sql: string;
  readonly binds: readonly AccountBind[];
}

/** Tokens from `start` to before `end` are the bind of this number; `counted` when it stands as `?`. */
interface Place {
  readonly start: number;
  readonly end: number;
  readonly number: number;
  readonly counted: boolean;
}

/**
 * The statement with the names of `IDENTIFIER(?)` and `IDENTIFIER(:1)` written out as text, so that commands and queries read
 * them alike; stages and options of statements about files (`PUT … ?`, `ON_ERROR = ?`) too. The other question marks keep their
 * values.
 *
 * @throws AccountError when the bind is missing or is no text
 */
export function withBoundNames(sql: string, binds: readonly AccountBind[]): Statement {
  if (!/\bidentifier\b|^\s*(?:copy|put|get|list|ls|remove|rm)\b/i.test(sql)) return { sql, binds };
  const places = placesIn(tokenize(sql));
  const used = new Set(places.filter((p) => p.counted).map((p) => p.number));
  let text = '';
  let from = 0;
  for (const place of places) {
    text += sql.slice(from, place.start) + nameOf(sql, place, binds);
    from = place.end;
  }
  return { sql: text + sql.slice(from), binds: binds.filter((_, i) => !used.has(i + 1)) };
}

const FILE_WORDS: ReadonlySet<string> = new Set(['COPY', 'PUT', 'GET', 'LIST', 'LS', 'REMOVE', 'RM']);

function placesIn(tokens: readonly Token[]): Place[] {
  const places: Place[] = [];
  const aboutFiles = FILE_WORDS.has(tokens[0]?.value ?? '');
  let marks = 0;
  let depth = 0;
  tokens.forEach((token, at) => {
    if (token.text === '(') depth += 1;
    if (token.text === ')') depth -= 1;
    if (isMark(token)) {
      marks += 1;
      if (aboutFiles && depth === 0)
        places.push({ start: token.start, end: token.end, number: marks, counted: true });
    }
    if (token.kind !== 'word' || token.value !== 'IDENTIFIER' || tokens[at + 1]?.text !== '(') return;
    const [first, second, third] = tokens.slice(at + 2, at + 5);
    if (first !== undefined && isMark(first) && second?.text === ')')
      places.push({ start: first.start, end: first.end, number: marks + 1, counted: true });
    if (first?.text === ':' && second?.kind === 'number' && third?.text === ')')
      places.push({ start: first.start, end: second.end, number: Number(second.text), counted: false });
  });
  return places;
}

const isMark = (token: Token): boolean => token.kind === 'operator' && token.text === '?';

function nameOf(sql: string, place: Place, binds: readonly AccountBind[]): string {
  const bind = binds[place.number - 1];
  if (bind?.type === 'TEXT' && bind.value !== null)
    return `'${bind.value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
  const { line, column } = positionAt(sql, place.start);
  const why =
    bind === undefined
      ? `Bind variable :${place.number} not set.`
      : 'IDENTIFIER takes a name as text; statements about files take texts.';
  throw new AccountError(
    `SQL compilation error: error line ${line} at position ${column}\n${why}`,
    '002049',
    '42601',
    { line, column },
  );
}
