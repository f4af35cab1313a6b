import type { DuckDBConnection } from '@duckdb/node-api';
import type { CatalogView } from '../catalog/catalog.js';
import { staleAfter } from '../changes/readers.js';
import type { NameResolver, TranslateOptions, Translation } from '../query/translation.js';
import type { Operation } from '../query/explain.js';
import type { AccountFiles } from '../information/presignedUrl.js';
import { CatalogResolver } from './resolver.js';
import type { SessionState } from './session.js';

/** Turns Snowflake queries and DML into DuckDB's. */
export interface QueryTranslator {
  translate(sql: string, names: NameResolver, options?: TranslateOptions): Promise<Translation>;
  explain(sql: string, names: NameResolver): Promise<Operation>;
}

/** Where a stored query's unqualified names are resolved. */
export interface Home {
  readonly database: string;
  readonly schema: string;
}

/** What decides which changes streams give. */
export interface StreamsAt {
  /** The tick up to which: where the client's transaction began. Null outside of one. */
  readonly upTo: number | null;
  /** The statement's moment, by the account's clock. */
  readonly now: number;
}

/** Snowflake queries inside commands: the bodies of views, dynamic tables and CREATE TABLE … AS. */
export class Queries {
  constructor(
    private readonly translator: QueryTranslator,
    private readonly catalog: CatalogView,
    private readonly session: SessionState,
    /** Which committed catalog this is, or is a draft of. */
    private readonly version: number,
    private readonly streamsAt: StreamsAt,
    private readonly files: AccountFiles,
  ) {}

  /**
   * Translates the query that stands at `offset` of `source`, or the whole of it; errors name places in `source`.
   * Names are resolved as the connection sees them, or in the `home` schema.
   */
  translate(
    source: string,
    options: { readonly offset?: number; readonly home?: Home } & TranslateOptions = {},
  ): Promise<Translation> {
    const { offset = 0, home, binds } = options;
    // Blanks in place of what stands before keep lines and columns right.
    const text = source.slice(0, offset).replace(/[^\n]/g, ' ') + source.slice(offset);
    const version = this.cacheVersion(source, home);
    const names = new CatalogResolver(this.catalog, this.session, version, this.streamsAt, this.files, home);
    return this.translator.translate(text, names, binds === undefined ? {} : { binds });
  }

  /** The plan of what stands at `offset` of `source`; refused as the statement itself would be. */
  async explain(source: string, offset: number): Promise<Operation> {
    await this.translate(source, { offset });
    const names = new CatalogResolver(this.catalog, this.session, undefined, this.streamsAt, this.files);
    return this.translator.explain(source.slice(offset), names);
  }

  /** Runs a translated query into a DuckDB table; answers how many rows came. */
  async run(duckdb: DuckDBConnection, translation: Translation, into: string): Promise<number> {
    for (const statement of translation.before) await duckdb.run(statement);
    const result = await duckdb.run(`INSERT INTO ${into} ${translation.sql}`);
    return result.rowsChanged;
  }

  /** Translations are cached while nothing they depend on has changed. */
  private cacheVersion(source: string, home: Home | undefined): string | undefined {
    if (this.catalog.changed.size > 0 || CHANGING.test(source)) return undefined;
    const { context, id } = this.session;
    const { upTo, now } = this.streamsAt;
    return JSON.stringify([
      this.version,
      upTo,
      // Time alone makes a stream stale.
      this.catalog.list('STREAM').filter((s) => staleAfter(this.catalog, s) <= now).length,
      home?.database,
      home?.schema,
      id,
      context.database,
      context.schema,
      context.role,
      context.warehouse,
      context.user,
    ]);
  }
}

/** Values of a session that change from statement to statement. */
const CHANGING = /GET_PRESIGNED_URL|LAST_QUERY_ID|CURRENT_STATEMENT|CURRENT_TRANSACTION/i;
