import { invalidValue, refused, unsupported } from '../catalog/refusals.js';
import { TIMESTAMP_MAPPINGS } from '../../sql/read/types.js';
import { strftimeFormat } from '../query/functions/dateFormat.js';
import type { Command, ReadScope } from './command.js';
import { status } from './command.js';
import type { Grammar } from './grammar.js';
import { filterNames, shape, toRows } from './show.js';

interface Parameter {
  readonly key: string;
  readonly value: string;
  readonly type: 'BOOLEAN' | 'NUMBER' | 'STRING';
  readonly description: string;
  /** The only values the local account can honour; any when absent. */
  readonly honours?: readonly string[];
  /** The value as it is kept, where it is checked. */
  readonly check?: (value: string, scope: ReadScope) => Promise<string> | string;
}

/** A format of dates and times; the empty text and AUTO mean Snowflake's own. */
function outputFormat(value: string): string {
  if (value !== '' && value.toUpperCase() !== 'AUTO') strftimeFormat(value);
  return value;
}

/** A format of texts; AUTO, the default, knows several. */
function inputFormat(value: string): string {
  if (value.toUpperCase() === 'AUTO') return value;
  if (/TZ[HM]/i.test(value))
    throw unsupported(`an offset in the input format '${value}'`, 'AUTO reads them.');
  // Dates that are written as the standard has it are read by it, whatever the format is.
  if (/YYYY-DD-MM/i.test(value))
    throw unsupported(`the input format '${value}'`, 'Use TO_DATE with a format.');
  strftimeFormat(value);
  return value;
}

/** A time zone as the IANA database spells it. */
async function timeZone(value: string, { duckdb }: ReadScope): Promise<string> {
  const found = await duckdb.runAndReadAll(
    'SELECT DISTINCT name FROM pg_timezone_names() WHERE lower(name) = lower($1)',
    [value],
  );
  const name = found.getRowsJson()[0]?.[0];
  if (typeof name !== 'string')
    throw invalidValue(value, 'TIMEZONE', 'the name of a time zone, such as Europe/Berlin');
  return name;
}

const oneTo = (most: number): readonly string[] => Array.from({ length: most + 1 }, (_, i) => String(i));

/** Session parameters with Snowflake's defaults (documentation: Parameters), but for the time zone. */
const PARAMETERS: readonly Parameter[] = [
  {
    key: 'AUTOCOMMIT',
    value: 'true',
    type: 'BOOLEAN',
    description: 'Each statement commits by itself',
    honours: ['TRUE'],
  },
  {
    key: 'BINARY_OUTPUT_FORMAT',
    value: 'HEX',
    type: 'STRING',
    description: 'How BINARY values are shown',
    honours: ['HEX'],
  },
  {
    key: 'CLIENT_SESSION_KEEP_ALIVE',
    value: 'false',
    type: 'BOOLEAN',
    description: 'The client keeps its session alive',
  },
  {
    key: 'DATE_INPUT_FORMAT',
    value: 'AUTO',
    type: 'STRING',
    description: 'How texts are read as dates',
    check: inputFormat,
  },
  {
    key: 'DATE_OUTPUT_FORMAT',
    value: 'YYYY-MM-DD',
    type: 'STRING',
    description: 'How DATE values are shown',
    check: outputFormat,
  },
  {
    key: 'LOCK_TIMEOUT',
    value: '43200',
    type: 'NUMBER',
    description: 'Seconds a statement waits for a lock',
  },
  { key: 'MULTI_STATEMENT_COUNT', value: '1', type: 'NUMBER', description: 'Statements in one request' },
  { key: 'QUERY_TAG', value: '', type: 'STRING', description: "A text that marks the session's queries" },
  {
    key: 'QUOTED_IDENTIFIERS_IGNORE_CASE',
    value: 'false',
    type: 'BOOLEAN',
    description: 'Quoted identifiers are stored in upper case',
    honours: ['FALSE'],
  },
  {
    key: 'STATEMENT_TIMEOUT_IN_SECONDS',
    value: '172800',
    type: 'NUMBER',
    description: 'Seconds after which a statement is cancelled',
  },
  {
    key: 'TIMESTAMP_INPUT_FORMAT',
    value: 'AUTO',
    type: 'STRING',
    description: 'How texts are read as timestamps',
    check: inputFormat,
  },
  {
    key: 'TIMESTAMP_LTZ_OUTPUT_FORMAT',
    value: '',
    type: 'STRING',
    description: 'How TIMESTAMP_LTZ values are shown',
    check: outputFormat,
  },
  {
    key: 'TIMESTAMP_NTZ_OUTPUT_FORMAT',
    value: 'YYYY-MM-DD HH24:MI:SS.FF3',
    type: 'STRING',
    description: 'How TIMESTAMP_NTZ values are shown',
    check: outputFormat,
  },
  {
    key: 'TIMESTAMP_OUTPUT_FORMAT',
    value: 'YYYY-MM-DD HH24:MI:SS.FF3 TZHTZM',
    type: 'STRING',
    description: 'How TIMESTAMP values are shown',
    check: outputFormat,
  },
  {
    key: 'TIMESTAMP_TZ_OUTPUT_FORMAT',
    value: '',
    type: 'STRING',
    description: 'How TIMESTAMP_TZ values are shown',
    check: outputFormat,
  },
  {
    key: 'TIMESTAMP_TYPE_MAPPING',
    value: 'TIMESTAMP_NTZ',
    type: 'STRING',
    description: 'What TIMESTAMP means',
    honours: TIMESTAMP_MAPPINGS,
    check: (value) => value.toUpperCase(),
  },
  {
    key: 'TIME_INPUT_FORMAT',
    value: 'AUTO',
    type: 'STRING',
    description: 'How texts are read as times',
    check: inputFormat,
  },
  {
    key: 'TIME_OUTPUT_FORMAT',
    value: 'HH24:MI:SS',
    type: 'STRING',
    description: 'How TIME values are shown',
    check: outputFormat,
  },
  {
    key: 'TIMEZONE',
    value: 'UTC',
    type: 'STRING',
    description: "The session's time zone",
    check: timeZone,
  },
  { key: 'USE_CACHED_RESULT', value: 'true', type: 'BOOLEAN', description: 'Results may be reused' },
  {
    key: 'WEEK_OF_YEAR_POLICY',
    value: '0',
    type: 'NUMBER',
    description: 'How weeks of the year are counted',
    honours: oneTo(1),
  },
  {
    key: 'WEEK_START',
    value: '0',
    type: 'NUMBER',
    description: 'The first day of the week',
    honours: oneTo(7),
  },
];

