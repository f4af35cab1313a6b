import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { AccountColumn, AccountConnection, LocalAccount } from '../../../src/account/account.js';
import { openAccount } from '../../../src/account/engine/open.js';
import type { CompiledQuery } from '../../../src/sql/compiled.js';
import { typeText } from '../../../src/sql/read/types.js';
import { TABLES } from '../../unit/dataframe/sources.js';

/** A row in each of the test tables. */
const ONE_ROW_EACH = [
  "INSERT INTO DB.S.CUSTOMER VALUES (7, 'Ann', 1980)",
  "INSERT INTO DB.S.ORDERS VALUES (1, 7, '2024-02-03 10:00:00', 'Saturday', '2024-02-03', 1, 3)",
  'INSERT INTO DB.S.LINEITEM VALUES (1, 5, 2, 4.50)',
  'INSERT INTO DB.S.ORDER_RETURNS VALUES (1, 5, 1)',
  `INSERT INTO DB.S.EVENTS SELECT 7, '2024-02-03 10:00:00', '2024-02-03 10:00:00', 'web', TRUE, PARSE_JSON('{"a": {"b": 5}, "list": [1, 2]}'), 2.5`,
];

/** A local account with the test tables in DB.S. */
export class LocalTables {
  private constructor(
    private readonly folder: string,
    private readonly account: LocalAccount,
    private readonly connection: AccountConnection,
  ) {}

  static async open(inserts: readonly string[] = ONE_ROW_EACH): Promise<LocalTables> {
    const folder = await mkdtemp(path.join(tmpdir(), 'firn-sql-'));
    const account = await openAccount(folder);
    const tables = new LocalTables(folder, account, await account.connect());
    await tables.run('CREATE DATABASE DB');
    await tables.run('CREATE SCHEMA DB.S');
    for (const [table, columns] of Object.entries(TABLES)) {
      const list = columns.map(([name, type]) => `"${name}" ${type}`).join(', ');
      await tables.run(`CREATE TABLE DB.S.${table} (${list})`);
    }
    for (const insert of inserts) await tables.run(insert);
    return tables;
  }

  readonly resolveTable = (table: string) => `DB.S.${table}`;

  async run(
    sql: string,
  ): Promise<{ readonly columns: readonly AccountColumn[]; readonly rows: readonly unknown[] }> {
    const result = await this.connection.execute(sql);
    const rows: unknown[] = [];
    for await (const batch of result.batches) rows.push(...batch);
    return { columns: result.columns, rows };
  }

  async close(): Promise<void> {
    await this.connection.close();
    await this.account.close();
    await rm(this.folder, { recursive: true });
  }
}

/** Types whose size the compiler does not claim to know. */
const UNSIZED = new Set(['NUMBER', 'VARCHAR', null]);

/** What the compiler says of the columns and what the account says, comparable. */
export function typesOf(query: CompiledQuery, columns: readonly AccountColumn[]) {
  const real = columns.map((c) => `${c.name} ${typeText(c.type)}`);
  const claimed = query.columns.map((c, i) => (UNSIZED.has(c.type) ? real[i] : `${c.name} ${c.type}`));
  return { claimed, real };
}
