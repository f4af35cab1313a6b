/** Loads one file into a table: an INSERT of what a query of the file gives. Source: "COPY INTO <table>". */
import type { AccountError, SnowflakeType } from '../account.js';
import type { CatalogColumn, TableObject } from '../catalog/model.js';
import { printName } from '../catalog/names.js';
import { refused, unsupported } from '../catalog/refusals.js';
import { asAccountError } from '../engine/errors.js';
import type { StagedChoice } from '../files/staging.js';
import { stagedRows } from '../files/stagedRows.js';
import type { FileFormat } from '../files/format.js';
import { isTrue, word } from '../files/format.js';
import { runDml } from '../query/run.js';
import type { Translation } from '../query/translation.js';
import { MAX_TEXT } from '../../sql/read/types.js';
import { invalidColumn } from './columns.js';
import type { WriteScope } from './command.js';
import type { StageName, StagedFile } from './locations.js';
import { printStage } from './locations.js';

export type MatchByColumnName = 'NONE' | 'CASE_SENSITIVE' | 'CASE_INSENSITIVE';

export interface Loading {
  readonly table: TableObject;
  readonly targetColumns: readonly string[] | undefined;
  readonly stage: StageName;
  /** Stands before the file's name where it is told of. */
  readonly prefix: string;
  readonly file: StagedFile;
  readonly format: FileFormat;
  readonly query: { readonly source: string; readonly start: number; readonly end: number } | null;
  readonly match: MatchByColumnName;
  /** Texts that are too long are cut. */
  readonly truncate: boolean;
}

/** What became of a file, as COPY reports it. */
export interface Loaded {
  readonly status: 'LOADED' | 'PARTIALLY_LOADED' | 'LOAD_FAILED';
  readonly rowsParsed: number;
  readonly rowsLoaded: number;
  readonly errorLimit: number;
  readonly errorsSeen: number;
  readonly firstError?: {
    readonly message: string;
    readonly line: string | null;
    readonly column: string | null;
  };
}

/** @throws AccountError 100… for what is wrong with the file; nothing of it is loaded then */
export async function loadFile(scope: WriteScope, loading: Loading): Promise<Loaded> {
  const translation = await insertion(scope, loading);
  const rows = await insert(scope, translation);
  return { status: 'LOADED', rowsParsed: rows, rowsLoaded: rows, errorLimit: 1, errorsSeen: 0 };
}

/** Runs a translated INSERT; how many rows it stored. */
export async function insert(scope: WriteScope, translation: Translation): Promise<number> {
  const { rows } = await runDml(scope.duckdb, translation);
  return Number(rows[0]?.[0] ?? 0);
}

/**
 * Why a file, or the records of a CSV file that `where` keeps, cannot be loaded; null when it can. It is tried on a connection
 * of its own: what fails in the statement's own transaction ends it.
 */
export async function trialOf(scope: WriteScope, loading: Loading, where = ''): Promise<AccountError | null> {
  const { stored = '' } = await insertion(scope, loading, where);
  const names = loading.table.columns.map((_, i) => `c${i + 1}`).join(', ');
  try {
    await scope.apart((duckdb) =>
      duckdb.run(`SELECT bit_xor(hash(${names})) FROM (${stored}) AS t(${names})`),
    );
    return null;
  } catch (error) {
    const failure = asAccountError(error);
    if (!failure.code.startsWith('100')) throw failure;
    return failure;
  }
}

/** The columns that a file's values go to, in order. */
export function targetsOf({ table, targetColumns: names }: Loading): readonly CatalogColumn[] {
  if (names === undefined) return table.columns;
  return names.map((name) => {
    const found = table.columns.find((c) => c.name === name);
    if (found === undefined) throw invalidColumn(name);
    return found;
  });
}

/** The INSERT of a file's records; `where` keeps some of them, where there is no query. */
export async function insertion(scope: WriteScope, loading: Loading, where = ''): Promise<Translation> {
  const { query } = loading;
  if (query !== null) return transformation(scope, loading, query);
  if (loading.match !== 'NONE') return byName(scope, loading, where);
  if (loading.format.type !== 'CSV') return wholeRows(scope, loading, where);
  return plain(scope, loading, where);
}

/** The INSERT of a CSV file's records by position; `where` leaves some out. */
export function plain(scope: WriteScope, loading: Loading, where: string): Promise<Translation> {
  const targets = targetsOf(loading);
  const values = targets.map((target, i) => fieldValue(`$${i + 1}`, target.type, loading));
  const mismatch = word(loading.format, 'ERROR_ON_COLUMN_COUNT_MISMATCH') !== 'FALSE';
  const choice = { ...choiceOf(loading), exactly: mismatch ? targets.length : null };
  return translated(
    scope,
    loading,
    targets,
    `SELECT ${values.join(', ')} FROM ${written(loading)}${where}`,
    choice,
  );
}