/** ALTER SESSION SET p = v … | UNSET p, … */
export function alterSession(g: Grammar): Command {
  if (g.try('UNSET')) {
    const names = [g.identifier()];
    while (g.try(',')) names.push(g.identifier());
    g.end();
    return sessionChange(({ session }) => names.forEach((name) => session.parameters.delete(name)));
  }
  g.expect('SET');
  const given: [string, string][] = [];
  while (!g.atEnd) {
    const key = g.identifier();
    g.expect('=');
    given.push([key, g.value()]);
    g.try(',');
  }
  if (given.length === 0) g.unexpected();
  for (const [key, value] of given) checkParameter(key, value);
  return sessionChange(async (scope) => {
    const checked: [string, string][] = [];
    for (const [key, value] of given) {
      const check = PARAMETERS.find((p) => p.key === key)?.check;
      checked.push([key, check === undefined ? value : await check(value, scope)]);
    }
    for (const [key, value] of checked) scope.session.parameters.set(key, value);
  });
}

function checkParameter(key: string, value: string): void {
  const known = PARAMETERS.find((p) => p.key === key);
  if (known === undefined) {
    // Drivers set parameters of their own; those named after a client are theirs to use.
    if (/^(?:CLIENT|JDBC|ODBC|PYTHON|GO|JS|C_API|ENABLE|DISABLE|QUERY|PYTHON_CONNECTOR)_/.test(key)) return;
    throw refused(`invalid parameter '${key}'`, '000002', '42601');
  }
  if (known.honours !== undefined && !known.honours.includes(value.toUpperCase())) {
    throw unsupported(`${key} = ${value}`, `The local account knows ${known.honours.join(', ')}.`);
  }
}

function sessionChange(change: (scope: ReadScope) => Promise<void> | void): Command {
  return {
    access: 'read',
    kind: 'ddl',
    run: async (scope) => {
      await change(scope);
      return status('Statement executed successfully.');
    },
  };
}

const PARAMETER_COLUMNS = shape(['key', 'value', 'default', 'level', 'description', 'type']);

export function showParameters(g: Grammar): Command {
  const like = g.try('LIKE') ? g.string() : null;
  if (g.try('IN') || g.try('FOR')) {
    g.oneOf('SESSION', 'ACCOUNT', 'USER', 'WAREHOUSE', 'DATABASE', 'SCHEMA', 'TABLE', 'TASK');
    if (!g.atEnd) g.name();
  }
  g.end();
  const request = {
    like,
    startsWith: null,
    limit: null,
    from: null,
    container: { level: 'current' as const },
  };
  return {
    access: 'read',
    kind: 'show',
    run: ({ session }) => {
      const rows = filterNames(PARAMETERS, request, (p) => p.key).map((p) => ({
        key: p.key,
        value: session.parameters.get(p.key) ?? p.value,
        default: p.value,
        level: session.parameters.has(p.key) ? 'SESSION' : '',
        description: p.description,
        type: p.type,
      }));
      return { columns: PARAMETER_COLUMNS, rows: toRows(PARAMETER_COLUMNS, rows) };
    },
  };
}
