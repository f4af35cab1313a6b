import type { CatalogView } from '../catalog/catalog.js';
import { streamRows } from '../changes/streamRows.js';
import { logOf } from '../changes/tracking.js';
import { Grammar } from '../commands/grammar.js';
import type { OnlineFeatureTableObject, Relation, StreamObject } from '../catalog/model.js';
import { counterOf, hasIdentity } from '../catalog/identity.js';
import { Names, homeOf } from '../catalog/names.js';
import { doesNotExist, refused, unsupported } from '../catalog/refusals.js';
import { dgql } from '../information/dgql.js';
import { entityDetail } from '../information/entityDetail.js';
import { lineageRows } from '../information/getLineage.js';
import { objectDdl } from '../information/objectDdl.js';
import { HISTORIES, queryHistory } from '../information/queryHistory.js';
import { refreshHistory } from '../information/refreshHistory.js';
import { taskHistory } from '../information/taskHistory.js';
import { schemaView } from '../information/schemaViews.js';
import { allColumnRows, objectNamed, tagReferenceRows, tagReferences } from '../information/tagReferences.js';
import type { ModelCall } from '../models/calls.js';
import { modelMethod } from '../models/method.js';
import type { ModelMethod } from '../models/method.js';
import { LineageNeeded } from '../lineage/graph.js';
import type { LineageGraph } from '../lineage/graph.js';
import type {
  CallArgument,
  NameResolver,
  ResolvedFunction,
  ResolvedRelation,
  ResolvedRows,
  SessionValue,
  StagedLoad,
  StagedRequest,
  SystemCondition,
} from '../query/translation.js';
import { presignedUrl } from '../information/presignedUrl.js';
import type { AccountFiles } from '../information/presignedUrl.js';
import type { Home, StreamsAt } from './queries.js';
import type { Staging, StagedChoice } from '../files/staging.js';
import { stagedLoad } from '../files/staging.js';
import type { SessionState } from './session.js';
import type { TimestampMapping } from '../../sql/read/types.js';

const GET_LINEAGE = 'SNOWFLAKE.CORE.GET_LINEAGE';
const INFORMATION_SCHEMA = 'INFORMATION_SCHEMA';

/** The catalog as the translator asks it: names as one connection sees them, at one moment. */
export class CatalogResolver implements NameResolver {
  private readonly names: Names;

  constructor(
    private readonly catalog: CatalogView,
    private readonly session: SessionState,
    readonly version: string | undefined,
    private readonly streamsAt: StreamsAt,
    private readonly files: AccountFiles &
      Staging & { readonly lineage?: LineageGraph; readonly staged?: StagedChoice },
    private readonly home?: Home,
  ) {
    this.names = new Names(catalog, { ...session.context, ...home }, session.id);
  }

  relation(parts: readonly string[]): ResolvedRelation {
    const [name = ''] = parts.slice(-1);
    if (parts.at(-2) === INFORMATION_SCHEMA) return this.information(parts, name);
    const stream = this.names.find('STREAM', parts, 'SELECT');
    if (stream !== undefined) return this.stream(stream);
    return this.resolved(this.names.relation(parts, 'SELECT'));
  }

  private stream(stream: StreamObject): ResolvedRows {
    return streamRows(this.catalog, stream, this.names.full(stream), this.streamsAt);
  }

  private information(parts: readonly string[], name: string): ResolvedRelation {
    const database = this.names.database(parts.length > 2 ? (parts[0] ?? null) : null, 'SELECT');
    const view = schemaView(name, { catalog: this.catalog, database, session: this.session.id });
    if (view === undefined) throw doesNotExist('Object', `${database.name}.${INFORMATION_SCHEMA}.${name}`);
    return view;
  }

  private resolved(relation: Relation): ResolvedRelation {
    const fullName = this.names.full(relation);
    if (relation.kind === 'VIEW') {
      return {
        kind: 'view',
        fullName,
        text: relation.query,
        within: new CatalogResolver(
          this.catalog,
          this.session,
          this.version,
          this.streamsAt,
          this.files,
          homeOf(this.catalog, relation),
        ),
        columns: relation.columns.map((c) => c.name),
      };
    }
    if (relation.kind === 'ONLINE FEATURE TABLE') return this.online(relation, fullName);
    if (relation.kind === 'DYNAMIC TABLE' && relation.dataTimestamp === null) {
      throw refused(
        `Dynamic Table '${fullName}' is not initialized. Please run a manual refresh or wait for a scheduled refresh before querying.`,
        '002715',
        '55000',
      );
    }
    return {
      kind: 'table',
      fullName,
      physical: `data.${relation.physical}`,
      ...(relation.kind === 'DYNAMIC TABLE' ? { computed: true } : {}),
      ...(relation.changesSince === null ? {} : { log: logOf(relation) }),
      columns: relation.columns.map((c) => ({
        name: c.name,
        physicalName: c.physical,
        type: c.type,
        nullable: c.nullable,
        ...(c.default === null ? {} : { default: c.default }),
        ...(hasIdentity(c) ? { counter: counterOf(relation.physical, c.physical) } : {}),
      })),
    };
  }

