/** File formats: what a stage, a named format and a statement say about files. Source: "CREATE FILE FORMAT". */
import type { Properties } from '../catalog/model.js';
import type { Names } from '../catalog/names.js';
import { unsupported } from '../catalog/refusals.js';
import { Grammar } from '../commands/grammar.js';

export type FileType = 'CSV' | 'JSON' | 'PARQUET';

export interface FileFormat {
  readonly type: FileType;
  /** As they were written, without TYPE. */
  readonly options: Properties;
}

const COMMON = ['COMPRESSION', 'FILE_EXTENSION', 'NULL_IF', 'TRIM_SPACE', 'REPLACE_INVALID_CHARACTERS'];

/** The options that the local account knows of, by type of file. */
const KNOWN: Readonly<Record<FileType, readonly string[]>> = {
  CSV: [
    ...COMMON,
    'BINARY_FORMAT',
    'DATE_FORMAT',
    'EMPTY_FIELD_AS_NULL',
    'ENCODING',
    'ERROR_ON_COLUMN_COUNT_MISMATCH',
    'ESCAPE',
    'ESCAPE_UNENCLOSED_FIELD',
    'FIELD_DELIMITER',
    'FIELD_OPTIONALLY_ENCLOSED_BY',
    'MULTI_LINE',
    'PARSE_HEADER',
    'RECORD_DELIMITER',
    'SKIP_BLANK_LINES',
    'SKIP_BYTE_ORDER_MARK',
    'SKIP_HEADER',
    'TIMESTAMP_FORMAT',
    'TIME_FORMAT',
    'VALIDATE_UTF8',
  ],
  JSON: [
    ...COMMON,
    'BINARY_FORMAT',
    'DATE_FORMAT',
    'ENABLE_OCTAL',
    'ALLOW_DUPLICATE',
    'IGNORE_UTF8_ERRORS',
    'MULTI_LINE',
    'SKIP_BYTE_ORDER_MARK',
    'STRIP_NULL_VALUES',
    'STRIP_OUTER_ARRAY',
    'TIMESTAMP_FORMAT',
    'TIME_FORMAT',
  ],
  PARQUET: [...COMMON, 'BINARY_AS_TEXT', 'SNAPPY_COMPRESSION', 'USE_LOGICAL_TYPE', 'USE_VECTORIZED_SCANNER'],
};

/** Options with the only value (beside absence) for which the local account does what Snowflake does. */
const ONLY: Readonly<Record<string, readonly string[]>> = {
  ALLOW_DUPLICATE: ['FALSE'],
  BINARY_FORMAT: ['HEX'],
  ENABLE_OCTAL: ['FALSE'],
  ENCODING: ['UTF8', 'UTF-8'],
  IGNORE_UTF8_ERRORS: ['FALSE'],
  REPLACE_INVALID_CHARACTERS: ['FALSE'],
  STRIP_NULL_VALUES: ['FALSE'],
};

/** Formats of dates and times of JSON files are those of the values' conversion. */
const AUTOMATIC: readonly string[] = ['DATE_FORMAT', 'TIME_FORMAT', 'TIMESTAMP_FORMAT'];

/**
 * Refuses what would be read otherwise than Snowflake reads it.
 * @throws AccountError 000002 for another type, an option or a value the local account has not
 */
export function checkedFormat(given: Properties): FileFormat {
  const { TYPE: written = 'CSV', COMMENT: _comment, ...options } = given;
  const type = written.toUpperCase();
  if (type !== 'CSV' && type !== 'JSON' && type !== 'PARQUET')
    throw unsupported(`FILE_FORMAT TYPE = ${type}`);
  for (const [name, value] of Object.entries(options)) {
    if (!KNOWN[type].includes(name)) throw unsupported(`FILE_FORMAT option ${name} of ${type}`);
    const only = ONLY[name];
    if (only !== undefined && !only.includes(value.toUpperCase())) throw unsupported(`${name} = ${value}`);
    if (type === 'JSON' && AUTOMATIC.includes(name) && value.toUpperCase() !== 'AUTO')
      throw unsupported(`${name} = ${value}`);
  }
  return { type, options };
}

/**
 * The format that a statement means. FORMAT_NAME is looked up; what is given beside it wins.
 * @throws AccountError 002003 when there is no such format, 000002 as `checkedFormat`
 */
export function formatOf(names: Names, given: Properties, operation: string): FileFormat {
  const { FORMAT_NAME: name, ...rest } = given;
  if (name === undefined) return checkedFormat(rest);
  const format = names.must('FILE FORMAT', new Grammar(name).name(), operation);
  return checkedFormat({ ...format.options, ...rest });
}

/** The option's value in upper case; absent: the empty text. */
export function word({ options }: FileFormat, name: string): string {
  return options[name]?.toUpperCase() ?? '';
}

export function isTrue(format: FileFormat, name: string): boolean {
  return word(format, name) === 'TRUE';
}

/** An option that is a character or NONE, with its escapes resolved; null for NONE. */
export function character({ options }: FileFormat, name: string, absent: string | null): string | null {
  const value = options[name];
  if (value === undefined) return absent;
  if (value.toUpperCase() === 'NONE') return null;
  const hex = /^(?:\\x|0x)([0-9a-f]{2})$/i.exec(value);
  if (hex?.[1] !== undefined) return String.fromCharCode(Number.parseInt(hex[1], 16));
  return value
    .replaceAll('\\t', '\t')
    .replaceAll('\\r', '\r')
    .replaceAll('\\n', '\n')
    .replaceAll('\\\\', '\\');
}

/** NULL_IF's texts; by default `\N`. */
export function nullTexts({ options }: FileFormat): string[] {
  const given = options['NULL_IF'];
  if (given === undefined) return ['\\N'];
  if (!given.startsWith('(')) return [given];
  const g = new Grammar(given);
  return g.list(() => g.string());
}
