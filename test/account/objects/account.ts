import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach } from 'vitest';
import { openAccount } from '../../../src/account/engine/open.js';
import type { OpenedAccount } from '../../../src/account/engine/open.js';
import type {
  AccountConnection,
  ExecuteOptions,
  LocalAccount,
  UploadTarget,
  WireCell,
} from '../../../src/account/account.js';

/** A statement's whole answer. */
export interface Answer {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly WireCell[])[];
  /** The rows by column name. */
  readonly named: readonly Readonly<Record<string, WireCell>>[];
  readonly upload?: UploadTarget;
}

export interface TestConnection {
  (sql: string, options?: ExecuteOptions): Promise<Answer>;
  readonly connection: AccountConnection;
}

const cleanUps: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'firn-account-'));
  cleanUps.push(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export async function account(folder?: string): Promise<OpenedAccount> {
  const opened = await openAccount(folder ?? (await temporaryFolder()));
  cleanUps.push(() => opened.close());
  return opened;
}

export async function connect(to: LocalAccount): Promise<TestConnection> {
  const connection = await to.connect();
  const run = async (sql: string, options?: ExecuteOptions): Promise<Answer> => {
    const result = await connection.execute(sql, options);
    const rows: (readonly WireCell[])[] = [];
    for await (const batch of result.batches) rows.push(...batch);
    const columns = result.columns.map((c) => c.name);
    const named = rows.map((row) => Object.fromEntries(row.map((cell, i) => [columns[i] ?? '', cell])));
    return { columns, rows, named, ...(result.upload === undefined ? {} : { upload: result.upload }) };
  };
  return Object.assign(run, { connection });
}

/** A connection to a fresh account with database DB, schemas PUBLIC and FS, and warehouse WH. */
export async function freshConnection(): Promise<TestConnection> {
  const sql = await connect(await account());
  await sql('CREATE WAREHOUSE WH');
  await sql('CREATE DATABASE DB');
  await sql('CREATE SCHEMA DB.FS');
  await sql('USE SCHEMA DB.PUBLIC');
  return sql;
}
