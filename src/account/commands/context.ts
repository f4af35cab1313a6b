import { cannotOperate, refused, unsupported } from '../catalog/refusals.js';
import type { Command } from './command.js';
import { TIMESTAMP_LTZ, moment, status } from './command.js';
import type { Grammar } from './grammar.js';
import { filterNames, shape, showRequest, toRows } from './show.js';

/** USE [DATABASE | SCHEMA | WAREHOUSE | ROLE | SECONDARY ROLES] … */
export function use(g: Grammar): Command {
  if (g.try('SECONDARY', 'ROLES')) {
    g.oneOf('ALL', 'NONE');
    g.end();
    return { access: 'read', kind: 'ddl', run: () => status('Statement executed successfully.') };
  }
  const kind = ['DATABASE', 'SCHEMA', 'WAREHOUSE', 'ROLE'].find(
    (word) => g.looksAt(word) && g.peek(1) !== undefined,
  );
  if (kind !== undefined) g.expect(kind);
  const name = g.name();
  g.end();
  const last = name.at(-1) ?? '';
  return {
    access: 'read',
    kind: 'ddl',
    run: ({ catalog, names, session }) => {
      const { context } = session;
      if (kind === 'WAREHOUSE' || kind === 'ROLE') {
        if (catalog.find(kind, null, last) === undefined) throw cannotOperate();
        context[kind === 'ROLE' ? 'role' : 'warehouse'] = last;
      } else if (kind === 'SCHEMA' || name.length > 1) {
        const database = names.database(name.length > 1 ? (name[0] ?? null) : null, 'USE SCHEMA');
        if (catalog.find('SCHEMA', database.id, last) === undefined) throw cannotOperate();
        Object.assign(context, { database: database.name, schema: last });
      } else {
        const database = catalog.find('DATABASE', null, last);
        if (database === undefined) throw cannotOperate();
        const hasPublic = catalog.find('SCHEMA', database.id, 'PUBLIC') !== undefined;
        Object.assign(context, { database: last, schema: hasPublic ? 'PUBLIC' : null });
      }
      return status('Statement executed successfully.');
    },
  };
}

interface Parameter {
  readonly key: string;
  readonly value: string;
  readonly type: 'BOOLEAN' | 'NUMBER' | 'STRING';
  readonly description: string;
  /** The only values the local account can honour; any when absent. */
  readonly honours?: readonly string[];
}

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
    key: 'DATE_OUTPUT_FORMAT',
    value: 'YYYY-MM-DD',
    type: 'STRING',
    description: 'How DATE values are shown',
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
    key: 'TIMESTAMP_NTZ_OUTPUT_FORMAT',
    value: 'YYYY-MM-DD HH24:MI:SS.FF3',
    type: 'STRING',
    description: 'How TIMESTAMP_NTZ values are shown',
  },
  {
    key: 'TIMESTAMP_OUTPUT_FORMAT',
    value: 'YYYY-MM-DD HH24:MI:SS.FF3 TZHTZM',
    type: 'STRING',
    description: 'How TIMESTAMP values are shown',
  },
  {
    key: 'TIMESTAMP_TYPE_MAPPING',
    value: 'TIMESTAMP_NTZ',
    type: 'STRING',
    description: 'What TIMESTAMP means',
    honours: ['TIMESTAMP_NTZ'],
  },
  {
    key: 'TIMEZONE',
    value: 'UTC',
    type: 'STRING',
    description: "The session's time zone",
    honours: ['UTC', 'ETC/UTC'],
  },
  { key: 'USE_CACHED_RESULT', value: 'true', type: 'BOOLEAN', description: 'Results may be reused' },
  {
    key: 'WEEK_OF_YEAR_POLICY',
    value: '0',
    type: 'NUMBER',
    description: 'How weeks of the year are counted',
    honours: ['0'],
  },
  {
    key: 'WEEK_START',
    value: '0',
    type: 'NUMBER',
    description: 'The first day of the week',
    honours: ['0', '1'],
  },
];

