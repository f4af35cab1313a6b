import { cannotOperate, refused } from '../catalog/refusals.js';
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