  /** Nothing follows the changes of an online feature table, so no view or dynamic table may stand on one. */
  private online({ physical, columns }: OnlineFeatureTableObject, fullName: string): ResolvedRows {
    if (this.home !== undefined)
      throw unsupported(`online feature table ${fullName} in a view or dynamic table`, 'Read its source.');
    return {
      kind: 'rows',
      fullName,
      sql: `SELECT ${columns.map((c) => c.physical).join(', ')} FROM data.${physical}`,
      columns: columns.map((c) => ({
        name: c.name,
        physicalName: c.physical,
        type: c.type,
        nullable: c.nullable,
      })),
    };
  }

  get timestamp(): TimestampMapping {
    return this.home === undefined ? this.session.timestamp : 'TIMESTAMP_NTZ';
  }

  parameter(name: string): string | null {
    return this.session.parameters.get(name) ?? null;
  }

  functions(parts: readonly string[]): readonly ResolvedFunction[] {
    const { context } = this.session;
    const here = { ...context, ...this.home };
    // Snowflake's own schemas hold no function of a user's.
    if (parts.at(-2) === INFORMATION_SCHEMA || parts[0] === 'SNOWFLAKE') return [];
    // Without a current schema an unqualified name is no function of anybody's.
    if (parts.length < 3 && (here.database === null || (parts.length < 2 && here.schema === null))) return [];
    const { schema, name } = this.names.place(parts, 'SELECT');
    return this.catalog.functions(schema.id, name).map((found) => ({
      fullName: this.names.full(found),
      parameters: found.parameters,
      returns: found.returns,
      body: found.body,
      immutable: found.immutable,
      within: new CatalogResolver(
        this.catalog,
        this.session,
        this.version,
        this.streamsAt,
        this.files,
        homeOf(this.catalog, found),
      ),
    }));
  }

  async values(sql: string): Promise<readonly (string | null)[]> {
    const result = await this.files.duckdb.runAndReadAll(sql);
    return result.getRowsJson().map(([value]) => value as string | null);
  }

  staged(request: StagedRequest): StagedLoad {
    return stagedLoad(this.files, this.names, request, this.files.staged);
  }

  tableFunction(parts: readonly string[], args: readonly CallArgument[]): ResolvedRows | undefined {
    const [name = ''] = parts.slice(-1);
    if (parts.join('.') === GET_LINEAGE) return lineageRows(GET_LINEAGE, this.names, this.lineage, args);
    const known = TABLE_FUNCTIONS[name];
    if (known === undefined || parts.at(-2) !== INFORMATION_SCHEMA) return undefined;
    const database = this.names.database(parts.length > 2 ? (parts[0] ?? null) : null, 'SELECT');
    const fullName = `${database.name}.${INFORMATION_SCHEMA}.${name}`;
    // Names in arguments are those of the database whose INFORMATION_SCHEMA is asked.
    const names = new Names(
      this.catalog,
      { ...this.session.context, database: database.name },
      this.session.id,
    );
    return known({ fullName, names, database: database.name, args, session: this.session });
  }

  systemCondition(name: string, args: readonly (string | null)[]): SystemCondition | undefined {
    if (name !== 'SYSTEM$STREAM_HAS_DATA') return undefined;
    const g = new Grammar(needed(args, 0));
    const stream = this.names.must('STREAM', g.name(), name);
    g.end();
    const sql = `EXISTS (SELECT 1 FROM (${this.stream(stream).sql}))`;
    return { sql, stream: this.names.full(stream) };
  }

  model(call: ModelCall): ModelMethod {
    return modelMethod(this.names, this.files.stages, this.files.models, call);
  }

  /** Where rows come from, found before this resolver was made or not at all. */
  private readonly lineage = (): LineageGraph => {
    if (this.files.lineage === undefined) throw new LineageNeeded();
    return this.files.lineage;
  };

  systemFunction(name: string, args: readonly (string | null)[]): string | null | undefined {
    if (name === 'SYSTEM$DGQL') return dgql(this.names, this.lineage, needed(args, 0));
    return SYSTEM_FUNCTIONS[name]?.(this.names, args, this.files);
  }

