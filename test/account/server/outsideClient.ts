import type { Bind, Connection, ConnectionOptions, RowStatement, SnowflakeError } from 'snowflake-sdk';
import { loadDriver } from '../../../src/session/sdk.js';

/** snowflake-sdk as anybody uses it: no part of Firn's own session between it and the server. */
export interface Address {
  readonly account: string;
  readonly user: string;
  readonly password: string;
  readonly host: string;
  readonly port: number;
  readonly protocol: string;
}

export async function connect(address: Address, options: ConnectionOptions = {}): Promise<Connection> {
  const driver = await loadDriver();
  const { account, user, password, host, port, protocol } = address;
  const connection = driver.createConnection({
    account,
    username: user,
    password,
    host,
    accessUrl: `${protocol}://${host}:${port}`,
    sfRetryMaxLoginRetries: 0,
    ...options,
  });
  await new Promise<void>((resolve, reject) => {
    connection.connectAsync((error) => (error ? reject(error) : resolve())).catch(reject);
  });
  return connection;
}

export interface Outcome {
  readonly statement: RowStatement;
  readonly rows: readonly Record<string, unknown>[];
}

export function run(
  connection: Connection,
  sqlText: string,
  options: {
    readonly binds?: readonly Bind[];
    readonly onSubmitted?: (statement: RowStatement) => void;
    readonly describeOnly?: boolean;
    readonly requestId?: string;
    readonly parameters?: Record<string, unknown>;
  } = {},
): Promise<Outcome> {
  const { onSubmitted, ...rest } = options;
  return new Promise((resolve, reject) => {
    const submitted = connection.execute({
      sqlText,
      ...rest,
      complete: (error: SnowflakeError | undefined, statement, rows) =>
        error ? reject(error) : resolve({ statement, rows: rows ?? [] }),
    });
    onSubmitted?.(submitted);
  });
}

export function disconnect(connection: Connection): Promise<void> {
  return new Promise((resolve) => connection.destroy(() => resolve()));
}

/** A refusal as the driver reports it. */
export async function refusalOf(
  work: Promise<unknown>,
): Promise<SnowflakeError & { code?: string | number }> {
  try {
    await work;
  } catch (error) {
    return error as SnowflakeError & { code?: string | number };
  }
  throw new Error('expected a refusal');
}
