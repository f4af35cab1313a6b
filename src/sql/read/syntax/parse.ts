/** Reads a Snowflake query or DML statement into a tree. Runs in the reader's worker. */
import { parse as parseSql } from '@polyglot-sql/sdk';
import { ReadError } from '../readError.js';
import { tokenize } from '../lexer.js';
import type { Token } from '../lexer.js';
import { LoweringContext } from './context.js';
import { list, UnexpectedShape } from './json.js';
import type { Json } from './json.js';
import { prepare } from './prepare.js';
import type { Fragment, Prepared } from './prepared.js';
import { lowerQuery } from './queries.js';
import { syntaxError } from './refusals.js';
import { lowerStatement } from './statements.js';
import type { TimestampMapping } from '../types.js';
import type { Query, Statement } from './tree.js';
import { unreadConstruct } from './unread.js';

interface ParserAnswer {
  readonly success: boolean;
  readonly ast?: unknown;
  readonly error?: string | null | undefined;
  readonly errorStart?: number | null | undefined;
}

/** The parser counts code points; our text before an error is ASCII stand-ins, so that both counts agree. */
function failure(prepared: Prepared, fragment: Fragment, answer: ParserAnswer): ReadError {
  if (answer.error?.includes('E_GUARD') === true) {
    return new ReadError(
      "SQL compilation error:\nThe expression is nested too deeply for Firn's SQL reader (30 levels). Name parts of it in a WITH clause.",
      '000002',
      '0A000',
    );
  }
  const offset = answer.errorStart ?? fragment.text.length;
  const piece = fragment.pieces.findLast((p) => p.offset <= offset);
  const atEnd = offset >= fragment.text.length - 1;
  return syntaxError(
    prepared.source,
    atEnd ? afterLast(prepared, piece?.token) : prepared.tokens[piece?.token ?? 0],
  );
}

function afterLast(prepared: Prepared, token: number | undefined): Prepared['tokens'][number] | undefined {
  return token === undefined ? undefined : prepared.tokens[token + 1];
}

function parseFragment(prepared: Prepared, fragment: Fragment): Json {
  const answer: ParserAnswer = parseSql(fragment.text, 'snowflake' as Parameters<typeof parseSql>[1]);
  if (!answer.success) throw failure(prepared, fragment, answer);
  const statements = list(answer.ast as Json);
  const [first] = statements;
  if (first === undefined || statements.length !== 1) throw syntaxError(prepared.source, prepared.tokens[0]);
  return first;
}

/**
 * @param timestamp what TIMESTAMP means
 * @throws ReadError 001003 where the text is not Snowflake SQL, 000002 for a construct that is not read here.
 */
export function parseStatement(source: string, timestamp: TimestampMapping = 'TIMESTAMP_NTZ'): Statement {
  const tokens = tokenize(source);
  try {
    return readStatement(source, tokens, timestamp);
  } catch (error) {
    const isSyntax = error instanceof ReadError && error.code === '001003';
    throw (isSyntax ? unreadConstruct(source, tokens) : undefined) ?? error;
  }
}

function readStatement(source: string, tokens: readonly Token[], timestamp: TimestampMapping): Statement {
  const prepared = prepare(source, tokens, timestamp);
  const trees = prepared.fragments.map((fragment) => parseFragment(prepared, fragment));
  const lowered = new Map<number, Query>();
  const range = (number: number): { start: number; end: number } => {
    const { from, to } = prepared.fragments[number]!;
    return { start: prepared.tokens[from]?.start ?? 0, end: prepared.tokens[to - 1]?.end ?? source.length };
  };
  const fragment = (number: number): Query => {
    const known = lowered.get(number) ?? { ...lowerQuery(trees[number], context), range: range(number) };
    lowered.set(number, known);
    return known;
  };
  const context: LoweringContext = new LoweringContext(prepared, fragment, (value) =>
    lowerQuery(value, context),
  );
  try {
    return lowerStatement(trees.at(-1), context);
  } catch (error) {
    if (error instanceof UnexpectedShape) throw syntaxError(source, prepared.tokens[0]);
    throw error;
  }
}
