/** VALIDATION_MODE: what COPY would do, without loading anything. Source: "COPY INTO <table>", "VALIDATE". */
import type { WireRow } from '../account.js';
import { invalidValue, refused, unsupported } from '../catalog/refusals.js';
import { asAccountError } from '../engine/errors.js';
import { fetchRows } from '../query/run.js';
import type { CommandResult, WriteScope } from './command.js';
import { INTEGER, column } from './command.js';
import { readsByRecord, recordErrors } from './copyErrors.js';
import type { Loading } from './copyLoad.js';
import { insertion } from './copyLoad.js';

export type ValidationMode =
  | { readonly kind: 'rows'; readonly most: number }
  /** `all`: also of files that were loaded before. */
  | { readonly kind: 'errors'; readonly all: boolean };

/** @throws AccountError for what is no value of VALIDATION_MODE */
export function validationMode(written: string | undefined): ValidationMode | null {
  if (written === undefined) return null;
  const value = written.toUpperCase();
  if (value === 'RETURN_ERRORS' || value === 'RETURN_ALL_ERRORS')
    return { kind: 'errors', all: value === 'RETURN_ALL_ERRORS' };
  const rows = /^RETURN_([1-9]\d*)_ROWS$/.exec(value);
  if (rows === null)
    throw invalidValue(written, 'VALIDATION_MODE', 'RETURN_<n>_ROWS, RETURN_ERRORS or RETURN_ALL_ERRORS');
  return { kind: 'rows', most: Number(rows[1]) };
}

export function validate(
  scope: WriteScope,
  loadings: readonly Loading[],
  mode: ValidationMode,
): Promise<CommandResult> {
  return mode.kind === 'rows' ? firstRows(scope, loadings, mode.most) : errorsOf(scope, loadings);
}

/** The first rows as they would be stored. @throws AccountError for the first of them that would not */
async function firstRows(
  scope: WriteScope,
  loadings: readonly Loading[],
  most: number,
): Promise<CommandResult> {
  const rows: WireRow[] = [];
  const columns = loadings[0]?.table.columns ?? [];
  for (const loading of loadings) {
    const left = most - rows.length;
    if (left <= 0) break;
    rows.push(...(await storedRows(scope, loading, left)));
  }
  return { columns: columns.map(({ name, type, nullable }) => ({ name, type, nullable })), rows };
}

async function storedRows(scope: WriteScope, loading: Loading, most: number): Promise<WireRow[]> {
  const where = ` WHERE METADATA$FILE_ROW_NUMBER <= ${most}`;
  const { stored = '' } = await insertion(scope, loading, where);
  const rows: WireRow[] = [];
  try {
    // What fails in the statement's own transaction ends it.
    await scope.apart(async (duckdb) => {
      const result = await duckdb.stream(stored);
      for (let next = await fetchRows(result, loading.table.columns); next !== null;) {
        rows.push(...next);
        next = await fetchRows(result, loading.table.columns);
      }
    });
  } catch (error) {
    const failure = asAccountError(error);
    if (!failure.code.startsWith('100')) throw failure;
    throw refused(`Error parsing file '${loading.file.name}': ${failure.message}`, '100132', '22000');
  }
  return rows;
}

const ERRORS = [
  column('ERROR'),
  column('FILE'),
  column('LINE', INTEGER),
  column('CHARACTER', INTEGER),
  column('BYTE_OFFSET', INTEGER),
  column('CATEGORY'),
  column('CODE', INTEGER),
  column('SQL_STATE'),
  column('COLUMN_NAME'),
  column('ROW_NUMBER', INTEGER),
  column('ROW_START_LINE', INTEGER),
];

/** Every record that would not be loaded, with its first error. */
async function errorsOf(scope: WriteScope, loadings: readonly Loading[]): Promise<CommandResult> {
  const rows: WireRow[] = [];
  for (const loading of loadings) {
    if (!readsByRecord(loading))
      throw unsupported(
        'VALIDATION_MODE = RETURN_ERRORS with other files than CSV by position',
        'RETURN_<n>_ROWS tells the first error.',
      );
    for (const { row, message, line, column: name, code, sqlState } of await recordErrors(scope, loading))
      rows.push([
        message,
        loading.prefix + loading.file.name,
        line,
        null,
        null,
        'conversion',
        String(Number(code)),
        sqlState,
        name,
        String(row),
        line,
      ]);
  }
  return { columns: ERRORS, rows };
}
