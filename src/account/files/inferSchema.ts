/** The columns that files would have as a table. Source: "INFER_SCHEMA". */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { StagedFile } from '../commands/locations.js';
import type { SnowflakeType } from '../account.js';
import { quote } from '../query/bind/bound.js';
import type { RelationColumn } from '../query/translation.js';
import {
  ARRAY,
  BOOLEAN,
  DATE,
  FLOAT,
  INTEGER,
  OBJECT,
  TEXT,
  TIME,
  TIMESTAMP_NTZ,
  VARIANT,
  number,
  typeText,
} from '../../sql/read/types.js';
import type { FileFormat } from './format.js';
import { isTrue } from './format.js';
import { parquetColumns } from './parquetColumns.js';
import { jsonReader } from './readers.js';
import type { Rows, StagedFiles } from './stagedRows.js';
import { headerOf, keysOf, stagedRows } from './stagedRows.js';

const COLUMNS: readonly RelationColumn[] = [
  { name: 'COLUMN_NAME', physicalName: 'c1', type: TEXT, nullable: false },
  { name: 'TYPE', physicalName: 'c2', type: TEXT, nullable: false },
  { name: 'NULLABLE', physicalName: 'c3', type: BOOLEAN, nullable: false },
  { name: 'EXPRESSION', physicalName: 'c4', type: TEXT, nullable: false },
  { name: 'FILENAMES', physicalName: 'c5', type: TEXT, nullable: false },
  { name: 'ORDER_ID', physicalName: 'c6', type: INTEGER, nullable: false },
];

interface Found {
  readonly name: string;
  readonly type: SnowflakeType;
  readonly expression: string;
}

/** A column with the files that have it; null types are those of columns without a value. */
interface Inferred extends Found {
  readonly files: readonly string[];
}

/**
 * One row for each column of the files together: its name, the type that holds all its values, an expression that gives
 * it, and the files that have it.
 */
export async function inferSchema(
  duckdb: DuckDBConnection,
  staged: StagedFiles,
  ignoreCase: boolean,
): Promise<Rows> {
  const columns = new Map<string, Inferred>();
  for (const file of staged.files) {
    for (const found of await columnsOf(duckdb, { ...staged, files: [file] })) {
      const name = ignoreCase ? found.name.toUpperCase() : found.name;
      const known = columns.get(name);
      const files = [...(known?.files ?? []), file.name];
      const type = known === undefined ? found.type : wider(known.type, found.type);
      columns.set(name, { ...found, name, type, files });
    }
  }
  const rows = [...columns.values()].map(
    ({ name, type, expression, files }, i) =>
      `(${quote(name)}, ${quote(inferredText(type))}, TRUE, ${quote(`${expression}::${inferredText(type)}`)}, ${quote(files.join(', '))}, CAST(${i} AS DECIMAL(38,0)))`,
  );
  const names = COLUMNS.map((c) => c.physicalName).join(', ');
  const nothing = 'SELECT NULL AS c1, NULL AS c2, NULL AS c3, NULL AS c4, NULL AS c5, NULL AS c6 WHERE FALSE';
  return {
    sql: rows.length === 0 ? nothing : `SELECT * FROM (VALUES ${rows.join(', ')}) AS v(${names})`,
    columns: COLUMNS,
  };
}

/** A type as INFER_SCHEMA writes it. */
function inferredText(type: SnowflakeType): string {
  switch (type.kind) {
    case 'NUMBER':
      return `NUMBER(${type.precision}, ${type.scale})`;
    case 'FLOAT':
      return 'REAL';
    case 'TEXT':
    case 'BINARY':
    case 'TIME':
    case 'TIMESTAMP_NTZ':
    case 'TIMESTAMP_LTZ':
      return type.kind;
    default:
      return typeText(type);
  }
}

function wider(a: SnowflakeType, b: SnowflakeType): SnowflakeType {
  if (a.kind === 'NUMBER' && b.kind === 'NUMBER') {
    const scale = Math.max(a.scale, b.scale);
    return number(Math.min(38, Math.max(a.precision - a.scale, b.precision - b.scale) + scale), scale);
  }
  if (a.kind === b.kind) return a;
  const numeric = [a, b].every(({ kind }) => kind === 'NUMBER' || kind === 'FLOAT');
  if (numeric) return FLOAT;
  const semi = [a, b].some(({ kind }) => kind === 'VARIANT' || kind === 'OBJECT' || kind === 'ARRAY');
  return semi ? VARIANT : TEXT;
}

