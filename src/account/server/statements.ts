import { AccountError } from '../account.js';
import { splitStatements } from '../query/reading.js';

/** A text that cannot be cut has a mistake in it, which the account explains better. */
function cut(sql: string): readonly string[] {
  try {
    return splitStatements(sql).map(({ text }) => text);
  } catch (error) {
    if (error instanceof AccountError) return [sql];
    throw error;
  }
}

/**
 * The statements of a request. Source: parameter MULTI_STATEMENT_COUNT.
 *
 * @param wanted how many the client says there are; 0 for any number
 * @throws AccountError 000008 when there are more or fewer
 */
export function statementsOf(sql: string, wanted: number): readonly string[] {
  const statements = cut(sql);
  if (statements.length <= 1 && wanted <= 1) return [sql];
  if (wanted !== 0 && statements.length !== wanted) {
    throw new AccountError(
      `Actual statement count ${statements.length} did not match the desired statement count ${wanted}.`,
      '000008',
      '0A000',
    );
  }
  return statements;
}
