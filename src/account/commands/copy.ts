import { rm } from 'node:fs/promises';
import { AccountError } from '../account.js';
import type { WireRow } from '../account.js';
import type { Properties, TableObject } from '../catalog/model.js';
import type { ObjectName } from '../catalog/names.js';
import { invalidValue, refused, unsupported } from '../catalog/refusals.js';
import { asAccountError } from '../engine/errors.js';
import { formatOf } from '../files/format.js';
import type { FileFormat } from '../files/format.js';
import { chosenFiles } from './chosenFiles.js';
import { fileFormatClause, properties } from './clauses.js';
import type { Command, CommandResult, WriteScope } from './command.js';
import { INTEGER, column, status } from './command.js';
import type { ErrorMode } from './copyErrors.js';
import { errorMode, loadTolerantly } from './copyErrors.js';
import type { Loaded, Loading, MatchByColumnName } from './copyLoad.js';
import { loadFile } from './copyLoad.js';
import type { ValidationMode } from './copyValidation.js';
import { validate, validationMode } from './copyValidation.js';
import type { Grammar } from './grammar.js';
import type { StageLocation, StagedFile } from './locations.js';
import { contentHash, stageLocation } from './locations.js';
import type { StageArea } from './stageAreas.js';
import { stageArea } from './stageAreas.js';

const COLUMNS = [
  column('file'),
  column('status'),
  column('rows_parsed', INTEGER),
  column('rows_loaded', INTEGER),
  column('error_limit', INTEGER),
  column('errors_seen', INTEGER),
  column('first_error'),
  column('first_error_line', INTEGER),
  column('first_error_character', INTEGER),
  column('first_error_column_name'),
];

const OPTIONS = [
  'PATTERN',
  'ON_ERROR',
  'MATCH_BY_COLUMN_NAME',
  'FORCE',
  'PURGE',
  'RETURN_FAILED_ONLY',
  'ENFORCE_LENGTH',
  'TRUNCATECOLUMNS',
  'SIZE_LIMIT',
  'VALIDATION_MODE',
  'LOAD_UNCERTAIN_FILES',
];

interface CopyStatement {
  readonly table: ObjectName;
  readonly targetColumns: readonly string[] | undefined;
  readonly location: StageLocation;
  /** Where the query in FROM ( … ) stands in the statement's text; null: the files' own columns are loaded. */
  readonly query: { readonly source: string; readonly start: number; readonly end: number } | null;
  readonly files: readonly string[] | undefined;
  readonly format: Properties | undefined;
  readonly options: Properties;
  readonly onError: ErrorMode;
  /** VALIDATION_MODE; null: the files are loaded. */
  readonly validation: ValidationMode | null;
}

/**
 * COPY INTO table [(columns)] [FROM @stage[/path] | (SELECT … FROM @stage[/path])] [FILES = (…)] [PATTERN = '…']
 * [FILE_FORMAT = (…)] [options]. Source: "COPY INTO <table>", "Transforming data during a load".
 */
export function copyIntoTable(g: Grammar): Command {
  const table = g.name();
  const targetColumns = g.looksAt('(') ? g.list(() => g.identifier()) : undefined;
  const { location, query } = g.try('FROM') ? source(g) : ownStage(table);
  let files: string[] | undefined;
  let format: Properties | undefined;
  const options: Record<string, string> = {};
  while (!g.atEnd) {
    const found = properties(g, OPTIONS);
    Object.assign(options, found);
    const clause = fileFormatClause(g);
    format = clause ?? format;
    if (g.try('FILES', '=')) files = g.list(() => g.string());
    else if (Object.keys(found).length === 0 && clause === undefined) g.unexpected();
  }
  checkOptions(options, query !== null);
  const onError = errorMode(options['ON_ERROR']);
  const validation = validationMode(options['VALIDATION_MODE']);
  if (validation !== null && query !== null)
    throw refused('VALIDATION_MODE cannot be used with a query.', '002019', '0A000');
  const statement = { table, targetColumns, location, query, files, format, options, onError, validation };
  return { access: 'write', kind: 'copy', run: (scope) => load(scope, statement) };
}

/** Without FROM the files of the table's own stage are loaded. */
function ownStage(table: ObjectName): Pick<CopyStatement, 'location' | 'query'> {
  return { location: { stage: { kind: 'table', name: table }, path: '' }, query: null };
}

/** What stands after FROM. A query may read one stage and nothing else. */
function source(g: Grammar): Pick<CopyStatement, 'location' | 'query'> {
  if (!g.looksAt('(')) return { location: stageLocation(g), query: null };
  const start = g.peek()?.end ?? 0;
  g.expect('(');
  let location: StageLocation | undefined;
  let depth = 0;
  let end = start;
  while (depth > 0 || !g.looksAt(')')) {
    if (g.looksAt('(')) depth += 1;
    if (g.looksAt(')')) depth -= 1;
    const from = depth === 0 && g.looksAt('FROM');
    end = g.skip().end;
    if (!from) continue;
    location = stageLocation(g);
    end = g.peek(-1)?.end ?? end;
  }
  g.expect(')');
  if (location === undefined) throw unsupported('COPY INTO a table with a query that reads no stage');
  return { location, query: { source: g.source, start, end } };
}

/** What would change which rows are loaded has to be known; the rest may be ignored. */
function checkOptions(options: Properties, transforms: boolean): void {
  const limit = options['SIZE_LIMIT'];
  if (limit !== undefined && !/^[1-9]\d*$/.test(limit))
    throw invalidValue(limit, 'SIZE_LIMIT', 'bytes, more than 0');
  if (transforms && matchMode(options) !== 'NONE')
    throw refused('MATCH_BY_COLUMN_NAME cannot be used with a query.', '002019', '0A000');
}

