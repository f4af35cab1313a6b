/**
 * DuckDB's errors while a statement runs, as Snowflake's. DuckDB's own names (`data.t17`, `r1.c2`) never reach a
 * message: what has no Snowflake counterpart is reported without DuckDB's text.
 */
import { AccountError } from '../account.js';

interface Rule {
  readonly pattern: RegExp;
  readonly code: string;
  readonly state: string;
  readonly message: (found: RegExpExecArray) => string;
}

const rule = (pattern: RegExp, code: string, state: string, message: Rule['message']): Rule => ({
  pattern,
  code,
  state,
  message,
});
const whole: Rule['message'] = (found) => found[1] ?? found[0];

/** What DuckDB says of a part of the file that is not what was written. */
export const DAMAGE =
  /Corrupt database file|Could not read (?:enough|all) bytes|Failed to deserialize|Serialization Error/i;

const RULES: readonly Rule[] = [
  rule(
    DAMAGE,
    '000603',
    'XX001',
    () =>
      "A part of the local account's file is damaged. `firn account check` says which tables have it, and `firn account salvage FOLDER` copies everything else to a new account.",
  ),
  rule(
    /^Out of Memory/i,
    '000801',
    '53200',
    () =>
      "The statement needs more memory than the local account may use (half of the machine's). Select fewer rows or columns, or close other programs.",
  ),
  rule(
    /no space left|disk (?:is )?full|file too large|disk quota exceeded|failed to (?:offload|write)|max_temp_directory_size/i,
    '000802',
    '53100',
    () => 'The disk that holds the local account is full. Free some space and run the statement again.',
  ),
  rule(
    /Expected Number of Columns: (\d+) Found: (\d+)/,
    '100080',
    '22000',
    ([, wanted, found]) =>
      `Number of columns in file (${found}) does not match that of the corresponding table (${wanted}), use file format option error_on_column_count_mismatch=false to ignore this error`,
  ),
  rule(/(Python Interpreter Error:.*)/s, '100357', 'P0000', whole),
  rule(/(The local account does not resolve escapes in fields.*)/s, '100144', '22000', whole),
  rule(/(The following string is not a legal \S+ value: '.*')/s, '100115', '22000', whole),
  rule(/(Duplicate field key '.*')/s, '100095', '22000', whole),
  rule(/(Division by zero)/i, '100051', '22012', () => 'Division by zero'),
  rule(/(Boolean value '.*' is not recognized)/s, '100037', '22018', whole),
  rule(/(Timestamp '.*' is not recognized)/s, '100035', '22007', whole),
  rule(/(Date '.*' is not recognized)/s, '100040', '22007', whole),
  rule(/(Time '.*' is not recognized)/s, '100108', '22007', whole),
  rule(
    /Could not parse string "([^"]*)" according to format/s,
    '100096',
    '22007',
    ([, v]) => `Can't parse '${v}' with the given date/time format`,
  ),
  rule(
    /(?:time field value out of range|invalid time field format): "([^"]*)"/,
    '100108',
    '22007',
    ([, v]) => `Time '${v}' is not recognized`,
  ),
  rule(
    /(NULL result in a non-nullable column)(?:: (\S+))?/,
    '100072',
    '22000',
    ([, text, column]) => `${text}${column === undefined ? '' : ` '${column}'`}`,
  ),
  rule(
    /NOT NULL constraint failed: \S+\.(\S+)/,
    '100072',
    '22000',
    () => 'NULL result in a non-nullable column',
  ),
  rule(/(String '.*' is too long and would be truncated)/s, '100078', '22000', whole),
  rule(/(Failed to cast variant value .*)/, '100071', '22000', whole),
  rule(
    /Expected array of size (\d+), but got '.*' with size (\d+)/s,
    '100071',
    '22000',
    ([, wanted, given]) =>
      `Array-like value being cast to a vector has incorrect dimension: it has ${given}, not ${wanted} elements`,
  ),
  rule(/(Error parsing (?:JSON|URL): .*)/, '100069', '22P02', whole),
  rule(/Malformed JSON/, '100069', '22P02', () => 'Error parsing JSON'),
  rule(
    /Could not convert string "([^"]*)" to (?:DECIMAL|DOUBLE|INT|BIGINT|HUGEINT)/s,
    '100038',
    '22018',
    ([, v]) => `Numeric value '${v}' is not recognized`,
  ),
  rule(
    /Could not convert string '([^']*)' to (?:DECIMAL|DOUBLE|INT\d*|BIGINT|HUGEINT)/s,
    '100038',
    '22018',
    ([, v]) => `Numeric value '${v}' is not recognized`,
  ),
  rule(
    /(?:Could not cast value|Casting value "?)\s*"?(-?[\d.eE+]+)"?.* to/s,
    '100039',
    '22003',
    ([, v]) => `Numeric value '${v}' is out of range`,
  ),
  rule(/Overflow|out of range|Out of Range/i, '100039', '22003', () => 'Numeric value is out of range'),
  rule(
    /More than one row returned by a subquery/i,
    '090150',
    '22000',
    () => 'Single-row subquery returns more than one row.',
  ),
  rule(
    /cannot take (?:square root|logarithm) of|Cannot take logarithm/i,
    '100046',
    '22023',
    () => 'Invalid floating point operation: the argument is outside the function’s domain',
  ),
  rule(
    /Duplicate row detected|MERGE INTO.*(?:more than|multiple)|same row.*(?:more than once|multiple)/i,
    '100090',
    '42P18',
    () => 'Duplicate row detected during DML action',
  ),
  rule(
    /[Ii]nvalid (?:regular expression|regex)|no argument for repetition operator|missing \)|missing \]/,
    '100048',
    '2201B',
    () => 'Invalid regular expression',
  ),
  rule(
    /Conflict on (?:update|tuple deletion)|Transaction conflict|write-write conflict/i,
    '000625',
    '57014',
    () => 'The statement was aborted because another transaction changed the same rows. Run it again.',
  ),
  rule(/INTERRUPT/i, '000604', '57014', () => 'SQL execution canceled'),
];

/** DuckDB's names in a text, which no message may carry. */
const PHYSICAL = /\b(?:data\.t\d+|[a-z]\d+\.c\d+|sf_\w+)\b/;

/** The error to report for something thrown while DuckDB prepared or ran a translated statement. */
export function runtimeError(error: unknown): AccountError {
  if (error instanceof AccountError) return error;
  const text = error instanceof Error ? error.message : String(error);
  // The first line holds the message; what follows points into the DuckDB text.
  const message = text.split('\n\nLINE ')[0] ?? text;
  for (const { pattern, code, state, message: write } of RULES) {
    const found = pattern.exec(message);
    if (found !== null) return new AccountError(write(found), code, state);
  }
  const kind = /^([A-Z][A-Za-z ]+?) Error/.exec(message)?.[1] ?? 'Internal';
  const detail = PHYSICAL.test(message)
    ? 'the local account could not run this statement'
    : message.split('\n')[0];
  return new AccountError(`Processing aborted (${kind} error): ${detail}`, '300010', 'XX000');
}
