/** Queries of one statement each, read by the parser's worker. */
import { positionOffset, tokenize } from './lexer.js';
import type { ReadProblem } from './infer/model.js';
import type { Parser } from './parser.js';
import { ReadError } from './readError.js';
import type { Query } from './syntax/tree.js';

/** A text as it was read: a query, or why it is none. */
export type ReadText =
  { readonly text: string; readonly query: Query } | { readonly text: string; readonly problem: ReadProblem };

const UNSUPPORTED = '000002';

export async function readQuery(parser: Parser, text: string): Promise<ReadText> {
  try {
    const statement = await parser.parse(text);
    if (statement.kind === 'query') return { text, query: statement.query };
    const end = tokenize(text)[0]?.end ?? text.length;
    const message = `This is no query but ${statement.kind.toUpperCase()}; a frame is made of SELECT or WITH.`;
    return { text, problem: { code: 'sql-syntax', message, start: 0, end } };
  } catch (error) {
    if (error instanceof ReadError) return { text, problem: readProblem(error, text) };
    throw error;
  }
}

/** A refusal to read as a problem with a place. */
function readProblem(error: ReadError, text: string): ReadProblem {
  const { position, code } = error;
  const start = position === undefined ? 0 : positionOffset(text, position);
  const message = error.message
    .replace(/^SQL compilation error:\s*/, '')
    .replace(/^(?:syntax|parse) error line \d+ at position \d+ /, '');
  return {
    code: code === UNSUPPORTED ? 'sql-unread' : 'sql-syntax',
    message:
      code === UNSUPPORTED
        ? `${message} Nothing of this query is checked.`
        : `This is no Snowflake SQL: ${message}`,
    start,
    end: position === undefined ? text.length : endOf(text, start),
  };
}

/** The end of the token at an offset. */
function endOf(text: string, start: number): number {
  const word = /[\p{L}\p{N}_$]+|\S|$/uy;
  word.lastIndex = start;
  return start + Math.max(1, word.exec(text)?.[0].length ?? 1);
}
