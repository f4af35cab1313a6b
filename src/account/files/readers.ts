/** DuckDB's readers of files, told to read as Snowflake does. */
import { unsupported } from '../catalog/refusals.js';
import { quote } from '../query/bind/bound.js';
import type { FileFormat } from './format.js';
import { character, isTrue, nullTexts, word } from './format.js';

/** More fields than these are read by COPY alone, which knows how many it expects. */
export const MOST_FIELDS = 500;

export interface CsvShape {
  readonly fields: number;
  /** Missing fields are NULL; otherwise every record has exactly so many fields. */
  readonly padded: boolean;
  /** Records before the first that counts. */
  readonly skip: number;
  /** Empty fields are read as empty text, so that only missing ones are NULL. */
  readonly keepEmpty?: boolean;
}

/** What no text file holds: a delimiter and a text of NULL that are never met. */
const NO_DELIMITER = '\uFFFE';
const NO_TEXT = '\uFFFF';

const list = (files: readonly string[]): string => `[${files.map(quote).join(', ')}]`;

/** A table function whose columns are f1, f2, … of type VARCHAR. */
export function csvReader(files: readonly string[], format: FileFormat, shape: CsvShape): string {
  const enclosed = character(format, 'FIELD_OPTIONALLY_ENCLOSED_BY', null);
  const delimiter = character(format, 'FIELD_DELIMITER', ',');
  const escape = character(format, 'ESCAPE', null);
  const empty = shape.keepEmpty === true || word(format, 'EMPTY_FIELD_AS_NULL') === 'FALSE';
  checkRecords(format);
  const options = [
    list(files),
    'auto_detect = false',
    'header = false',
    'strict_mode = true',
    // A file without delimiters has one field a line.
    `delim = ${quote(delimiter ?? NO_DELIMITER)}`,
    `quote = ${quote(enclosed ?? '')}`,
    `escape = ${quote(enclosed === null ? '' : (escape ?? enclosed))}`,
    `skip = ${shape.skip}`,
    `nullstr = ${quote(empty ? NO_TEXT : '')}`,
    // An enclosed empty field is an empty text.
    'allow_quoted_nulls = false',
    ...(shape.padded ? ['null_padding = true', 'parallel = false'] : []),
    ...compression(format),
    `columns = {${Array.from({ length: shape.fields }, (_, i) => `'f${i + 1}': 'VARCHAR'`).join(', ')}}`,
  ];
  if (enclosed === null && escape !== null) throw unsupported('ESCAPE without FIELD_OPTIONALLY_ENCLOSED_BY');
  return `read_csv(${options.join(', ')})`;
}

/** DuckDB tells the ends of lines by itself. */
function checkRecords(format: FileFormat): void {
  const delimiter = character(format, 'RECORD_DELIMITER', '\n');
  if (delimiter !== null && !['\n', '\r', '\r\n', 'AUTO', 'auto'].includes(delimiter))
    throw unsupported(`RECORD_DELIMITER = ${JSON.stringify(delimiter)}`);
}

const CODECS: Readonly<Record<string, readonly string[]>> = {
  '': [],
  AUTO: [],
  AUTO_DETECT: [],
  GZIP: ["compression = 'gzip'"],
  ZSTD: ["compression = 'zstd'"],
  NONE: ["compression = 'none'"],
};

function compression(format: FileFormat): readonly string[] {
  const written = word(format, 'COMPRESSION');
  const codec = CODECS[written];
  if (codec === undefined) throw unsupported(`COMPRESSION = ${written} of ${format.type} files`);
  return codec;
}

/** A field of a CSV file as Snowflake reads it: trimmed where asked for, and NULL for the texts of NULL_IF. */
export function csvField(field: string, format: FileFormat): string {
  const text = isTrue(format, 'TRIM_SPACE') ? `trim(${field})` : field;
  const nulls = nullTexts(format);
  const kept = escapeChecked(text, format);
  return nulls.length === 0
    ? kept
    : `CASE WHEN ${text} IN (${nulls.map(quote).join(', ')}) THEN NULL ELSE ${kept} END`;
}

/**
 * By default a backslash in a field that is not enclosed escapes what follows it. DuckDB leaves it: where no field can be
 * enclosed, one that has a backslash is refused.
 */
function escapeChecked(text: string, format: FileFormat): string {
  const escape = character(format, 'ESCAPE_UNENCLOSED_FIELD', '\\');
  if (escape === null || character(format, 'FIELD_OPTIONALLY_ENCLOSED_BY', null) !== null) return text;
  const message = `'The local account does not resolve escapes in fields; say ESCAPE_UNENCLOSED_FIELD = NONE: ' || ${text}`;
  return `CASE WHEN contains(${text}, ${quote(escape)}) THEN error(${message}) ELSE ${text} END`;
}

/** A table function with one column, `json`: a document in each row. */
export function jsonReader(files: readonly string[], format: FileFormat): string {
  const shape = isTrue(format, 'STRIP_OUTER_ARRAY') ? 'array' : 'unstructured';
  const options = [
    list(files),
    `format = '${shape}'`,
    'maximum_object_size = 134217728',
    ...compression(format),
  ];
  return `read_json_objects(${options.join(', ')})`;
}

export function parquetReader(files: readonly string[]): string {
  return `read_parquet(${list(files)}, union_by_name = true)`;
}
