import { AccountError } from '../account.js';
import { runtimeError } from '../query/runtimeErrors.js';

/** Another process (or this one) has the account open. */
export class AccountLockedError extends Error {
  override readonly name = 'AccountLockedError';
  constructor(
    readonly file: string,
    /** The process that holds the file; null when the system does not say. */
    readonly pid: number | null,
  ) {
    const holder = pid === null ? 'another process' : pid === process.pid ? 'this process' : `process ${pid}`;
    super(
      `The local account in ${file} is open in ${holder}, and one process at a time may open it. ` +
        'Connect to that process, stop it, or set FIRN_HOME to another folder.',
    );
  }
}

/** The file cannot be read as an account. Nothing in it is changed or removed. */
export class AccountDamagedError extends Error {
  override readonly name = 'AccountDamagedError';
  constructor(
    readonly file: string,
    reason: string,
    cause?: unknown,
  ) {
    super(
      `The local account's file ${file} cannot be used: ${reason} Nothing was changed. ` +
        `Restore the file from a copy, or move it (and ${file}.wal, if it is there) to another place to begin with an ` +
        'empty account, or set FIRN_HOME to another folder.',
      { cause },
    );
  }
}

export function canceled(): AccountError {
  return new AccountError('SQL execution canceled', '000604', '57014');
}

/** Any failure of a statement as an `AccountError`. */
export const asAccountError: (error: unknown) => AccountError = runtimeError;