async function columnsOf(duckdb: DuckDBConnection, staged: StagedFiles): Promise<readonly Found[]> {
  const { format, files } = staged;
  switch (format.type) {
    case 'PARQUET':
      return (await parquetColumns(duckdb, paths(files), format)).map(({ name, type }) => ({
        name,
        type: withoutZone(type, format),
        expression: `$1:${name}`,
      }));
    case 'CSV':
      return csvColumns(duckdb, staged);
    case 'JSON':
      return jsonColumns(duckdb, staged);
  }
}

const paths = (files: readonly StagedFile[]): string[] => files.map((file) => file.absolute);

/** Whether a time is one of a zone is a logical type. */
function withoutZone(type: SnowflakeType, format: FileFormat): SnowflakeType {
  return type.kind === 'TIMESTAMP_LTZ' && !isTrue(format, 'USE_LOGICAL_TYPE') ? TIMESTAMP_NTZ : type;
}

async function csvColumns(duckdb: DuckDBConnection, staged: StagedFiles): Promise<readonly Found[]> {
  const rows = await stagedRows(duckdb, staged, { fields: 1, exactly: null, named: false, metadata: false });
  const names = isTrue(staged.format, 'PARSE_HEADER') ? await headerOf(duckdb, staged) : [];
  const types = await typesOf(
    duckdb,
    rows.columns.map((c) => c.physicalName),
    rows.sql,
  );
  return types.map((type, i) => ({ name: names[i] ?? `c${i + 1}`, type, expression: `$${i + 1}` }));
}

async function jsonColumns(duckdb: DuckDBConnection, staged: StagedFiles): Promise<readonly Found[]> {
  const keys = await keysOf(duckdb, staged);
  if (keys.length === 0) return [];
  const values = keys.map((key, i) => {
    const value = `json_extract(json, ${quote(`$."${key.replaceAll('"', '\\"')}"`)})`;
    return `CASE json_type(${value}) WHEN 'NULL' THEN NULL WHEN 'OBJECT' THEN '{}' WHEN 'ARRAY' THEN '[]' ELSE ${value} ->> '$' END AS k${i}`;
  });
  const names = keys.map((_, i) => `k${i}`);
  const reader = jsonReader(paths(staged.files), staged.format);
  const types = await typesOf(duckdb, names, `SELECT ${values.join(', ')} FROM ${reader}`);
  return keys.map((name, i) => ({ name, type: types[i] ?? TEXT, expression: `$1:${name}` }));
}

/** Texts that stand for values of a type; the first type that has all of a column's is its type. */
const PATTERNS: readonly (readonly [string, SnowflakeType])[] = [
  ['[-+]?\\d{1,38}', INTEGER],
  ['[-+]?(\\d+\\.\\d*|\\.\\d+|\\d+)([eE][-+]?\\d+)?', FLOAT],
  ['(?i)true|false', BOOLEAN],
  ['\\d{4}-\\d{2}-\\d{2}', DATE],
  ['\\d{2}:\\d{2}(:\\d{2}(\\.\\d+)?)?', TIME],
  ['\\d{4}-\\d{2}-\\d{2}[ T]\\d{2}:\\d{2}(:\\d{2}(\\.\\d+)?)?', TIMESTAMP_NTZ],
  ['\\{\\}', OBJECT],
  ['\\[\\]', ARRAY],
];

async function typesOf(
  duckdb: DuckDBConnection,
  names: readonly string[],
  from: string,
): Promise<SnowflakeType[]> {
  const facts = names.flatMap((name) => [
    `count(${name})`,
    ...PATTERNS.map(
      ([pattern]) => `coalesce(bool_and(regexp_full_match(${name}, ${quote(pattern)})), FALSE)`,
    ),
    `coalesce(bool_or(regexp_matches(${name}, '[eE]')), FALSE)`,
    `coalesce(max(length(regexp_extract(${name}, '^[-+]?0*(\\d*)', 1))), 0)`,
    `coalesce(max(length(regexp_extract(${name}, '\\.(\\d*)$', 1))), 0)`,
  ]);
  const read = await duckdb.runAndReadAll(`SELECT ${facts.join(', ')} FROM (${from})`);
  const [row = []] = read.getRowsJson();
  const width = PATTERNS.length + 4;
  return names.map((_, i) => typeOfFacts(row.slice(i * width, (i + 1) * width)));
}

function typeOfFacts(facts: readonly unknown[]): SnowflakeType {
  const matched = PATTERNS.findIndex((_, i) => facts[i + 1] === true);
  const type = PATTERNS[matched]?.[1] ?? TEXT;
  const [exponent, whole, scale] = facts.slice(PATTERNS.length + 1);
  if (type.kind !== 'NUMBER' && type.kind !== 'FLOAT') return type;
  const [digits, places] = [Math.max(1, Number(whole)), Number(scale)];
  // Numbers are exact where their digits fit.
  return exponent === true || digits + places > 38 ? FLOAT : number(digits + places, places);
}
