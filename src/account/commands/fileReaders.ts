import type { DuckDBConnection } from '@duckdb/node-api';
import type { SnowflakeType } from '../account.js';
import type { CatalogColumn, Properties } from '../catalog/model.js';
import { refused, unsupported } from '../catalog/refusals.js';
import { duckdbType } from '../query/duckdbTypes.js';

export type MatchByColumnName = 'NONE' | 'CASE_SENSITIVE' | 'CASE_INSENSITIVE';

/** A DuckDB SELECT that gives a file's rows as a table's columns, in their order and types. */
export async function loadQuery(
  duckdb: DuckDBConnection,
  file: string,
  format: Properties,
  match: MatchByColumnName,
  targets: readonly CatalogColumn[],
): Promise<string> {
  const type = format['TYPE']?.toUpperCase() ?? 'CSV';
  if (type === 'CSV') return csvQuery(duckdb, file, format, match, targets);
  const reader = type === 'PARQUET' ? `read_parquet(${literal(file)})` : jsonReader(file, format);
  const names = await namesIn(duckdb, reader);
  if (match === 'NONE') return wholeRows(reader, type, targets);
  return `SELECT ${matched(targets, names, match)} FROM ${reader}`;
}

/** Without MATCH_BY_COLUMN_NAME such a file is one VARIANT column (documentation: COPY INTO <table>). */
function wholeRows(reader: string, type: string, targets: readonly CatalogColumn[]): string {
  const [only] = targets;
  if (targets.length !== 1 || only === undefined || !isSemiStructured(only.type)) {
    throw refused(
      `${type} file format can produce one and only one column of type variant, object, or array. Load data into separate columns using the MATCH_BY_COLUMN_NAME copy option.`,
      '002019',
      '0A000',
    );
  }
  return `SELECT to_json(row_) FROM ${reader} AS row_`;
}

function matched(
  targets: readonly CatalogColumn[],
  names: readonly string[],
  match: MatchByColumnName,
): string {
  const key = (name: string): string => (match === 'CASE_INSENSITIVE' ? name.toLowerCase() : name);
  return targets
    .map((target) => {
      const name = names.find((n) => key(n) === key(target.name));
      return name === undefined
        ? `CAST(NULL AS ${duckdbType(target.type)})`
        : cast(quoted(name), target.type, false);
    })
    .join(', ');
}

function isSemiStructured(type: SnowflakeType): boolean {
  return type.kind === 'VARIANT' || type.kind === 'OBJECT' || type.kind === 'ARRAY';
}

/** `text`: the value is text from a CSV file, where a VARIANT is JSON if it reads as JSON. */
function cast(expression: string, type: SnowflakeType, text: boolean): string {
  if (!isSemiStructured(type)) return `CAST(${expression} AS ${duckdbType(type)})`;
  return text
    ? `CASE WHEN json_valid(${expression}) THEN ${expression}::JSON ELSE to_json(${expression}) END`
    : `to_json(${expression})`;
}

async function namesIn(duckdb: DuckDBConnection, reader: string): Promise<string[]> {
  const described = await duckdb.runAndReadAll(`DESCRIBE SELECT * FROM ${reader}`);
  return described.getRowsJson().map(([name]) => String(name));
}

function jsonReader(file: string, format: Properties): string {
  const arrays = format['STRIP_OUTER_ARRAY']?.toUpperCase() === 'TRUE';
  return `read_json(${literal(file)}, format = ${arrays ? "'array'" : "'auto'"}, sample_size = -1)`;
}

