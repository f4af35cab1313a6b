import { expect } from 'vitest';
import { AccountError } from '../../../src/account/account.js';

/** The refusal a statement ends in; a statement that succeeds fails the test. */
export async function refusal(statement: Promise<unknown>): Promise<AccountError> {
  const error = await statement.then(
    () => new Error('The statement succeeded.'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(AccountError);
  return error as AccountError;
}
