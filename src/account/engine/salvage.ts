import { access, cp, mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';
import { Catalog } from '../catalog/catalog.js';
import type { CatalogView } from '../catalog/catalog.js';
import { isRelation, isStored } from '../catalog/model.js';
import { pathOf, printNames } from '../catalog/names.js';
import { catalogVersion, loadObjects } from '../catalog/storage.js';
import { logOf } from '../changes/tracking.js';
import { DAMAGE } from '../query/runtimeErrors.js';
import { AccountDamagedError } from './errors.js';
import { openingError, refuseOpen } from './file.js';

/** What of one table can be read. */
export interface TableState {
  /** The table's Snowflake name; what is no table of a client's says what it is. */
  readonly name: string;
  readonly rows: number;
  /** Rows in parts of the file that cannot be read. */
  readonly lost: number;
}

/** DuckDB keeps so many rows together; what is damaged in one group leaves the others readable. */
const GROUP = 122_880;

/**
 * Reads everything in an account's file and changes nothing. A log of commits that is missing beside the file cannot be
 * noticed: it looks like an account that was closed.
 *
 * @param folder the account's folder, as for `openAccount`; no process may have it open
 * @throws AccountDamagedError when nothing in it can be read: its header, its catalog, or the list of its tables is damaged
 * @throws AccountLockedError when a process has it open
 */
export async function examine(folder: string): Promise<TableState[]> {
  return withFile(folder, async (source) => {
    const states: TableState[] = [];
    for (const table of source.tables) {
      const read = (range: string): string => `SELECT bit_xor(hash(t)) FROM ${table.place} AS t${range}`;
      states.push(await inParts(source.duckdb, table, read));
    }
    return states;
  });
}

/**
 * Copies what can be read of an account's file into a new account: every table, those with damaged parts without the rows
 * of these parts, and the stages' files. The source stays as it is.
 *
 * @param into a folder that is empty or not there
 * @throws as `examine`; Error when `into` holds anything
 */
export async function salvage(folder: string, into: string): Promise<TableState[]> {
  const inside = await readdir(into).catch(() => []);
  if (inside.length > 0) throw new Error(`${into} is not empty. Name a folder that is empty or not there.`);
  return withFile(folder, async (source) => {
    await mkdir(into, { recursive: true });
    const { duckdb } = source;
    await duckdb.run(`ATTACH ${literal(path.join(into, 'account.duckdb'))} AS salvaged`);
    await duckdb.run('CREATE SCHEMA salvaged.firn_catalog');
    await duckdb.run('CREATE SCHEMA salvaged.data');
    await copySequences(duckdb);
    const states: TableState[] = [];
    for (const table of source.tables) {
      await duckdb.run('USE salvaged');
      await duckdb.run(table.definition);
      await duckdb.run(`USE ${SOURCE}`);
      const copy = (range: string): string =>
        `INSERT INTO salvaged.${table.place} SELECT * FROM ${table.place} AS t${range}`;
      states.push(await inParts(duckdb, table, copy));
    }
    await duckdb.run('CHECKPOINT salvaged');
    await duckdb.run('DETACH salvaged');
    const stages = path.join(folder, 'stages');
    if (
      await access(stages).then(
        () => true,
        () => false,
      )
    )
      await cp(stages, path.join(into, 'stages'), { recursive: true });
    return states;
  });
}

/** What DuckDB calls the account's file. */
const SOURCE = 'account';

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

interface SourceTable {
  readonly name: string;
  /** `data.t17` */
  readonly place: string;
  /** The statement that makes it. */
  readonly definition: string;
}

interface Source {
  readonly duckdb: DuckDBConnection;
  readonly tables: readonly SourceTable[];
}

async function withFile<T>(folder: string, step: (source: Source) => Promise<T>): Promise<T> {
  const file = path.join(folder, 'account.duckdb');
  await access(file).catch(() => {
    throw new Error(`There is no account in ${folder}.`);
  });
  await refuseOpen(file);
  // Beside a database in memory: one that is opened to be read lets no other be written.
  const instance = await DuckDBInstance.create(':memory:', {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  try {
    const duckdb = await instance.connect();
    try {
      await duckdb.run(`ATTACH ${literal(file)} AS ${SOURCE} (READ_ONLY)`).catch((error: unknown) => {
        throw openingError(file, error);
      });
      await duckdb.run(`USE ${SOURCE}`);
      return await step(await contents(duckdb, file));
    } finally {
      duckdb.closeSync();
    }
  } finally {
    instance.closeSync();
  }
}

async function contents(duckdb: DuckDBConnection, file: string): Promise<Source> {
  const catalog = await readCatalog(duckdb, file);
  const names = tableNames(catalog);
  const found = await rows(
    duckdb,
    `SELECT schema_name || '.' || table_name, sql FROM duckdb_tables()
     WHERE database_name = current_database() AND schema_name IN ('firn_catalog', 'data') ORDER BY ALL`,
  );
  return {
    duckdb,
    tables: found.map(([place, definition]) => ({
      name: names.get(String(place)) ?? `(${String(place)})`,
      place: String(place),
      definition: String(definition),
    })),
  };
}

async function readCatalog(duckdb: DuckDBConnection, file: string): Promise<CatalogView> {
  try {
    if ((await catalogVersion(duckdb)) !== null) return Catalog.of(await loadObjects(duckdb), 1);
  } catch (error) {
    throw openingError(file, error);
  }
  throw new AccountDamagedError(file, 'it is a DuckDB database of something else.');
}

function tableNames(catalog: CatalogView): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const object of catalog.values()) {
    if (!isRelation(object) || !isStored(object)) continue;
    const name = printNames(pathOf(catalog, object));
    names.set(`data.${object.physical}`, name);
    names.set(logOf(object), `(changes of ${name})`);
  }
  return names;
}

async function copySequences(duckdb: DuckDBConnection): Promise<void> {
  const found = await rows(
    duckdb,
    `SELECT schema_name || '.' || sequence_name, coalesce(last_value + increment_by, start_value), increment_by, min_value, max_value
     FROM duckdb_sequences()
     WHERE database_name = current_database() AND schema_name IN ('firn_catalog', 'data')`,
  );
  for (const [name, next, step, least, most] of found.map((row) => row.map(String)))
    await duckdb.run(
      `CREATE SEQUENCE salvaged.${name} START ${next} INCREMENT ${step} MINVALUE ${least} MAXVALUE ${most}`,
    );
}

/** Does something with a table's rows: with all of them, or where that fails with each group that can be read. */
async function inParts(
  duckdb: DuckDBConnection,
  { name, place }: SourceTable,
  statement: (range: string) => string,
): Promise<TableState> {
  const count = async (range: string): Promise<number> =>
    Number((await rows(duckdb, `SELECT count(*) FROM ${place}${range}`))[0]?.[0]);
  const all = await count('');
  if (await works(duckdb, statement(''))) return { name, rows: all, lost: 0 };
  const end = Number((await rows(duckdb, `SELECT coalesce(max(rowid), -1) + 1 FROM ${place}`))[0]?.[0]);
  let lost = 0;
  for (let from = 0; from < end; from += GROUP) {
    const range = ` WHERE rowid >= ${from} AND rowid < ${from + GROUP}`;
    if (!(await works(duckdb, statement(range)))) lost += await count(range);
  }
  return { name, rows: all, lost };
}

/** @returns false when the file cannot be read there */
async function works(duckdb: DuckDBConnection, statement: string): Promise<boolean> {
  try {
    await duckdb.run(statement);
    return true;
  } catch (error) {
    if (error instanceof Error && DAMAGE.test(error.message)) return false;
    throw error;
  }
}

async function rows(duckdb: DuckDBConnection, sql: string) {
  return (await duckdb.runAndReadAll(sql)).getRowsJson();
}