  sessionValue(name: SessionValue): string | null {
    const { context, id, lastQueryId } = this.session;
    const values: Readonly<Record<SessionValue, string | null>> = {
      CURRENT_ACCOUNT: 'LOCAL',
      CURRENT_ACCOUNT_NAME: 'LOCAL',
      CURRENT_AVAILABLE_ROLES: JSON.stringify(this.catalog.list('ROLE').map((r) => r.name)),
      CURRENT_CLIENT: 'Firn',
      CURRENT_DATABASE: this.home?.database ?? context.database,
      CURRENT_IP_ADDRESS: '127.0.0.1',
      CURRENT_ORGANIZATION_NAME: 'FIRN',
      CURRENT_REGION: 'LOCAL',
      CURRENT_ROLE: context.role,
      CURRENT_ROLE_TYPE: context.role === null ? null : 'ROLE',
      CURRENT_SCHEMA: this.home?.schema ?? context.schema,
      CURRENT_SCHEMAS: JSON.stringify(
        context.database !== null && context.schema !== null ? [`${context.database}.${context.schema}`] : [],
      ),
      CURRENT_SECONDARY_ROLES: '{"roles":"","value":""}',
      CURRENT_SESSION: id,
      CURRENT_STATEMENT: null,
      CURRENT_TRANSACTION: null,
      CURRENT_USER: context.user,
      CURRENT_VERSION: '9.36.0',
      CURRENT_WAREHOUSE: context.warehouse,
      LAST_QUERY_ID: lastQueryId,
    };
    return values[name];
  }
}

interface TableFunctionCall {
  readonly session: SessionState;
  readonly fullName: string;
  readonly names: Names;
  readonly database: string;
  readonly args: readonly CallArgument[];
}

/** Whose statements a history tells where nobody is named. */
function currentOf({ context, id }: SessionState, whose: string): string | null {
  if (whose === 'SESSION_ID') return id;
  return whose === 'USER_NAME' ? context.user : context.warehouse;
}

/** Arguments by position or by name. */
function argument(args: readonly CallArgument[], index: number, name: string): string {
  const found = args.find((a) => a.name === name) ?? args.filter((a) => a.name === null)[index];
  if (found?.value == null) throw refused(`Missing argument ${name}.`, '001003', '42000');
  return found.value;
}

const TABLE_FUNCTIONS: Readonly<Record<string, (call: TableFunctionCall) => ResolvedRows>> = {
  TAG_REFERENCES: ({ fullName, names, args }) =>
    tagReferenceRows(fullName, names, argument(args, 0, 'OBJECT_NAME'), argument(args, 1, 'OBJECT_DOMAIN')),
  TAG_REFERENCES_ALL_COLUMNS: ({ fullName, names, args }) =>
    allColumnRows(fullName, names, argument(args, 0, 'OBJECT_NAME')),
  DYNAMIC_TABLE_REFRESH_HISTORY: ({ fullName, database, args }) => refreshHistory(fullName, database, args),
  TASK_HISTORY: ({ fullName, args }) => taskHistory(fullName, args),
  ...Object.fromEntries(
    Object.entries(HISTORIES).map(([name, whose]) => [
      name,
      ({ fullName, args, session }: TableFunctionCall) =>
        queryHistory(fullName, whose, whose === null ? null : currentOf(session, whose), args),
    ]),
  ),
};

function needed(args: readonly (string | null)[], index: number): string {
  const value = args[index];
  if (value == null) throw refused(`Missing argument ${index + 1}.`, '001003', '42000');
  return value;
}

type SystemFunction = (names: Names, args: readonly (string | null)[], files: AccountFiles) => string | null;

const SYSTEM_FUNCTIONS: Readonly<Record<string, SystemFunction>> = {
  GET_PRESIGNED_URL: (names, args, files) =>
    presignedUrl(names, files, needed(args, 0), needed(args, 1), args[2] ?? null),
  ENTITY_DETAIL: (names, args) => entityDetail(names, needed(args, 0), needed(args, 1), needed(args, 2)),
  GET_DDL: (names, args) =>
    objectDdl(
      names.catalog,
      objectNamed(names, needed(args, 1), needed(args, 0)),
      /^true$/i.test(args[2] ?? ''),
    ),
  SYSTEM$GET_TAG: (names, args) => {
    const tag = objectNamed(names, needed(args, 0), 'TAG');
    const object = objectNamed(names, needed(args, 1), needed(args, 2));
    return tagReferences(names.catalog, object).find((r) => r.tag.id === tag.id)?.value ?? null;
  },
};
