import { textLiteral } from '../../sql/literals.js';

/** Session parameters that drivers read from login and query responses. */
type ParameterValue = string | number | boolean;

/** Snowflake's defaults (page "Parameters"), except TIMEZONE: the local account's clock is UTC. */
const defaults: Readonly<Record<string, ParameterValue>> = Object.freeze({
  AUTOCOMMIT: true,
  BINARY_OUTPUT_FORMAT: 'HEX',
  CLIENT_HONOR_CLIENT_TZ_FOR_TIMESTAMP_NTZ: true,
  CLIENT_MEMORY_LIMIT: 1536,
  CLIENT_PREFETCH_THREADS: 4,
  CLIENT_RESULT_CHUNK_SIZE: 160,
  CLIENT_SESSION_KEEP_ALIVE: false,
  CLIENT_SESSION_KEEP_ALIVE_HEARTBEAT_FREQUENCY: 3600,
  // Array binds above this many values go to a stage first; the local account takes every bind inline.
  CLIENT_STAGE_ARRAY_BINDING_THRESHOLD: 1_000_000_000,
  CLIENT_TELEMETRY_ENABLED: false,
  CLIENT_TIMESTAMP_TYPE_MAPPING: 'TIMESTAMP_LTZ',
  DATE_OUTPUT_FORMAT: 'YYYY-MM-DD',
  ENABLE_STAGE_S3_PRIVATELINK_FOR_US_EAST_1: false,
  GEOGRAPHY_OUTPUT_FORMAT: 'GeoJSON',
  JDBC_QUERY_RESULT_FORMAT: 'JSON',
  JS_TREAT_INTEGER_AS_BIGINT: false,
  MULTI_STATEMENT_COUNT: 1,
  PYTHON_CONNECTOR_QUERY_RESULT_FORMAT: 'ARROW',
  // Snowpark's temporary objects live as long as the session, like everybody's.
  PYTHON_SNOWPARK_USE_SCOPED_TEMP_OBJECTS: false,
  QUERY_CONTEXT_CACHE_SIZE: 5,
  SERVICE_NAME: '',
  TIMESTAMP_LTZ_OUTPUT_FORMAT: '',
  TIMESTAMP_NTZ_OUTPUT_FORMAT: 'YYYY-MM-DD HH24:MI:SS.FF3',
  TIMESTAMP_OUTPUT_FORMAT: 'YYYY-MM-DD HH24:MI:SS.FF3 TZHTZM',
  TIMESTAMP_TYPE_MAPPING: 'TIMESTAMP_NTZ',
  TIMESTAMP_TZ_OUTPUT_FORMAT: '',
  TIMEZONE: 'UTC',
  TIME_OUTPUT_FORMAT: 'HH24:MI:SS',
});

/** What a client may choose for itself at login: how its own driver behaves, never how values are computed. */
const clientChoices: ReadonlySet<string> = new Set([
  'CLIENT_PREFETCH_THREADS',
  'CLIENT_SESSION_KEEP_ALIVE',
  'CLIENT_SESSION_KEEP_ALIVE_HEARTBEAT_FREQUENCY',
  'JS_TREAT_INTEGER_AS_BIGINT',
  'MULTI_STATEMENT_COUNT',
  'PYTHON_CONNECTOR_QUERY_RESULT_FORMAT',
]);

/** What a client may set for its session at login, as ALTER SESSION would: how values are computed and shown. */
const sessionSettings: ReadonlySet<string> = new Set([
  'DATE_INPUT_FORMAT',
  'DATE_OUTPUT_FORMAT',
  'QUERY_TAG',
  'TIMESTAMP_INPUT_FORMAT',
  'TIMESTAMP_LTZ_OUTPUT_FORMAT',
  'TIMESTAMP_NTZ_OUTPUT_FORMAT',
  'TIMESTAMP_OUTPUT_FORMAT',
  'TIMESTAMP_TYPE_MAPPING',
  'TIMESTAMP_TZ_OUTPUT_FORMAT',
  'TIMEZONE',
  'TIME_INPUT_FORMAT',
  'TIME_OUTPUT_FORMAT',
  'WEEK_OF_YEAR_POLICY',
  'WEEK_START',
]);

/** The statement that sets them; undefined when the client asks for none. */
export function settingStatement(requested: Readonly<Record<string, unknown>>): string | undefined {
  const settings = Object.entries(requested)
    .map(([name, value]): [string, string] => [name.toUpperCase(), String(value)])
    .filter(([name, value]) => sessionSettings.has(name) && value !== '')
    .map(([name, value]) => `${name} = ${textLiteral(value)}`);
  return settings.length === 0 ? undefined : `ALTER SESSION SET ${settings.join(', ')}`;
}

export interface Parameter {
  readonly name: string;
  readonly value: ParameterValue;
}

/** The parameters of a new session: the defaults with the client's own choices from SESSION_PARAMETERS. */
export function sessionParameters(requested: Readonly<Record<string, unknown>>): readonly Parameter[] {
  const values: Record<string, ParameterValue> = { ...defaults };
  for (const [name, value] of Object.entries(requested)) {
    const key = name.toUpperCase();
    const default_ = defaults[key];
    if (clientChoices.has(key) && typeof value === typeof default_) values[key] = value as ParameterValue;
  }
  return Object.entries(values).map(([name, value]) => Object.freeze({ name, value }));
}

function typed(text: string, like: ParameterValue | undefined): ParameterValue {
  if (typeof like === 'boolean') return text.toUpperCase() === 'TRUE';
  return typeof like === 'number' && text.trim() !== '' && !Number.isNaN(Number(text)) ? Number(text) : text;
}

/** The parameters of a session as they are now: those of its login with what ALTER SESSION has set since. */
export function currentParameters(
  atLogin: readonly Parameter[],
  altered: ReadonlyMap<string, string>,
): readonly Parameter[] {
  if (altered.size === 0) return atLogin;
  const known = new Set(atLogin.map(({ name }) => name));
  const more = [...altered.keys()].filter((name) => !known.has(name));
  return [...atLogin, ...more.map((name) => ({ name, value: '' }))].map(({ name, value }) => {
    const text = altered.get(name);
    return text === undefined ? { name, value } : { name, value: typed(text, value) };
  });
}
