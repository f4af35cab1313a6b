/** Reading SQL with the account's errors: what `sql/read` refuses, the account answers with Snowflake's code. */
import { AccountError } from '../account.js';
import * as lexer from '../../sql/read/lexer.js';
import type { Token } from '../../sql/read/lexer.js';
import { ReadError } from '../../sql/read/readError.js';
import * as split from '../../sql/read/split.js';
import * as types from '../../sql/read/types.js';
import type { SnowflakeType } from '../account.js';

/** Any error; a refusal to read becomes the account's own. */
export function accountError(error: unknown): unknown {
  if (!(error instanceof ReadError)) return error;
  return new AccountError(error.message, error.code, error.sqlState, error.position);
}

function reading<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw accountError(error);
  }
}

/** The tokens of a Snowflake text, comments left out. */
export function tokenize(text: string): readonly Token[] {
  return reading(() => lexer.tokenize(text));
}

/** Reads a data type at token `at`; gives the type and the index of the token after it. */
export function parseType(
  tokens: readonly Token[],
  at = 0,
  timestamp?: types.TimestampMapping,
): { type: SnowflakeType; end: number } {
  return reading(() => types.parseType(tokens, at, timestamp));
}

/** The statements of a text; empty ones are left out. */
export function splitStatements(text: string): readonly split.StatementText[] {
  return reading(() => split.splitStatements(text));
}
