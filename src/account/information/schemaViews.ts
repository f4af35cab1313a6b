import type { SnowflakeType } from '../account.js';
import type { CatalogView } from '../catalog/catalog.js';
import type { DatabaseObject } from '../catalog/model.js';
import { printName } from '../catalog/names.js';
import type { ResolvedRows } from '../query/translation.js';
import { INTEGER, TEXT, TIMESTAMP_LTZ } from '../../sql/read/types.js';
import type { InformationColumn } from './rows.js';
import { modelVersionRows } from './modelVersions.js';
import { literal, selected } from './rows.js';

/** What the views of INFORMATION_SCHEMA are made from. */
interface Source {
  readonly catalog: CatalogView;
  readonly database: DatabaseObject;
  readonly session: string;
}

interface SchemaView {
  readonly columns: readonly InformationColumn[];
  readonly from: (source: Source) => string;
}

const col = (name: string, sql: string, type: SnowflakeType = TEXT): InformationColumn => ({
  name,
  type,
  sql,
});
const body = (path: string): string => `o.body->>'$.${path}'`;
const time = (path: string): string => `make_timestamptz((${body(path)})::BIGINT * 1000)`;
const yes = (condition: string): string => `CASE WHEN ${condition} THEN 'YES' ELSE 'NO' END`;

const CREATED = col('CREATED', time('createdOn'), TIMESTAMP_LTZ);
const ALTERED = col('LAST_ALTERED', time('createdOn'), TIMESTAMP_LTZ);
const OWNER = (prefix: string): InformationColumn => col(`${prefix}_OWNER`, body('owner'));
const COMMENT = col('COMMENT', body('comment'));

/** `FROM` with o = the objects of these kinds, s and d their schema and database. */
function objects(source: Source, ...kinds: readonly string[]): string {
  return `FROM firn_catalog.objects o
    JOIN firn_catalog.objects s ON s.kind = 'SCHEMA' AND s.id = o.parent
    JOIN firn_catalog.objects d ON d.kind = 'DATABASE' AND d.id = s.parent
    WHERE d.id = ${source.database.id} AND o.kind IN (${kinds.map(literal).join(', ')})
      AND coalesce(o.body->>'$.session', ${literal(source.session)}) = ${literal(source.session)}`;
}

/** Rows of every table of the database, counted. */
function counts({ catalog, database }: Source): string {
  const each = catalog
    .list('TABLE', 'DYNAMIC TABLE')
    .filter((o) => catalog.get(o.parent)?.parent === database.id)
    .map((o) => `SELECT ${o.id} AS id, count(*) AS n FROM data.${o.physical}`);
  return ['SELECT 0 AS id, 0 AS n', ...each].join(' UNION ALL ');
}

const IN_SCHEMA = (prefix: string): InformationColumn[] => [
  col(`${prefix}_CATALOG`, 'd.name'),
  col(`${prefix}_SCHEMA`, 's.name'),
  col(`${prefix}_NAME`, 'o.name'),
];

/** `NUMBER`, `TEXT`, … as INFORMATION_SCHEMA.COLUMNS spells types. */
const COLUMN_KIND = "c.body->>'$.type.kind'";
const IDENTITY = "c.body->>'$.identity.start'";

/** `NUMBER`, `VARCHAR`, … as signatures of functions spell types. */
const kindText = (kind: string): string => `CASE WHEN ${kind} = 'TEXT' THEN 'VARCHAR' ELSE ${kind} END`;
const NAMED_TYPE = `(p->>'$.name') || ' ' || ${kindText("(p->>'$.type.kind')")}`;
const jsonList = (path: string): string => `CAST(o.body->'$.${path}' AS JSON[])`;
const RETURNS_VALUE = "o.body->>'$.returns.kind' = 'value'";

