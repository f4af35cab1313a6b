/** ON_ERROR: what COPY does about records that cannot be loaded. Source: "COPY INTO <table>" (copy options). */
import type { CatalogColumn } from '../catalog/model.js';
import { printName } from '../catalog/names.js';
import { invalidValue, unsupported } from '../catalog/refusals.js';
import { isTrue } from '../files/format.js';
import { MAX_TEXT, typeText } from '../../sql/read/types.js';
import type { WriteScope } from './command.js';
import type { Loaded, Loading } from './copyLoad.js';
import { choiceOf, fieldValue, insert, loadFile, plain, targetsOf, trialOf, written } from './copyLoad.js';

export type ErrorMode =
  | { readonly kind: 'abort' }
  | { readonly kind: 'continue' }
  /** The file is left out when it has so many errors, or so large a part of its records. */
  | { readonly kind: 'skip'; readonly from: number; readonly percent: boolean };

/** @throws AccountError for what is no value of ON_ERROR */
export function errorMode(written = 'ABORT_STATEMENT'): ErrorMode {
  const value = written.toUpperCase();
  if (value === 'ABORT_STATEMENT') return { kind: 'abort' };
  if (value === 'CONTINUE') return { kind: 'continue' };
  const skip = /^SKIP_FILE(?:_(\d+)(%?))?$/.exec(value);
  if (skip === null) throw invalidValue(written, 'ON_ERROR');
  return { kind: 'skip', from: Number(skip[1] ?? '1'), percent: skip[2] === '%' };
}

/** Loads the records of a file that can be loaded, or leaves the file out. */
export function loadTolerantly(scope: WriteScope, loading: Loading, mode: ErrorMode): Promise<Loaded> {
  if (readsByRecord(loading)) return loadRecords(scope, loading, mode);
  if (mode.kind === 'skip' && mode.from === 1 && !mode.percent) return loadOrSkip(scope, loading);
  throw unsupported(
    `ON_ERROR that keeps part of a file, with ${loading.query === null ? 'other files than CSV by position' : 'a query'}`,
    'Use ON_ERROR = SKIP_FILE or ABORT_STATEMENT.',
  );
}

/** Whether each record can be looked at by itself. */
export function readsByRecord({ query, match, format }: Loading): boolean {
  return query === null && match === 'NONE' && format.type === 'CSV';
}

/** A file is tried apart first: what fails in the statement's own transaction ends it. */
async function loadOrSkip(scope: WriteScope, loading: Loading): Promise<Loaded> {
  const failure = await trialOf(scope, loading);
  if (failure === null) return loadFile(scope, loading);
  const firstError = { message: failure.message, line: null, column: null };
  return { status: 'LOAD_FAILED', rowsParsed: 0, rowsLoaded: 0, errorLimit: 1, errorsSeen: 1, firstError };
}

async function loadRecords(scope: WriteScope, loading: Loading, mode: ErrorMode): Promise<Loaded> {
  const targets = targetsOf(loading);
  const { faults, wrong } = faultsOf(loading, targets);
  const [parsed = 0, errors = 0, first = 0] = await numbers(
    scope,
    loading,
    `SELECT COUNT(*), COUNT_IF(${wrong}), MIN(IFF(${wrong}, METADATA$FILE_ROW_NUMBER, NULL)) FROM ${written(loading)}`,
  );
  const report = {
    rowsParsed: parsed,
    errorsSeen: errors,
    errorLimit: mode.kind === 'skip' && !mode.percent ? mode.from : parsed,
    ...(errors === 0 ? {} : { firstError: await firstError(scope, loading, targets, faults, first) }),
  };
  if (skips(mode, errors, parsed)) return { ...report, status: 'LOAD_FAILED', rowsLoaded: 0 };
  const where = errors === 0 ? '' : ` WHERE NOT (${wrong})`;
  const rowsLoaded = await insert(scope, await plain(scope, loading, where));
  return { ...report, status: errors === 0 ? 'LOADED' : 'PARTIALLY_LOADED', rowsLoaded };
}

/** What is wrong with a record that cannot be loaded. */
export interface RecordError extends NonNullable<Loaded['firstError']> {
  readonly row: number;
  readonly code: string;
  readonly sqlState: string;
}

