import { mkdir, realpath, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';
import './wholeTexts.js';
import { CATALOG_VERSION, catalogVersion, createTables, isEmpty, upgrade } from '../catalog/storage.js';
import { AccountDamagedError, AccountLockedError } from './errors.js';
import { isReplayFailure, replay } from './replay.js';

/** Accounts open in this process: DuckDB's file lock does not see a second one here. */
const openFiles = new Set<string>();

/** @throws AccountLockedError when this process has the file open; DuckDB tells of other processes. */
export async function refuseOpen(file: string): Promise<void> {
  if (openFiles.has(await realpath(file))) throw new AccountLockedError(file, process.pid);
}

/** The account's file, open, with a catalog in it. */
export interface AccountFile {
  readonly duckdb: DuckDBInstance;
  readonly path: string;
  /** Folder of internal stages. */
  readonly stages: string;
  readonly isNew: boolean;
  release(): void;
}

const GIGABYTE = 1024 ** 3;

/** Half of the machine's memory: the editor and its other processes live on it too. */
function memoryLimit(): string {
  return `${Math.max(1, Math.floor(os.totalmem() / 2 / GIGABYTE))}GB`;
}

/**
 * @param memory what DuckDB may use: `8GB`
 * @throws AccountLockedError when another process, or this one, has it open
 * @throws AccountDamagedError when the file is not an account this version can read
 */
export async function openFile(folder: string, memory = memoryLimit()): Promise<AccountFile> {
  await mkdir(folder, { recursive: true });
  const home = await realpath(folder);
  const file = path.join(home, 'account.duckdb');
  if (openFiles.has(file)) throw new AccountLockedError(file, process.pid);
  openFiles.add(file);
  try {
    const duckdb = await openInstance(file, path.join(home, 'tmp'), memory);
    try {
      const isNew = await prepare(duckdb, file);
      const release = (): void => {
        duckdb.closeSync();
        openFiles.delete(file);
      };
      return { duckdb, path: file, stages: path.join(home, 'stages'), isNew, release };
    } catch (error) {
      duckdb.closeSync();
      throw error;
    }
  } catch (error) {
    openFiles.delete(file);
    throw error;
  }
}

async function openInstance(file: string, temporary: string, memory: string): Promise<DuckDBInstance> {
  const isFolder = await stat(file).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (isFolder) throw new AccountDamagedError(file, 'it is a folder.');
  const options = {
    // Everything the account needs is built in; a statement never reaches for the network.
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    memory_limit: memory,
    temp_directory: temporary,
  };
  const open = () => DuckDBInstance.create(file, options);
  try {
    return await open().catch(async (error: unknown) => {
      if (!isReplayFailure(error)) throw error;
      await replay(file, options);
      return open();
    });
  } catch (error) {
    throw openingError(file, error);
  }
}

/** What keeps a file from being opened, as the account says it. */
export function openingError(file: string, error: unknown): Error {
  const message = error instanceof Error ? error.message : String(error);
  if (/Could not set lock|being used by another process/i.test(message)) {
    const pid = /PID (\d+)/i.exec(message)?.[1];
    return new AccountLockedError(file, pid === undefined ? null : Number(pid));
  }
  if (/permission denied|read-only|EACCES/i.test(message)) {
    return new AccountDamagedError(file, 'this user may not read and write it.', error);
  }
  if (/not a valid DuckDB database file/i.test(message)) {
    return new AccountDamagedError(file, 'it is not a database.', error);
  }
  return new AccountDamagedError(file, `the database is damaged (${message.split('\n')[0] ?? ''}).`, error);
}

/** Checks or lays the catalog. Answers whether the account is new. */
async function prepare(duckdb: DuckDBInstance, file: string): Promise<boolean> {
  let connection: DuckDBConnection | undefined;
  try {
    connection = await duckdb.connect();
    await connection.run("SET GLOBAL TimeZone = 'UTC'");
    const version = await catalogVersion(connection);
    if (version === null && !(await isEmpty(connection))) {
      throw new AccountDamagedError(file, 'it is a DuckDB database of something else.');
    }
    if (version !== null && version > CATALOG_VERSION) {
      throw new AccountDamagedError(
        file,
        `a newer Firn wrote it (catalog version ${version}; this one reads ${CATALOG_VERSION}).`,
      );
    }
    if (version === CATALOG_VERSION) return false;
    await connection.run('BEGIN');
    if (version === null) await createTables(connection);
    else await upgrade(connection, version);
    await connection.run('COMMIT');
    return version === null;
  } catch (error) {
    throw error instanceof AccountDamagedError ? error : openingError(file, error);
  } finally {
    connection?.closeSync();
  }
}