/** The stage of the file in a query's FROM. */
export function written({ stage }: Loading): string {
  return `'${printStage(stage).replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}

export function choiceOf({ file, format }: Loading): StagedChoice {
  return { files: [file], format, exactly: null, named: false };
}

const MOMENTS: Readonly<Record<string, readonly [option: string, function_: string]>> = {
  DATE: ['DATE_FORMAT', 'TO_DATE'],
  TIME: ['TIME_FORMAT', 'TO_TIME'],
  TIMESTAMP_NTZ: ['TIMESTAMP_FORMAT', 'TO_TIMESTAMP_NTZ'],
  TIMESTAMP_LTZ: ['TIMESTAMP_FORMAT', 'TO_TIMESTAMP_LTZ'],
  TIMESTAMP_TZ: ['TIMESTAMP_FORMAT', 'TO_TIMESTAMP_TZ'],
};

/** A field's value for a column of this type, before it is stored. */
export function fieldValue(field: string, type: SnowflakeType, { format, truncate }: Loading): string {
  const moment = MOMENTS[type.kind];
  const pattern = moment === undefined ? 'AUTO' : (format.options[moment[0]] ?? 'AUTO');
  if (moment !== undefined && pattern.toUpperCase() !== 'AUTO')
    return `${moment[1]}(${field}, '${pattern.replaceAll("'", "''")}')`;
  switch (type.kind) {
    // A text that is no JSON is a text value.
    case 'VARIANT':
      return `COALESCE(TRY_PARSE_JSON(${field}), TO_VARIANT(${field}))`;
    case 'ARRAY':
    case 'OBJECT':
      return `PARSE_JSON(${field})::${type.kind}`;
    case 'TEXT':
      return truncate && type.length < MAX_TEXT ? `LEFT(${field}, ${type.length})` : field;
    default:
      return field;
  }
}

/** MATCH_BY_COLUMN_NAME: columns that the file has not are NULL. */
async function byName(scope: WriteScope, loading: Loading, where: string): Promise<Translation> {
  const { match, format, prefix, file } = loading;
  if (loading.truncate) throw unsupported('TRUNCATECOLUMNS with MATCH_BY_COLUMN_NAME');
  const view = { fields: 0, exactly: null, named: true, metadata: false };
  const { columns } = await stagedRows(scope.duckdb, { prefix, files: [file], format }, view);
  const key = (name: string): string => (match === 'CASE_INSENSITIVE' ? name.toLowerCase() : name);
  const targets = targetsOf(loading);
  const values = targets.map((target) => {
    const same = columns.filter((c) => key(c.name) === key(target.name));
    if (same.length > 1)
      throw refused(`Several columns of the file are named ${printName(target.name)}.`, '100088', '22000');
    const [found] = same;
    return found === undefined ? 'NULL' : namedValue(printName(found.name), target.type, loading);
  });
  const choice = { ...choiceOf(loading), named: true };
  const select = `SELECT ${values.join(', ')} FROM ${written(loading)}${where}`;
  return translated(scope, loading, targets, select, choice);
}

/** JSON's values convert as a VARIANT does; an array or object stays what it is. */
function namedValue(name: string, type: SnowflakeType, loading: Loading): string {
  return loading.format.type === 'CSV' ? fieldValue(name, type, loading) : name;
}

/** Without MATCH_BY_COLUMN_NAME such a file is one VARIANT column. */
function wholeRows(scope: WriteScope, loading: Loading, where: string): Promise<Translation> {
  const targets = targetsOf(loading);
  const [only] = targets;
  if (targets.length !== 1 || only === undefined || !SEMI.has(only.type.kind)) {
    throw refused(
      `${loading.format.type} file format can produce one and only one column of type variant, object, or array. Load data into separate columns using the MATCH_BY_COLUMN_NAME copy option, or with a query.`,
      '002019',
      '0A000',
    );
  }
  return translated(scope, loading, targets, `SELECT $1 FROM ${written(loading)}${where}`, choiceOf(loading));
}

const SEMI: ReadonlySet<string> = new Set(['VARIANT', 'OBJECT', 'ARRAY']);

function translated(
  scope: WriteScope,
  loading: Loading,
  targets: readonly CatalogColumn[],
  select: string,
  staged: StagedChoice,
): Promise<Translation> {
  return scope.queries.translate(`${head(scope, loading, targets)}${select}`, { staged });
}

function head(scope: WriteScope, { table }: Loading, targets: readonly CatalogColumn[]): string {
  const columns = targets.map((c) => printName(c.name)).join(', ');
  return `INSERT INTO ${scope.names.full(table)} (${columns}) `;
}

/** FROM ( SELECT … ): the statement's own query, at its place in the text so that messages name it. */
function transformation(
  scope: WriteScope,
  loading: Loading,
  { source, start, end }: NonNullable<Loading['query']>,
): Promise<Translation> {
  if (loading.truncate) throw unsupported('TRUNCATECOLUMNS with a query');
  if (isTrue(loading.format, 'STRIP_NULL_VALUES')) throw unsupported('STRIP_NULL_VALUES');
  const before = source.slice(0, start).replace(/[^\n]/g, ' ');
  const insert = head(scope, loading, targetsOf(loading));
  const lastLine = before.length - (before.lastIndexOf('\n') + 1);
  const place =
    insert.length <= lastLine
      ? before.slice(0, before.length - insert.length) + insert
      : `${insert}${before.slice(insert.length).replace(/^ +(?=\n)/, '')}`;
  return scope.queries.translate(place + source.slice(start, end), { staged: choiceOf(loading) });
}