async function load(scope: WriteScope, statement: CopyStatement): Promise<CommandResult> {
  const table = scope.names.must('TABLE', statement.table, 'COPY');
  const area = stageArea(scope, statement.location.stage, 'COPY');
  checkTableStage(area, table, statement);
  const format = formatOf(scope.names, statement.format ?? area.fileFormat, 'COPY');
  const { validation } = statement;
  if (validation !== null) {
    const forced = validation.kind === 'errors' && validation.all;
    const files = await newFiles(scope, table, area, statement, forced);
    const loadings = files.map(({ file }) => loadingOf(table, area, statement, format, file));
    return validate(scope, loadings, validation);
  }
  const rows: WireRow[] = [];
  // Files are loaded until they are more than SIZE_LIMIT together.
  const most = Number(statement.options['SIZE_LIMIT'] ?? Infinity);
  let bytes = 0;
  for (const { file, content } of await newFiles(scope, table, area, statement, false)) {
    if (bytes > most) break;
    bytes += file.size;
    const loaded = await loadOne(scope, loadingOf(table, area, statement, format, file), statement.onError);
    rows.push(rowOf(area.prefix + file.name, loaded));
    if (loaded.status === 'LOAD_FAILED') continue;
    await scope.duckdb.run('INSERT INTO firn_catalog.load_history VALUES ($1, $2, $3, $4, now(), $5)', [
      table.id,
      area.id,
      file.name,
      content,
      loaded.rowsLoaded,
    ]);
    if (isTrue(statement.options, 'PURGE')) scope.onCommit(() => void rm(file.absolute, { force: true }));
  }
  const failedOnly = isTrue(statement.options, 'RETURN_FAILED_ONLY');
  const shown = failedOnly ? rows.filter((row) => row[1] !== 'LOADED') : rows;
  return rows.length === 0
    ? status('Copy executed with 0 files processed.')
    : { columns: COLUMNS, rows: shown };
}

/** A table's stage is for that table, and its files are loaded as they are (page "Choosing an internal stage for local files"). */
function checkTableStage(area: StageArea, table: TableObject, { query }: CopyStatement): void {
  if (area.table === null) return;
  if (area.table !== table.id)
    throw refused(
      `Files of ${area.fullName} can be loaded into that table alone. Use a named stage.`,
      '002019',
      '0A000',
    );
  if (query !== null)
    throw refused(
      `COPY from the stage of a table (${area.fullName}) takes no query. Use a named stage.`,
      '002019',
      '0A000',
    );
}

function loadingOf(
  table: TableObject,
  area: StageArea,
  { targetColumns, query, options, location }: CopyStatement,
  format: FileFormat,
  file: StagedFile,
): Loading {
  const truncate = isTrue(options, 'TRUNCATECOLUMNS') || options['ENFORCE_LENGTH']?.toUpperCase() === 'FALSE';
  return {
    table,
    targetColumns,
    stage: location.stage,
    prefix: area.prefix,
    file,
    format,
    query,
    match: matchMode(options),
    truncate,
  };
}

async function loadOne(scope: WriteScope, loading: Loading, onError: ErrorMode): Promise<Loaded> {
  if (onError.kind !== 'abort') return loadTolerantly(scope, loading, onError);
  try {
    return await loadFile(scope, loading);
  } catch (error) {
    const failure = asAccountError(error);
    // A cancelled statement, a full disk and the like are not the file's fault.
    if (!failure.code.startsWith('100')) throw failure;
    const text = `Error loading file '${loading.file.name}': ${failure.message}`;
    throw new AccountError(text, '100132', '22000');
  }
}

function rowOf(name: string, loaded: Loaded): WireRow {
  const { firstError } = loaded;
  return [
    name,
    loaded.status,
    String(loaded.rowsParsed),
    String(loaded.rowsLoaded),
    String(loaded.errorLimit),
    String(loaded.errorsSeen),
    firstError?.message ?? null,
    firstError?.line ?? null,
    null,
    firstError?.column ?? null,
  ];
}

function isTrue(options: Properties, name: string): boolean {
  return options[name]?.toUpperCase() === 'TRUE';
}

function matchMode(options: Properties): MatchByColumnName {
  const mode = options['MATCH_BY_COLUMN_NAME']?.toUpperCase() ?? 'NONE';
  if (mode !== 'NONE' && mode !== 'CASE_SENSITIVE' && mode !== 'CASE_INSENSITIVE') {
    throw invalidValue(mode, 'MATCH_BY_COLUMN_NAME');
  }
  return mode;
}

interface NewFile {
  readonly file: StagedFile;
  readonly content: string;
}

/** The chosen files that were not loaded before; with FORCE, or where it is `forced`, all of them. */
async function newFiles(
  scope: WriteScope,
  table: TableObject,
  area: StageArea,
  statement: CopyStatement,
  forced: boolean,
): Promise<NewFile[]> {
  const all = forced || isTrue(statement.options, 'FORCE');
  const found: NewFile[] = [];
  const { location, files: named, options } = statement;
  const choice = { path: location.path, named, pattern: options['PATTERN'] };
  for (const file of await chosenFiles(area, choice)) {
    const content = await contentHash(file.absolute);
    if (all || !(await isLoaded(scope, table, area, file, content))) found.push({ file, content });
  }
  return found;
}

async function isLoaded(
  scope: WriteScope,
  table: TableObject,
  area: StageArea,
  file: StagedFile,
  content: string,
): Promise<boolean> {
  const rows = await scope.duckdb.runAndReadAll(
    'SELECT 1 FROM firn_catalog.load_history WHERE table_id = $1 AND stage_id = $2 AND file = $3 AND content = $4',
    [table.id, area.id, file.name, content],
  );
  return rows.currentRowCount > 0;
}
