import { rm } from 'node:fs/promises';
import type { WireRow } from '../account.js';
import { recorded } from '../changes/tracking.js';
import type { CatalogColumn, Properties, StageObject, TableObject } from '../catalog/model.js';
import type { ObjectName } from '../catalog/names.js';
import { invalidValue, refused, unsupported } from '../catalog/refusals.js';
import { asAccountError } from '../engine/errors.js';
import { fileFormatClause, properties } from './clauses.js';
import { invalidColumn } from './columns.js';
import type { Command, CommandResult, WriteScope } from './command.js';
import { INTEGER, column, status } from './command.js';
import type { MatchByColumnName } from './fileReaders.js';
import { loadQuery } from './fileReaders.js';
import { Grammar } from './grammar.js';
import type { StageLocation, StagedFile } from './locations.js';
import { contentHash, stageFolder, stageLocation, stagedFiles } from './locations.js';
import { checkedType } from './stages.js';

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
  readonly files: readonly string[] | undefined;
  readonly format: Properties | undefined;
  readonly options: Properties;
}

/** COPY INTO table [(columns)] FROM @stage[/path] [FILES = (…)] [PATTERN = '…'] [FILE_FORMAT = (…)] [options] */
export function copyIntoTable(g: Grammar): Command {
  const table = g.name();
  const targetColumns = g.looksAt('(') ? g.list(() => g.identifier()) : undefined;
  g.expect('FROM');
  if (g.looksAt('('))
    throw unsupported('COPY INTO with a query', 'Load into a table and transform it with INSERT … SELECT.');
  const location = stageLocation(g);
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
  checkOptions(options);
  return {
    access: 'write',
    kind: 'copy',
    run: (scope) => load(scope, { table, targetColumns, location, files, format, options }),
  };
}

/** What would change which rows are loaded has to be known; the rest may be ignored. */
function checkOptions(options: Properties): void {
  const onError = options['ON_ERROR']?.toUpperCase();
  if (onError !== undefined && onError !== 'ABORT_STATEMENT') throw unsupported(`ON_ERROR = ${onError}`);
  for (const name of ['VALIDATION_MODE', 'SIZE_LIMIT'])
    if (options[name] !== undefined) throw unsupported(name);
  if (
    options['TRUNCATECOLUMNS']?.toUpperCase() === 'TRUE' ||
    options['ENFORCE_LENGTH']?.toUpperCase() === 'FALSE'
  ) {
    throw unsupported('TRUNCATECOLUMNS');
  }
}

async function load(scope: WriteScope, statement: CopyStatement): Promise<CommandResult> {
  const table = scope.names.must('TABLE', statement.table, 'COPY');
  const stage = scope.names.must('STAGE', statement.location.stage, 'COPY');
  const format = formatOf(scope, statement.format ?? stage.fileFormat);
  const match = matchMode(statement.options);
  const targets = targetsOf(table, statement.targetColumns);
  const rows: WireRow[] = [];
  for (const file of await chosenFiles(scope, stage, statement)) {
    const content = await contentHash(file.absolute);
    if (!isTrue(statement.options, 'FORCE') && (await isLoaded(scope, table, stage, file, content))) continue;
    const loaded = await recorded(scope, table, null, () =>
      loadFile(scope, table, targets, file, format, match),
    );
    await scope.duckdb.run('INSERT INTO firn_catalog.load_history VALUES ($1, $2, $3, $4, now(), $5)', [
      table.id,
      stage.id,
      file.name,
      content,
      loaded,
    ]);
    const name = `${stage.name.toLowerCase()}/${file.name}`;
    rows.push([name, 'LOADED', String(loaded), String(loaded), '1', '0', null, null, null, null]);
    if (isTrue(statement.options, 'PURGE')) scope.onCommit(() => void rm(file.absolute, { force: true }));
  }
  return rows.length === 0 ? status('Copy executed with 0 files processed.') : { columns: COLUMNS, rows };
}

function isTrue(options: Properties, name: string): boolean {
  return options[name]?.toUpperCase() === 'TRUE';
}

function targetsOf(table: TableObject, names: readonly string[] | undefined): readonly CatalogColumn[] {
  if (names === undefined) return table.columns;
  return names.map((name) => {
    const found = table.columns.find((c) => c.name === name);
    if (found === undefined) throw invalidColumn(name);
    return found;
  });
}

/** FORMAT_NAME is looked up; what is given beside it wins. */
export function formatOf(scope: WriteScope, given: Properties): Properties {
  const { FORMAT_NAME: name, ...rest } = given;
  if (name === undefined) {
    checkedType(rest);
    return { TYPE: 'CSV', ...rest };
  }
  const g = new Grammar(name);
  return { ...scope.names.must('FILE FORMAT', g.name(), 'COPY').options, ...rest };
}

function matchMode(options: Properties): MatchByColumnName {
  const mode = options['MATCH_BY_COLUMN_NAME']?.toUpperCase() ?? 'NONE';
  if (mode !== 'NONE' && mode !== 'CASE_SENSITIVE' && mode !== 'CASE_INSENSITIVE') {
    throw invalidValue(mode, 'MATCH_BY_COLUMN_NAME');
  }
  return mode;
}

async function chosenFiles(
  scope: WriteScope,
  stage: StageObject,
  statement: CopyStatement,
): Promise<StagedFile[]> {
  const { location, files: named, options } = statement;
  const files = await stagedFiles(stageFolder(scope, stage), location.path);
  if (named !== undefined) {
    const folder = location.path === '' || location.path.endsWith('/') ? location.path : `${location.path}/`;
    return named.map((name) => {
      const found = files.find((f) => f.name === folder + name);
      if (found === undefined)
        throw refused(
          `Remote file '${folder}${name}' was not found in stage '${stage.name}'.`,
          '091016',
          '22000',
        );
      return found;
    });
  }
  const pattern = options['PATTERN'];
  return pattern === undefined
    ? files
    : files.filter((f) => new RegExp(`^(?:${pattern})$`, 'u').test(f.name));
}

async function isLoaded(
  scope: WriteScope,
  table: TableObject,
  stage: StageObject,
  file: StagedFile,
  content: string,
): Promise<boolean> {
  const rows = await scope.duckdb.runAndReadAll(
    'SELECT 1 FROM firn_catalog.load_history WHERE table_id = $1 AND stage_id = $2 AND file = $3 AND content = $4',
    [table.id, stage.id, file.name, content],
  );
  return rows.currentRowCount > 0;
}

async function loadFile(
  scope: WriteScope,
  table: TableObject,
  targets: readonly CatalogColumn[],
  file: StagedFile,
  format: Properties,
  match: MatchByColumnName,
): Promise<number> {
  const query = await loadQuery(scope.duckdb, file.absolute, format, match, targets);
  const names = targets.map((c) => c.physical).join(', ');
  try {
    const result = await scope.duckdb.run(`INSERT INTO data.${table.physical} (${names}) ${query}`);
    return result.rowsChanged;
  } catch (error) {
    const failure = asAccountError(error);
    // A cancelled statement, a full disk and the like are not the file's fault.
    if (!failure.code.startsWith('100')) throw failure;
    const text = failure.message;
    throw refused(`Error loading file '${file.name}': ${text}`, '100132', '22000');
  }
}
