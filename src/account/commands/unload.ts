import { printNames } from '../catalog/names.js';
import { invalidValue, refused } from '../catalog/refusals.js';
import { formatOf } from '../files/format.js';
import { textUnloading } from '../files/unloadText.js';
import { parquetUnloading } from '../files/unloadParquet.js';
import type { UnloadedFile, Unloading } from '../files/unloading.js';
import { Drafts } from '../files/unloading.js';
import { fileFormatClause, properties } from './clauses.js';
import type { Command, CommandResult, WriteScope } from './command.js';
import { INTEGER, column } from './command.js';
import type { Grammar } from './grammar.js';
import type { StageLocation } from './locations.js';
import { stageLocation } from './locations.js';
import { stageArea } from './stageAreas.js';

const COLUMNS = [
  column('rows_unloaded', INTEGER),
  column('input_bytes', INTEGER),
  column('output_bytes', INTEGER),
];
const DETAILS = [column('FILE_NAME'), column('FILE_SIZE', INTEGER), column('ROW_COUNT', INTEGER)];

const OPTIONS = ['HEADER', 'OVERWRITE', 'SINGLE', 'MAX_FILE_SIZE', 'DETAILED_OUTPUT', 'INCLUDE_QUERY_ID'];
/** The size at which Snowflake begins another file unless told otherwise. */
const DEFAULT_SIZE = 16_777_216;
/** 5 GB */
const LARGEST_SIZE = 5_368_709_120;

interface UnloadStatement {
  readonly location: StageLocation;
  readonly query: string;
  /** The expression of PARTITION BY. */
  readonly partition: string | null;
  readonly format: ReturnType<typeof fileFormatClause>;
  readonly options: Readonly<Record<string, string>>;
}

/**
 * COPY INTO @stage[/path] FROM table | (query) [PARTITION BY expression] [FILE_FORMAT = (TYPE = CSV | JSON | PARQUET …)]
 * [HEADER] [OVERWRITE] [SINGLE] [MAX_FILE_SIZE] [DETAILED_OUTPUT] [INCLUDE_QUERY_ID]. Source: "COPY INTO <location>".
 */
export function copyIntoLocation(g: Grammar): Command {
  const location = stageLocation(g);
  g.expect('FROM');
  const query = g.looksAt('(') ? g.parenthesised().slice(1, -1) : `SELECT * FROM ${printNames(g.name())}`;
  const partition = g.try('PARTITION', 'BY') ? partitionExpression(g) : null;
  let format: ReturnType<typeof fileFormatClause>;
  const options: Record<string, string> = {};
  while (!g.atEnd) {
    g.refuse('VALIDATION_MODE');
    const found = properties(g, OPTIONS);
    Object.assign(options, found);
    const clause = fileFormatClause(g);
    format = clause ?? format;
    if (Object.keys(found).length === 0 && clause === undefined) g.unexpected();
  }
  const statement = { location, query, partition, format, options };
  checkOptions(statement);
  return { access: 'write', kind: 'copy', run: (scope) => unload(scope, statement) };
}

function partitionExpression(g: Grammar): string {
  return g.textUntil(() =>
    [...OPTIONS, 'FILE_FORMAT', 'VALIDATION_MODE'].some((word) => g.looksAt(word, '=')),
  );
}

const says = ({ options }: UnloadStatement, name: string): boolean => options[name]?.toUpperCase() === 'TRUE';

/** MAX_FILE_SIZE in bytes. */
function largestFile({ options: { MAX_FILE_SIZE: size = String(DEFAULT_SIZE) } }: UnloadStatement): number {
  if (/^[1-9]\d*$/.test(size) && Number(size) <= LARGEST_SIZE) return Number(size);
  throw invalidValue(size, 'MAX_FILE_SIZE', `bytes, from 1 to ${LARGEST_SIZE}`);
}

function checkOptions(statement: UnloadStatement): void {
  largestFile(statement);
  if (statement.partition === null) return;
  for (const name of ['SINGLE', 'OVERWRITE'])
    if (says(statement, name))
      throw refused(`${name} = TRUE cannot be used with PARTITION BY.`, '002019', '0A000');
}

async function unload(scope: WriteScope, statement: UnloadStatement): Promise<CommandResult> {
  const { location, partition, query } = statement;
  const area = stageArea(scope, location.stage, 'COPY');
  const format = formatOf(scope.names, statement.format ?? area.fileFormat, 'COPY');
  const text = partition === null ? query : `SELECT *, ${partition} FROM (${query})`;
  const translation = await scope.queries.translate(text);
  const unloading: Unloading = {
    translation,
    partitioned: partition !== null,
    header: says(statement, 'HEADER'),
    format,
    largest: says(statement, 'SINGLE') ? Infinity : largestFile(statement),
    nameOf: namesOf(scope, statement),
    single: says(statement, 'SINGLE'),
  };
  const write = format.type === 'PARQUET' ? parquetUnloading(unloading) : textUnloading(unloading);
  const drafts = new Drafts(scope.stages, scope.queryId);
  try {
    const files = await scope.consuming(translation.reads, () => write(scope.duckdb, drafts));
    await drafts.publish(files, area.folder, area.fullName, says(statement, 'OVERWRITE'));
    return says(statement, 'DETAILED_OUTPUT') ? details(files) : summary(files);
  } finally {
    await drafts.remove();
  }
}

/**
 * A file's name by its number and partition: `data_0_0_0.csv.gz` below a folder, `<prefix>_0_0_0…` for a prefix, the path itself
 * with SINGLE. The names of partitioned files hold the query's id.
 */
function namesOf(scope: WriteScope, statement: UnloadStatement): Unloading['nameOf'] {
  const { location, partition } = statement;
  const id = says(statement, 'INCLUDE_QUERY_ID') || partition !== null ? `_${scope.queryId}` : '';
  return (number, extension, part) => {
    if (part !== null) return `${folderOf(location.path)}${part}/data${id}_0_0_${number}${extension}`;
    const prefix =
      location.path === '' || location.path.endsWith('/') ? `${location.path}data` : location.path;
    return says(statement, 'SINGLE') ? prefix : `${prefix}${id}_0_${number}_0${extension}`;
  };
}

const folderOf = (location: string): string =>
  location === '' || location.endsWith('/') ? location : `${location}/`;

function details(files: readonly UnloadedFile[]): CommandResult {
  return { columns: DETAILS, rows: files.map((f) => [f.name, String(f.outputBytes), String(f.rows)]) };
}

function summary(files: readonly UnloadedFile[]): CommandResult {
  const sum = (of: (file: UnloadedFile) => number): string =>
    String(files.reduce((total, file) => total + of(file), 0));
  return {
    columns: COLUMNS,
    rows: [[sum((f) => f.rows), sum((f) => f.inputBytes), sum((f) => f.outputBytes)]],
  };
}
