import { AccountError } from '../account.js';

/** What every route of Snowflake's protocol answers: HTTP 200 with this body, also for failures. */
export interface Envelope {
  readonly success: boolean;
  readonly code: string | null;
  readonly message: string | null;
  readonly data: unknown;
}

/** A refusal by the protocol itself (login, tokens, unknown routes), with a code that drivers act on. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
  constructor(
    message: string,
    readonly code: string,
  ) {
    super(message);
  }
}

/** Code of "this query is still running", which drivers answer by asking again at `getResultUrl`. */
export const inProgress = '333333';
/** The same for a query that was submitted with `asyncExec`. */
export const inProgressAsync = '333334';

export function success(data: unknown, code: string | null = null): Envelope {
  return { success: true, code, message: null, data };
}

/** The failure in Snowflake's form. `data` is always an object: drivers read `data.queryId` without looking. */
export function failure(error: unknown, queryId?: string): Envelope {
  if (error instanceof ProtocolError) {
    return {
      success: false,
      code: error.code,
      message: error.message,
      data: { errorCode: error.code, queryId },
    };
  }
  const refusal = error instanceof AccountError ? error : internalError(error);
  const { code, sqlState, position } = refusal;
  return {
    success: false,
    code,
    message: refusal.message,
    data: {
      errorCode: code,
      sqlState,
      queryId,
      internalError: false,
      age: 0,
      line: position?.line ?? -1,
      pos: position === undefined ? -1 : position.column - 1,
      type: 'COMPILATION',
    },
  };
}

/** Snowflake reports its own faults as 000603; so do we, with the cause, and the log has the stack. */
function internalError(error: unknown): AccountError {
  const cause = error instanceof Error ? error.message : String(error);
  return new AccountError(`SQL execution internal error in the local account: ${cause}`, '000603', 'XX000');
}
