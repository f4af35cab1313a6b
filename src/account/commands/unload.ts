import { existsSync } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { AccountColumn } from '../account.js';
import type { StageObject } from '../catalog/model.js';
import { printName, printNames } from '../catalog/names.js';
import { refused, unsupported } from '../catalog/refusals.js';
import type { Translation } from '../query/translation.js';
import { fileFormatClause, properties } from './clauses.js';
import type { Command, CommandResult, WriteScope } from './command.js';
import { INTEGER, column } from './command.js';
import type { FileFormat } from '../files/format.js';
import { formatOf } from '../files/format.js';
import type { Grammar } from './grammar.js';
import { stageFolder, stageLocation } from './locations.js';

const COLUMNS = [
  column('rows_unloaded', INTEGER),
  column('input_bytes', INTEGER),
  column('output_bytes', INTEGER),
];

const OPTIONS = ['HEADER', 'OVERWRITE', 'SINGLE', 'MAX_FILE_SIZE', 'DETAILED_OUTPUT', 'INCLUDE_QUERY_ID'];

/** Parquet's codecs as Snowflake and DuckDB call them. */
const CODECS: Readonly<Record<string, string>> = { AUTO: 'snappy', SNAPPY: 'snappy', NONE: 'uncompressed' };

/**
 * COPY INTO @stage[/path] FROM table | (query) FILE_FORMAT = (TYPE = PARQUET …) [HEADER] [OVERWRITE] [SINGLE]: the rows
 * as one Parquet file (documentation: COPY INTO <location>). Other formats are refused.
 */
export function copyIntoLocation(g: Grammar): Command {
  const location = stageLocation(g);
  g.expect('FROM');
  const query = g.looksAt('(') ? g.parenthesised().slice(1, -1) : `SELECT * FROM ${printNames(g.name())}`;
  g.refuse('PARTITION BY');
  let given: ReturnType<typeof fileFormatClause>;
  const options: Record<string, string> = {};
  while (!g.atEnd) {
    g.refuse('VALIDATION_MODE');
    const found = properties(g, OPTIONS);
    Object.assign(options, found);
    const clause = fileFormatClause(g);
    given = clause ?? given;
    if (Object.keys(found).length === 0 && clause === undefined) g.unexpected();
  }
  const says = (name: string): boolean => options[name]?.toUpperCase() === 'TRUE';
  for (const name of ['DETAILED_OUTPUT', 'INCLUDE_QUERY_ID'])
    if (says(name)) throw unsupported(`${name} = TRUE`);
  return {
    access: 'write',
    kind: 'copy',
    run: async (scope) => {
      const stage = scope.names.must('STAGE', location.stage, 'COPY');
      const codec = codecOf(formatOf(scope.names, given ?? stage.fileFormat, 'COPY'));
      const name = fileName(location.path, says('SINGLE'), codec);
      const translation = await scope.queries.translate(query);
      const select = withNames(translation, says('HEADER'));
      return scope.consuming(translation.reads, () =>
        write(scope, stage, { name, select, codec, overwrite: says('OVERWRITE') }),
      );
    },
  };
}

function codecOf(format: FileFormat): string {
  const { type } = format;
  if (type !== 'PARQUET') {
    throw unsupported(`COPY INTO a location as ${type}`, 'Unload with FILE_FORMAT = (TYPE = PARQUET).');
  }
  const compression = format.options['COMPRESSION']?.toUpperCase() ?? 'AUTO';
  const codec = CODECS[compression];
  if (codec === undefined) throw unsupported(`COMPRESSION = ${compression} for Parquet`);
  return codec;
}

/** `data_0_0_0.snappy.parquet` below a folder, `<prefix>_0_0_0…` for a prefix, the path itself with SINGLE. */
function fileName(location: string, single: boolean, codec: string): string {
  const prefix = location === '' || location.endsWith('/') ? `${location}data` : location;
  if (single) return prefix;
  return `${prefix}_0_0_0${codec === 'snappy' ? '.snappy' : ''}.parquet`;
}

/** The query's rows under the names they have in the file: the columns' own with HEADER, else `_COL_0`, `_COL_1`, … */
function withNames({ sql, columns }: Translation, header: boolean): string {
  const names = columns.map((c, i) => (header ? c.name : `_COL_${i}`));
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw refused(`duplicate column name '${printName(twice)}'`, '002025', '42S21');
  const items = columns.map(
    (c, i) => `${fileValue(c, `u${i}`)} AS "${(names[i] ?? '').replaceAll('"', '""')}"`,
  );
  const given = columns.map((_, i) => `u${i}`).join(', ');
  return `SELECT ${items.join(', ')} FROM (${sql}) AS u(${given})`;
}

/** A column's value as a Parquet file has it. */
export function fileValue({ name, type }: AccountColumn, value: string): string {
  switch (type.kind) {
    case 'TIMESTAMP_LTZ':
    case 'TIMESTAMP_TZ':
      throw refused(
        `Error encountered when unloading to PARQUET: TIMESTAMP_TZ and LTZ types are not supported for unloading to Parquet; convert column '${name}' to TIMESTAMP_NTZ.`,
        '100096',
        '22000',
      );
    case 'VECTOR':
      throw refused(
        `Error encountered when unloading to PARQUET: VECTOR columns cannot be unloaded; convert column '${name}' to ARRAY.`,
        '100096',
        '22000',
      );
    case 'VARIANT':
    case 'OBJECT':
    case 'ARRAY':
      return `CAST(${value} AS VARCHAR)`;
    default:
      return value;
  }
}

interface Unloading {
  readonly name: string;
  readonly select: string;
  readonly codec: string;
  readonly overwrite: boolean;
}

/** Writes beside the place and moves the file there whole. */
async function write(
  scope: WriteScope,
  stage: StageObject,
  { name, select, codec, overwrite }: Unloading,
): Promise<CommandResult> {
  const target = path.join(stageFolder(scope, stage), name);
  if (existsSync(target) && !overwrite) {
    throw refused(
      `Files already existing at the unload destination: @${scope.names.full(stage)}/${name}. Use overwrite option to force unloading.`,
      '001030',
      '22000',
    );
  }
  await mkdir(path.dirname(target), { recursive: true });
  // Outside the stage's folder, where LIST would see it.
  const draft = path.join(scope.stages, `unload-${scope.queryId}`);
  try {
    const file = `'${draft.replaceAll("'", "''")}'`;
    const result = await scope.duckdb.run(
      `COPY (${select}) TO ${file} (FORMAT parquet, COMPRESSION ${codec})`,
    );
    await rename(draft, target);
    const { size } = await stat(target);
    return { columns: COLUMNS, rows: [[String(result.rowsChanged), null, String(size)]] };
  } finally {
    await rm(draft, { force: true });
  }
}