/** ALTER SESSION SET p = v … | UNSET p, … */
export function alterSession(g: Grammar): Command {
  if (g.try('UNSET')) {
    const names = [g.identifier()];
    while (g.try(',')) names.push(g.identifier());
    g.end();
    return sessionChange((parameters) => names.forEach((name) => parameters.delete(name)));
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
  return sessionChange((parameters) => given.forEach(([key, value]) => parameters.set(key, value)));
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

function sessionChange(change: (parameters: Map<string, string>) => void): Command {
  return {
    access: 'read',
    kind: 'ddl',
    run: ({ session }) => {
      change(session.parameters);
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

/** SET v = expression | SET (a, b) = (x, y) */
export function setVariable(g: Grammar): Command {
  const several = g.looksAt('(');
  const names = several ? g.list(() => g.identifier()) : [g.identifier()];
  g.expect('=');
  const expressions = several
    ? g.list(() => g.textUntil(() => g.looksAt(',') || g.looksAt(')')))
    : [g.rest()];
  g.end();
  if (names.length !== expressions.length)
    throw refused('The number of variables and values differs.', '001003', '42000');
  return {
    access: 'read',
    kind: 'ddl',
    run: async ({ session, clock, evaluate }) => {
      for (const [i, name] of names.entries()) {
        const value = await evaluate(expressions[i] ?? 'NULL');
        session.variables.set(name, { ...value, setOn: clock.now() });
      }
      return status('Statement executed successfully.');
    },
  };
}

export function unsetVariable(g: Grammar): Command {
  const names = g.looksAt('(') ? g.list(() => g.identifier()) : [g.identifier()];
  g.end();
  return {
    access: 'read',
    kind: 'ddl',
    run: ({ session }) => {
      for (const name of names) session.variables.delete(name);
      return status('Statement executed successfully.');
    },
  };
}

const VARIABLE_COLUMNS = shape(
  ['session_id', 'created_on', 'updated_on', 'name', 'value', 'type', 'comment'],
  {
    created_on: TIMESTAMP_LTZ,
    updated_on: TIMESTAMP_LTZ,
  },
);

export function showVariables(g: Grammar): Command {
  const request = showRequest(g, 'schema');
  return {
    access: 'read',
    kind: 'show',
    run: ({ session }) => {
      const all = [...session.variables].sort(([a], [b]) => (a < b ? -1 : 1));
      const rows = filterNames(all, request, ([name]) => name).map(([name, variable]) => ({
        session_id: session.id,
        created_on: moment(variable.setOn),
        updated_on: moment(variable.setOn),
        name,
        value: variable.value,
        type: variable.type,
      }));
      return { columns: VARIABLE_COLUMNS, rows: toRows(VARIABLE_COLUMNS, rows) };
    },
  };
}

const USER_COLUMNS = shape(
  [
    'name',
    'created_on',
    'login_name',
    'display_name',
    'disabled',
    'default_warehouse',
    'default_namespace',
    'default_role',
    'owner',
    'comment',
    'type',
  ],
  { created_on: TIMESTAMP_LTZ },
);

export function showUsers(g: Grammar): Command {
  const request = showRequest(g, 'schema');
  return {
    access: 'read',
    kind: 'show',
    run: ({ catalog, session }) => {
      const created = catalog.find('ROLE', null, 'ACCOUNTADMIN')?.createdOn ?? null;
      const rows = filterNames([session.context.user], request, (name) => name).map((name) => ({
        name,
        created_on: moment(created),
        login_name: name,
        display_name: name,
        disabled: 'false',
        default_role: 'ACCOUNTADMIN',
        owner: 'ACCOUNTADMIN',
        type: 'PERSON',
      }));
      return { columns: USER_COLUMNS, rows: toRows(USER_COLUMNS, rows) };
    },
  };
}
