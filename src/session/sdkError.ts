import { SessionError } from './session.js';

/** What the driver's errors carry; all of it optional. */
interface DriverError {
  readonly message?: unknown;
  readonly code?: unknown;
  readonly sqlState?: unknown;
  readonly data?: {
    readonly queryId?: unknown;
    readonly line?: unknown;
    readonly pos?: unknown;
  };
  readonly cause?: { readonly code?: unknown };
}

/** What to do next, by error code. */
const hints: Readonly<Record<string, string>> = {
  '001003': 'Check the syntax at the position named.',
  '002003': 'Check the name, and that the role in use may see the object.',
  '000606': 'Choose a warehouse with USE WAREHOUSE, or name one in the connection.',
  '090105': 'Choose a database with USE DATABASE, or name one in the connection.',
  '090106': 'Choose a schema with USE SCHEMA, or name one in the connection.',
  '390100': 'Check the user and the secret of the connection profile.',
  '390144': 'Check that the public key of this private key is set on the user.',
  '401001': 'Check the network, a proxy or VPN, and the account name.',
};

/** Codes with which a server says that it did not even look at the statement: it does not know the session. */
const sessionLostCodes: ReadonlySet<string> = new Set(['390103', '390104', '390111', '390114', '407002']);

const positive = (value: unknown): number | undefined =>
  typeof value === 'number' && value >= 1 ? value : undefined;

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

export function toSessionError(error: unknown, statement?: string): SessionError {
  if (error instanceof SessionError) return error;
  const { message, code, sqlState, data, cause } = (error ?? {}) as DriverError;
  const ownCode = code === undefined ? (text(cause?.code) ?? '401000') : String(code);
  const line = positive(data?.line);
  return new SessionError(text(message) ?? String(error), ownCode, {
    sqlState: text(sqlState),
    queryId: text(data?.queryId),
    line,
    // Snowflake counts lines from 1 and positions from 0.
    column: line !== undefined && typeof data?.pos === 'number' ? data.pos + 1 : undefined,
    hint: hints[ownCode],
    statement,
    cause: error,
  });
}

export function isSessionLost(error: SessionError): boolean {
  return sessionLostCodes.has(error.code);
}

export function canceled(statement?: string): SessionError {
  return new SessionError('SQL execution canceled', '000604', { sqlState: '57014', statement });
}