/** Views by name, columns as Snowflake's documentation lists them, those that mean nothing here left out. */
const SCHEMA_VIEWS: Readonly<Record<string, SchemaView>> = {
  DATABASES: {
    columns: [
      col('DATABASE_NAME', 'o.name'),
      OWNER('DATABASE'),
      col('IS_TRANSIENT', yes("(o.body->>'$.transient')::BOOLEAN")),
      COMMENT,
      CREATED,
      ALTERED,
      col('RETENTION_TIME', '1', INTEGER),
      col('TYPE', "'STANDARD'"),
    ],
    from: () => "FROM firn_catalog.objects o WHERE o.kind = 'DATABASE'",
  },
  SCHEMATA: {
    columns: [
      col('CATALOG_NAME', 'd.name'),
      col('SCHEMA_NAME', 'o.name'),
      OWNER('SCHEMA'),
      col('IS_TRANSIENT', yes("(o.body->>'$.transient')::BOOLEAN")),
      col('IS_MANAGED_ACCESS', "'NO'"),
      col('RETENTION_TIME', '1', INTEGER),
      CREATED,
      ALTERED,
      COMMENT,
    ],
    from: ({ database }) =>
      `FROM firn_catalog.objects o JOIN firn_catalog.objects d ON d.id = o.parent
       WHERE o.kind = 'SCHEMA' AND d.id = ${database.id}`,
  },
  TABLES: {
    columns: [
      ...IN_SCHEMA('TABLE'),
      OWNER('TABLE'),
      col(
        'TABLE_TYPE',
        "CASE WHEN o.kind = 'VIEW' THEN 'VIEW' WHEN o.body->>'$.type' = 'TEMPORARY' THEN 'LOCAL TEMPORARY' ELSE 'BASE TABLE' END",
      ),
      col('IS_TRANSIENT', yes("o.body->>'$.type' = 'TRANSIENT' OR o.body->>'$.transient' = 'true'")),
      col('CLUSTERING_KEY', "nullif(o.body->>'$.clusterBy', '')"),
      col('ROW_COUNT', '(SELECT n FROM counted WHERE counted.id = o.id)', INTEGER),
      col('BYTES', 'NULL', INTEGER),
      col('RETENTION_TIME', '1', INTEGER),
      CREATED,
      ALTERED,
      col('LAST_DDL', time('createdOn'), TIMESTAMP_LTZ),
      col('AUTO_CLUSTERING_ON', yes("coalesce(o.body->>'$.clusterBy', '') <> ''")),
      COMMENT,
      col('IS_TEMPORARY', yes("o.body->>'$.type' = 'TEMPORARY'")),
      col('IS_ICEBERG', "'NO'"),
      col('IS_DYNAMIC', yes("o.kind = 'DYNAMIC TABLE'")),
      col('IS_HYBRID', "'NO'"),
    ],
    from: (source) => objects(source, 'TABLE', 'VIEW', 'DYNAMIC TABLE'),
  },
  VIEWS: {
    columns: [
      ...IN_SCHEMA('TABLE'),
      OWNER('TABLE'),
      col('VIEW_DEFINITION', body('text')),
      col('CHECK_OPTION', "'NONE'"),
      col('IS_UPDATABLE', "'NO'"),
      col('INSERTABLE_INTO', "'NO'"),
      col('IS_SECURE', yes("(o.body->>'$.secure')::BOOLEAN")),
      CREATED,
      ALTERED,
      col('LAST_DDL', time('createdOn'), TIMESTAMP_LTZ),
      COMMENT,
    ],
    from: (source) => objects(source, 'VIEW'),
  },
  COLUMNS: {
    columns: [
      ...IN_SCHEMA('TABLE'),
      col('COLUMN_NAME', "c.body->>'$.name'"),
      col('ORDINAL_POSITION', 'c.position', INTEGER),
      col('COLUMN_DEFAULT', "c.body->>'$.default'"),
      col('IS_NULLABLE', yes("(c.body->>'$.nullable')::BOOLEAN")),
      col('DATA_TYPE', COLUMN_KIND),
      col('CHARACTER_MAXIMUM_LENGTH', "(c.body->>'$.type.length')::BIGINT", INTEGER),
      col('CHARACTER_OCTET_LENGTH', "(c.body->>'$.type.length')::BIGINT", INTEGER),
      col('NUMERIC_PRECISION', "(c.body->>'$.type.precision')::BIGINT", INTEGER),
      col('NUMERIC_PRECISION_RADIX', `CASE WHEN ${COLUMN_KIND} = 'NUMBER' THEN 10 END`, INTEGER),
      col(
        'NUMERIC_SCALE',
        `CASE WHEN ${COLUMN_KIND} = 'NUMBER' THEN (c.body->>'$.type.scale')::BIGINT END`,
        INTEGER,
      ),
      col(
        'DATETIME_PRECISION',
        `CASE WHEN ${COLUMN_KIND} LIKE 'TIME%' THEN (c.body->>'$.type.scale')::BIGINT END`,
        INTEGER,
      ),
      col('IS_IDENTITY', yes(`${IDENTITY} IS NOT NULL`)),
      col('IDENTITY_GENERATION', `CASE WHEN ${IDENTITY} IS NOT NULL THEN 'BY DEFAULT' END`),
      col('IDENTITY_START', "c.body->>'$.identity.start'"),
      col('IDENTITY_INCREMENT', "c.body->>'$.identity.increment'"),
      col('IDENTITY_CYCLE', `CASE WHEN ${IDENTITY} IS NOT NULL THEN 'NO' END`),
      col(
        'IDENTITY_ORDERED',
        `CASE WHEN ${IDENTITY} IS NOT NULL THEN ${yes("(c.body->>'$.identity.ordered')::BOOLEAN")} END`,
      ),
      col('COMMENT', "c.body->>'$.comment'"),
    ],
    from: (source) =>
      `FROM (SELECT o.id AS id, o.parent AS parent, o.name AS name, unnest(o.body->'$.columns[*]') AS body,
               generate_subscripts(o.body->'$.columns[*]', 1) AS position
             ${objects(source, 'TABLE', 'VIEW', 'DYNAMIC TABLE')}) c
       JOIN firn_catalog.objects o ON o.id = c.id
       JOIN firn_catalog.objects s ON s.id = o.parent
       JOIN firn_catalog.objects d ON d.id = s.parent`,
  },
  STAGES: {
    columns: [
      ...IN_SCHEMA('STAGE'),
      col('STAGE_URL', "''"),
      col('STAGE_TYPE', "'Internal Named'"),
      OWNER('STAGE'),
      COMMENT,
      CREATED,
      ALTERED,
    ],
    from: (source) => objects(source, 'STAGE'),
  },
  FUNCTIONS: {
    columns: [
      ...IN_SCHEMA('FUNCTION'),
      OWNER('FUNCTION'),
      col(
        'ARGUMENT_SIGNATURE',
        `'(' || array_to_string(list_transform(${jsonList('parameters')}, lambda p: ${NAMED_TYPE}), ', ') || ')'`,
      ),
      col(
        'DATA_TYPE',
        `CASE WHEN ${RETURNS_VALUE} THEN ${kindText("o.body->>'$.returns.type.kind'")} ELSE 'TABLE (' || array_to_string(list_transform(${jsonList('returns.columns')}, lambda p: ${NAMED_TYPE}), ', ') || ')' END`,
      ),
      col('CHARACTER_MAXIMUM_LENGTH', "(o.body->>'$.returns.type.length')::BIGINT", INTEGER),
      col('NUMERIC_PRECISION', "(o.body->>'$.returns.type.precision')::BIGINT", INTEGER),
      col(
        'NUMERIC_SCALE',
        `CASE WHEN o.body->>'$.returns.type.kind' = 'NUMBER' THEN (o.body->>'$.returns.type.scale')::BIGINT END`,
        INTEGER,
      ),
      col('FUNCTION_LANGUAGE', "'SQL'"),
      col('FUNCTION_DEFINITION', body('body')),
      col('VOLATILITY', "CASE WHEN (o.body->>'$.immutable')::BOOLEAN THEN 'IMMUTABLE' ELSE 'VOLATILE' END"),
      col('IS_NULL_CALL', "'YES'"),
      col('IS_SECURE', yes("(o.body->>'$.secure')::BOOLEAN")),
      CREATED,
      ALTERED,
      COMMENT,
      col('IS_EXTERNAL', "'NO'"),
      col('IS_MEMOIZABLE', yes("(o.body->>'$.memoizable')::BOOLEAN")),
      col('IS_AGGREGATE', "'NO'"),
    ],
    from: (source) => objects(source, 'FUNCTION'),
  },
  // Packages that Snowflake has for code in other languages; none of them is here.
  PACKAGES: {
    columns: [
      col('PACKAGE_NAME', 'o.name'),
      col('VERSION', 'o.name'),
      col('LANGUAGE', 'o.name'),
      col('RUNTIME_VERSION', 'o.name'),
    ],
    from: () => 'FROM firn_catalog.objects o WHERE FALSE',
  },
  FILE_FORMATS: {
    columns: [
      ...IN_SCHEMA('FILE_FORMAT'),
      OWNER('FILE_FORMAT'),
      col('FILE_FORMAT_TYPE', "o.body->>'$.options.TYPE'"),
      COMMENT,
      CREATED,
      ALTERED,
    ],
    from: (source) => objects(source, 'FILE FORMAT'),
  },
};

/** `db.INFORMATION_SCHEMA.name`, or undefined when there is no such view. */
export function schemaView(name: string, source: Source): ResolvedRows | undefined {
  const fullName = `${printName(source.database.name)}.INFORMATION_SCHEMA.${name}`;
  if (name === 'MODEL_VERSIONS') return modelVersionRows(fullName, source.catalog, source.database);
  const view = SCHEMA_VIEWS[name];
  if (view === undefined) return undefined;
  const rows = selected(fullName, view.columns, view.from(source));
  return name === 'TABLES' ? { ...rows, sql: `WITH counted AS (${counts(source)}) ${rows.sql}` } : rows;
}
