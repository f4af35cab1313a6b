import type { DuckDBConnection } from '@duckdb/node-api';
import type { CatalogView } from '../catalog/catalog.js';
import { staleAfter } from '../changes/readers.js';
import type { Derivation } from '../catalog/model.js';
import { Names, homeOf } from '../catalog/names.js';
import { derivationsOf } from '../lineage/derivation.js';
import { LineageGraph, LineageNeeded } from '../lineage/graph.js';
import type { Statement } from '../../sql/read/syntax/tree.js';
import type { NameResolver, TranslateOptions, Translation } from '../query/translation.js';
import type { Operation } from '../query/explain.js';
import type { AccountFiles } from '../information/presignedUrl.js';
import type { Staging, StagedChoice } from '../files/staging.js';
import { CatalogResolver } from './resolver.js';
import type { SessionState } from './session.js';

/** Turns Snowflake queries and DML into DuckDB's. */
export interface QueryTranslator {
  translate(sql: string, names: NameResolver, options?: TranslateOptions): Promise<Translation>;
  explain(sql: string, names: NameResolver): Promise<Operation>;
  /** The tree of a statement. */
  read(sql: string): Promise<Statement>;
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
    private readonly files: AccountFiles & Staging,
  ) {}

  /** The same for work of the account's own, in which the session's parameters have no part. */
  asAccount(): Queries {
    const { translator, catalog, session, version, streamsAt, files } = this;
    return new Queries(translator, catalog, session.asAccount(), version, streamsAt, files);
  }

  /**
   * Translates the query that stands at `offset` of `source`, or the whole of it; errors name places in `source`.
   * Names are resolved as the connection sees them, or in the `home` schema.
   */
  translate(
    source: string,
    options: {
      readonly offset?: number;
      readonly home?: Home;
      /** The files that a COPY statement has chosen for what its query reads. */
      readonly staged?: StagedChoice;
    } & TranslateOptions = {},
  ): Promise<Translation> {
    const { offset = 0, home, staged, ...given } = options;
    const text = blanked(source, offset);
    const version = this.cacheVersion(source, home);
    const translate = (lineage?: LineageGraph): Promise<Translation> =>
      this.translator.translate(text, this.resolver(version, home, lineage, staged), given);
    return translate().catch(async (error: unknown) => {
      if (!(error instanceof LineageNeeded)) throw error;
      return translate(await this.lineage());
    });
  }

  private resolver(
    version: string | undefined,
    home?: Home,
    lineage?: LineageGraph,
    staged?: StagedChoice,
  ): CatalogResolver {
    const around = {
      ...this.files,
      ...(lineage === undefined ? {} : { lineage }),
      ...(staged === undefined ? {} : { staged }),
    };
    return new CatalogResolver(this.catalog, this.session, version, this.streamsAt, around, home);
  }

  /**
   * The objects that a statement reads directly, with the columns that its target's are made of.
   * @param columns the target's columns in order
   */
  async derivations(
    source: string,
    columns: readonly string[],
    { offset = 0, home }: { readonly offset?: number; readonly home?: Home } = {},
  ): Promise<readonly Derivation[]> {
    const text = blanked(source, offset);
    const names = new Names(this.catalog, { ...this.session.context, ...home }, this.session.id);
    return derivationsOf(await this.translator.read(text), text, names, columns);
  }

  /** Where the rows of all objects come from. */
  private async lineage(): Promise<LineageGraph> {
    const read = new Map<number, readonly Derivation[]>();
    for (const object of this.catalog.list('VIEW', 'DYNAMIC TABLE')) {
      const columns = object.columns.map((c) => c.name);
      const home = homeOf(this.catalog, object);
      read.set(object.id, await this.derivations(object.query, columns, { home }));
    }
    for (const { id, source, columns } of this.catalog.list('ONLINE FEATURE TABLE')) {
      const pairs = columns.map(({ name }) => [name, name] as const);
      read.set(id, [{ source, version: null, columns: pairs }]);
    }
    return new LineageGraph(this.catalog, read);
  }

  /** The plan of what stands at `offset` of `source`; refused as the statement itself would be. */
  async explain(source: string, offset: number): Promise<Operation> {
    await this.translate(source, { offset });
    return this.translator.explain(source.slice(offset), this.resolver(undefined));
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
    const { context, id, parameters } = this.session;
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
      parameters.get('WEEK_START'),
      parameters.get('WEEK_OF_YEAR_POLICY'),
      this.session.timestamp,
    ]);
  }
}

/** Blanks in place of what stands before keep lines and columns right. */
function blanked(source: string, offset: number): string {
  return source.slice(0, offset).replace(/[^\n]/g, ' ') + source.slice(offset);
}

/** Values of a session that change from statement to statement. */
const CHANGING = /GET_PRESIGNED_URL|LAST_QUERY_ID|CURRENT_STATEMENT|CURRENT_TRANSACTION/i;
