/** A small catalog over a real DuckDB, so that translations run: SQL in, rows out. */
import { DuckDBInstance } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';
import { init } from '@polyglot-sql/sdk';
import { AccountError } from '../../../src/account/account.js';
import type { AccountBind, WireRow } from '../../../src/account/account.js';
import { tokenize } from '../../../src/account/query/reading.js';
import { prelude } from '../../../src/account/query/prelude.js';
import { fetchRows, runDml } from '../../../src/account/query/run.js';
import { runtimeError } from '../../../src/account/query/runtimeErrors.js';
import { Translator } from '../../../src/account/query/translator.js';
import { duckdbType } from '../../../src/account/query/duckdbTypes.js';
import { parseType } from '../../../src/account/query/reading.js';
import { typeText } from '../../../src/sql/read/types.js';
import { expectSameReading } from './inference.js';
import type {
  NameResolver,
  RelationColumn,
  ResolvedRelation,
  Translation,
} from '../../../src/account/query/translation.js';

export interface Outcome {
  readonly names: readonly string[];
  readonly types: readonly string[];
  readonly rows: readonly WireRow[];
}

const DATABASE = 'DB';
const SCHEMA = 'PUBLIC';

export class TestAccount implements NameResolver {
  private readonly relations = new Map<string, ResolvedRelation>();
  private tables = 0;

  private constructor(
    readonly translator: Translator,
    private readonly instance: DuckDBInstance,
    readonly connection: DuckDBConnection,
  ) {}

  static async open(): Promise<TestAccount> {
    await init();
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    await connection.run("SET TimeZone = 'UTC'");
    await connection.run('CREATE SCHEMA data');
    for (const statement of prelude().split('\n')) await connection.run(statement);
    return new TestAccount(await Translator.start(), instance, connection);
  }

  async close(): Promise<void> {
    await this.translator.stop();
    this.connection.closeSync();
    this.instance.closeSync();
  }

  /** `name type [NOT NULL] [DEFAULT …]` per column. */
  async table(name: string, columns: readonly string[], rows: readonly string[] = []): Promise<void> {
    const physical = `data.t${++this.tables}`;
    const parsed = columns.map((text): RelationColumn => {
      const tokens = tokenize(text);
      const { type } = parseType(tokens, 1);
      const fallback = /DEFAULT (.*)$/.exec(text)?.[1];
      const stored = tokens[0]?.value ?? '';
      return {
        name: stored,
        physicalName: `p_${stored}`,
        type,
        nullable: !text.includes('NOT NULL'),
        ...(fallback === undefined ? {} : { default: fallback }),
      };
    });
    const fields = parsed.map((c, i) => `"c${i}" ${duckdbType(c.type)}`);
    await this.connection.run(`CREATE TABLE ${physical} (${fields.join(', ')})`);
    const named = parsed.map((c, i) => ({ ...c, physicalName: `c${i}` }));
    this.relations.set(name, {
      kind: 'table',
      fullName: `${DATABASE}.${SCHEMA}.${name}`,
      physical,
      columns: named,
    });
    for (const row of rows) await this.run(`INSERT INTO "${name}" VALUES ${row}`);
  }

  view(name: string, text: string, columns?: readonly string[]): void {
    const view = { kind: 'view', fullName: `${DATABASE}.${SCHEMA}.${name}`, text, within: this } as const;
    this.relations.set(name, columns === undefined ? view : { ...view, columns });
  }

  relation(parts: readonly string[]): ResolvedRelation {
    const [name, schema, database] = [...parts].reverse();
    const found = this.relations.get(name ?? '');
    const here =
      (schema === undefined || schema === SCHEMA || schema === '') &&
      (database === undefined || database === DATABASE);
    if (found === undefined || !here) {
      throw new AccountError(
        `SQL compilation error:\nObject '${parts.join('.')}' does not exist or not authorized.`,
        '002003',
        '02000',
      );
    }
    return found;
  }

  sessionValue(name: string): string | null {
    return (
      { CURRENT_DATABASE: DATABASE, CURRENT_SCHEMA: SCHEMA, CURRENT_USER: 'ME', CURRENT_ROLE: 'SYSADMIN' }[
        name
      ] ?? null
    );
  }

  systemFunction(name: string, args: readonly (string | null)[]): string | null | undefined {
    return name === 'ENTITY_DETAIL' ? `{"args":${args.length}}` : undefined;
  }

  tableFunction(
    parts: readonly string[],
    args: readonly { readonly value: string | null }[],
  ): ResolvedRelation | undefined {
    if (parts.at(-1) !== 'TAG_REFERENCES') return undefined;
    const text = { kind: 'TEXT', length: 100 } as const;
    return {
      kind: 'rows',
      fullName: 'DB.INFORMATION_SCHEMA.TAG_REFERENCES',
      sql: `SELECT 'T' AS tag_name, '${args[0]?.value ?? ''}' AS tag_value`,
      columns: [
        { name: 'TAG_NAME', physicalName: 'tag_name', type: text, nullable: true },
        { name: 'TAG_VALUE', physicalName: 'tag_value', type: text, nullable: true },
      ],
    };
  }

  translate(sql: string, binds: readonly AccountBind[] = []): Promise<Translation> {
    return this.translator.translate(sql, this, { binds });
  }

  async run(sql: string, binds: readonly AccountBind[] = []): Promise<Outcome> {
    const translation = await this.translate(sql, binds);
    if (binds.length === 0) expectSameReading(sql, translation, this);
    return this.answer(translation);
  }

  /** The rows of a translation. */
  async answer(translation: Translation): Promise<Outcome> {
    const { columns } = translation;
    const rows: WireRow[] = [];
    if (translation.counts === undefined) {
      const result = await this.connection.stream(translation.sql).catch((error: unknown) => {
        throw runtimeError(error);
      });
      for (
        let next = await fetchRows(result, columns);
        next !== null;
        next = await fetchRows(result, columns)
      )
        rows.push(...next);
    } else rows.push(...(await runDml(this.connection, translation)).rows);
    return { names: columns.map((c) => c.name), types: columns.map((c) => typeText(c.type)), rows };
  }

  /** The one value of a one-row, one-column query. */
  async value(sql: string): Promise<{ value: string | null; type: string }> {
    const { rows, types } = await this.run(sql);
    return { value: rows[0]?.[0] ?? null, type: types[0] ?? '' };
  }
}