async function csvQuery(
  duckdb: DuckDBConnection,
  file: string,
  format: Properties,
  match: MatchByColumnName,
  targets: readonly CatalogColumn[],
): Promise<string> {
  const headed = format['PARSE_HEADER']?.toUpperCase() === 'TRUE';
  if (match !== 'NONE' && !headed) {
    throw refused(
      'MATCH_BY_COLUMN_NAME on CSV files needs PARSE_HEADER = TRUE in the file format.',
      '002019',
      '0A000',
    );
  }
  const options = csvOptions(format, headed);
  if (headed) {
    const reader = `read_csv(${[literal(file), ...options].join(', ')})`;
    const names = await namesIn(duckdb, reader);
    return match === 'NONE'
      ? `SELECT ${targets.map((t, i) => castCsv(quoted(names[i] ?? ''), t, format)).join(', ')} FROM ${reader}`
      : `SELECT ${targets.map((t) => matchedCsv(t, names, match, format)).join(', ')} FROM ${reader}`;
  }
  const columns = targets.map((_t, i) => `'f${i + 1}': 'VARCHAR'`).join(', ');
  const reader = `read_csv(${[literal(file), ...options, `columns = {${columns}}`].join(', ')})`;
  return `SELECT ${targets.map((t, i) => castCsv(`f${i + 1}`, t, format)).join(', ')} FROM ${reader}`;
}

function matchedCsv(
  target: CatalogColumn,
  names: readonly string[],
  match: MatchByColumnName,
  format: Properties,
): string {
  const key = (name: string): string => (match === 'CASE_INSENSITIVE' ? name.toLowerCase() : name);
  const name = names.find((n) => key(n) === key(target.name));
  return name === undefined
    ? `CAST(NULL AS ${duckdbType(target.type)})`
    : castCsv(quoted(name), target, format);
}

function castCsv(field: string, target: CatalogColumn, format: Properties): string {
  const trimmed = format['TRIM_SPACE']?.toUpperCase() === 'TRUE' ? `trim(${field})` : field;
  return cast(trimmed, target.type, true);
}

/** Options of Snowflake's CSV that change nothing about the values read. */
const HARMLESS = [
  'TYPE',
  'COMPRESSION',
  'PARSE_HEADER',
  'TRIM_SPACE',
  'ERROR_ON_COLUMN_COUNT_MISMATCH',
  'COMMENT',
  'REPLACE_INVALID_CHARACTERS',
  'SKIP_BLANK_LINES',
  'EMPTY_FIELD_AS_NULL',
];

function csvOptions(format: Properties, headed: boolean): string[] {
  const options = ['auto_detect = false', 'all_varchar = true', 'strict_mode = true', `header = ${headed}`];
  const delimiter = format['FIELD_DELIMITER'] ?? ',';
  const quote = format['FIELD_OPTIONALLY_ENCLOSED_BY'] ?? 'NONE';
  options.push(`delim = ${literal(unescaped(delimiter))}`);
  options.push(`quote = ${literal(quote.toUpperCase() === 'NONE' ? '' : unescaped(quote))}`);
  if (quote.toUpperCase() !== 'NONE') options.push(`escape = ${literal(unescaped(quote))}`);
  else options.push("escape = ''");
  options.push(`skip = ${Number(format['SKIP_HEADER'] ?? '0')}`);
  options.push(`nullstr = [${nullTexts(format).map(literal).join(', ')}]`);
  const known = [
    ...HARMLESS,
    'FIELD_DELIMITER',
    'FIELD_OPTIONALLY_ENCLOSED_BY',
    'SKIP_HEADER',
    'NULL_IF',
    'ENCODING',
    'RECORD_DELIMITER',
  ];
  const other = Object.keys(format).find((name) => !known.includes(name));
  if (other !== undefined) throw unsupported(`FILE_FORMAT option ${other}`);
  const encoding = (format['ENCODING'] ?? 'UTF8').toUpperCase().replace('-', '');
  if (encoding !== 'UTF8') throw unsupported(`ENCODING = ${encoding}`);
  return options;
}

/** `\N` and, by default, the empty field. */
function nullTexts(format: Properties): string[] {
  const given = format['NULL_IF'];
  const texts =
    given === undefined
      ? ['\\N']
      : [...given.matchAll(/'((?:[^']|'')*)'/g)].map((m) =>
          (m[1] ?? '').replaceAll("''", "'").replaceAll('\\\\', '\\'),
        );
  const emptyIsNull = format['EMPTY_FIELD_AS_NULL']?.toUpperCase() !== 'FALSE';
  return [...new Set([...texts, ...(emptyIsNull ? [''] : [])])];
}

function unescaped(text: string): string {
  return text.replaceAll('\\t', '\t').replaceAll('\\n', '\n');
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