/** Every record of a file that cannot be loaded, with its first error. */
export async function recordErrors(scope: WriteScope, loading: Loading): Promise<RecordError[]> {
  const targets = targetsOf(loading);
  const { faults, wrong } = faultsOf(loading, targets);
  const query = `SELECT METADATA$FILE_ROW_NUMBER FROM ${written(loading)} WHERE ${wrong} ORDER BY 1`;
  const found: RecordError[] = [];
  for (const [row] of await rowsOf(scope, loading, query))
    found.push({ row: Number(row), ...(await firstError(scope, loading, targets, faults, Number(row))) });
  return found;
}

/** For each column, and for all of them: a condition that is true of a record with a field that it cannot hold. */
function faultsOf(loading: Loading, targets: readonly CatalogColumn[]) {
  const faults = targets.map((target, i) => faultOf(`$${i + 1}`, target, loading));
  return { faults, wrong: faults.map((fault) => `COALESCE(${fault}, FALSE)`).join(' OR ') };
}

function skips(mode: ErrorMode, errors: number, parsed: number): boolean {
  if (mode.kind !== 'skip' || errors === 0) return false;
  return mode.percent ? (100 * errors) / parsed >= mode.from : errors >= mode.from;
}

/** A condition that is true of a field that the column cannot hold. */
function faultOf(field: string, { type, nullable }: CatalogColumn, loading: Loading): string {
  const missing = nullable ? 'FALSE' : `${field} IS NULL`;
  return `(${missing} OR (${field} IS NOT NULL AND ${wrongValue(field, type, loading)}))`;
}

function wrongValue(field: string, type: CatalogColumn['type'], loading: Loading): string {
  switch (type.kind) {
    case 'TEXT':
      return type.length < MAX_TEXT && !loading.truncate ? `LENGTH(${field}) > ${type.length}` : 'FALSE';
    case 'VARIANT':
      return 'FALSE';
    case 'ARRAY':
      return `NOT COALESCE(IS_ARRAY(TRY_PARSE_JSON(${field})), FALSE)`;
    case 'OBJECT':
      return `NOT COALESCE(IS_OBJECT(TRY_PARSE_JSON(${field})), FALSE)`;
    case 'BINARY':
      return `TRY_TO_BINARY(${field}) IS NULL`;
    case 'VECTOR':
      throw unsupported('ON_ERROR with VECTOR columns');
    default: {
      const value = fieldValue(field, type, loading);
      const tried = value === field ? `TRY_CAST(${field} AS ${typeText(type)})` : `TRY_${value}`;
      return `${tried} IS NULL`;
    }
  }
}

async function numbers(scope: WriteScope, loading: Loading, query: string): Promise<number[]> {
  const [row = []] = await rowsOf(scope, loading, query);
  return row.map(Number);
}

async function rowsOf(scope: WriteScope, loading: Loading, query: string) {
  const exactly = targetsOf(loading).length;
  const { sql } = await scope.queries.translate(query, { staged: { ...choiceOf(loading), exactly } });
  return (await scope.duckdb.runAndReadAll(sql)).getRowsJson();
}

/** The first wrong record's first wrong field, with the message that loading it gives. */
async function firstError(
  scope: WriteScope,
  loading: Loading,
  targets: readonly CatalogColumn[],
  faults: readonly string[],
  row: number,
): Promise<Omit<RecordError, 'row'>> {
  const cases = faults.map((fault, i) => `WHEN ${fault} THEN ${i}`).join(' ');
  const here = `FROM ${written(loading)} WHERE METADATA$FILE_ROW_NUMBER = ${row}`;
  const [at = 0] = await numbers(scope, loading, `SELECT CASE ${cases} ELSE 0 END ${here}`);
  const target = targets[at];
  const failure = await trialOf(scope, loading, ` WHERE METADATA$FILE_ROW_NUMBER = ${row}`);
  const { table, format } = loading;
  const before = Number(format.options['SKIP_HEADER'] ?? '0') + (isTrue(format, 'PARSE_HEADER') ? 1 : 0);
  return {
    message: failure?.message ?? 'The record cannot be loaded.',
    code: failure?.code ?? '100132',
    sqlState: failure?.sqlState ?? '22000',
    line: String(row + before),
    column: `"${table.name}"[${printName(target?.name ?? '')}:${at + 1}]`,
  };
}
