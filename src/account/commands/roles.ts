import type { Grant, RoleObject } from '../catalog/model.js';
import { signatureOf } from '../catalog/model.js';
import { printName, printNames } from '../catalog/names.js';
import { refused } from '../catalog/refusals.js';
import type { Change } from './alter.js';
import { alter, commonChange } from './alter.js';
import { properties } from './clauses.js';
import type { Command, WriteScope } from './command.js';
import { INTEGER, TIMESTAMP_LTZ, moment, status } from './command.js';
import type { Family } from './family.js';
import type { Grammar } from './grammar.js';
import type { CreateHead } from './objects.js';
import { created, makeRoom, newObject } from './objects.js';
import { filterNames, shape, showRequest, toRows } from './show.js';

/*
 * Access control is kept as data: roles and grants can be written and listed, and restrict nothing. The local
 * account belongs to one person.
 */

function createRole(g: Grammar, head: CreateHead): Command {
  const name = g.identifier();
  const { COMMENT: comment = '' } = properties(g, ['COMMENT']);
  g.end();
  return {
    access: 'write',
    kind: 'ddl',
    run: async (scope) => {
      const done = await makeRoom(scope, head, {
        kind: 'ROLE',
        name,
        parent: null,
        fullName: printName(name),
      });
      if (done !== undefined) return done;
      const role: RoleObject = { ...newObject(scope, name, comment), kind: 'ROLE', parent: null, grants: [] };
      scope.catalog.put(role);
      return created('ROLE', name);
    },
  };
}

/** What GRANT and REVOKE share: `privileges ON object TO role` or `ROLE r TO ROLE s`. */
interface GrantStatement {
  readonly privileges: readonly string[];
  readonly on: string;
  readonly name: string;
  readonly grantee: string;
  readonly granteeKind: 'ROLE' | 'USER';
  readonly grantOption: boolean;
}

function grantStatement(g: Grammar, direction: 'TO' | 'FROM'): GrantStatement {
  if (g.try('ROLE')) {
    const name = printName(g.identifier());
    return { privileges: ['USAGE'], on: 'ROLE', name, grantOption: false, ...grantee(g, direction) };
  }
  const privileges = [privilege(g)];
  while (g.try(',')) privileges.push(privilege(g));
  g.expect('ON');
  const { on, name } = grantObject(g, direction);
  const to = grantee(g, direction);
  const grantOption = g.try('WITH', 'GRANT', 'OPTION');
  g.try('REVOKE', 'CURRENT', 'GRANTS');
  g.try('COPY', 'CURRENT', 'GRANTS');
  g.oneOfOrNothing('CASCADE', 'RESTRICT');
  g.end();
  return { privileges, on, name, grantOption, ...to };
}

function privilege(g: Grammar): string {
  return g.textUntil(() => g.looksAt(',') || g.looksAt('ON')).toUpperCase();
}

/** `SCHEMA db.s`, `FUTURE VIEWS IN SCHEMA db.s`, `ALL SCHEMAS IN DATABASE d`, `ACCOUNT`. */
function grantObject(g: Grammar, direction: string): { on: string; name: string } {
  if (g.try('ACCOUNT')) return { on: 'ACCOUNT', name: '' };
  const words = [g.identifier()];
  const plural = words[0] === 'ALL' || words[0] === 'FUTURE';
  if (plural) {
    while (!g.looksAt('IN')) words.push(g.identifier());
    g.expect('IN');
    words.push('IN', g.oneOf('SCHEMA', 'DATABASE'));
  } else {
    // The kind may be two words; the name is what stands before TO or FROM.
    while (g.word(1) !== direction && g.peek(1)?.text !== '.' && g.peek(1)?.text !== '(')
      words.push(g.identifier());
  }
  return { on: words.join(' '), name: grantedName(g) };
}

/** The object's name; a function's has the types of its arguments behind it. */
function grantedName(g: Grammar): string {
  const name = printNames(g.name());
  return g.looksAt('(') ? `${name}${signatureOf(g.list(() => g.type()))}` : name;
}

function grantee(g: Grammar, direction: 'TO' | 'FROM'): { grantee: string; granteeKind: 'ROLE' | 'USER' } {
  g.expect(direction);
  const granteeKind = g.looksAt('USER') && g.peek(1) !== undefined ? g.oneOf('USER') : 'ROLE';
  if (granteeKind === 'ROLE' && g.looksAt('ROLE') && g.peek(1) !== undefined) g.expect('ROLE');
  return { grantee: g.identifier(), granteeKind };
}

function grantCommand(
  g: Grammar,
  direction: 'TO' | 'FROM',
  change: (role: RoleObject, statement: GrantStatement, scope: WriteScope) => Grant[],
): Command {
  g.try('GRANT', 'OPTION', 'FOR');
  const statement = grantStatement(g, direction);
  return {
    access: 'write',
    kind: 'ddl',
    run: (scope) => {
      if (statement.on === 'ROLE' && statement.privileges.includes('USAGE'))
        scope.names.global('ROLE', unquoted(statement.name));
      if (statement.granteeKind === 'ROLE') {
        const role = scope.names.global('ROLE', statement.grantee);
        scope.catalog.put({ ...role, grants: change(role, statement, scope) });
      }
      return status('Statement executed successfully.');
    },
  };
}

function unquoted(name: string): string {
  return name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name;
}

function same(grant: Grant, statement: GrantStatement): boolean {
  const all = statement.privileges.some((p) => p === 'ALL' || p === 'ALL PRIVILEGES');
  return (
    grant.on === statement.on &&
    grant.name === statement.name &&
    (all || statement.privileges.includes(grant.privilege))
  );
}

export function grant(g: Grammar): Command {
  return grantCommand(g, 'TO', (role, statement, scope) => [
    ...role.grants.filter((existing) => !same(existing, statement)),
    ...statement.privileges.map((privilege) => ({
      privilege,
      on: statement.on,
      name: statement.name,
      grantedOn: scope.now,
      grantOption: statement.grantOption,
    })),
  ]);
}

export function revoke(g: Grammar): Command {
  return grantCommand(g, 'FROM', (role, statement) =>
    role.grants.filter((existing) => !same(existing, statement)),
  );
}

const GRANT_COLUMNS = shape(
  [
    'created_on',
    'privilege',
    'granted_on',
    'name',
    'granted_to',
    'grantee_name',
    'grant_option',
    'granted_by_role_type',
    'granted_by',
  ],
  { created_on: TIMESTAMP_LTZ },
);

/** SHOW GRANTS TO ROLE r | ON kind name | OF ROLE r; without a clause, those of the current role. */
export function showGrants(g: Grammar): Command {
  let wanted: (role: RoleObject, grant: Grant) => boolean = () => true;
  let current = true;
  if (g.try('TO')) {
    g.try('ROLE');
    const name = g.identifier();
    wanted = (role) => role.name === name;
    current = false;
  } else if (g.try('ON')) {
    const { on, name } = grantObjectAtEnd(g);
    wanted = (_role, grant) => grant.on === on && grant.name === name;
    current = false;
  } else if (g.try('OF', 'ROLE')) {
    const name = printName(g.identifier());
    wanted = (_role, grant) => grant.on === 'ROLE' && grant.name === name;
    current = false;
  }
  g.end();
  return {
    access: 'read',
    kind: 'show',
    run: ({ catalog, session }) => {
      const rows = catalog.list('ROLE').flatMap((role) =>
        role.grants
          .filter((grant) => (current ? role.name === session.context.role : wanted(role, grant)))
          .map((grant) => ({
            created_on: moment(grant.grantedOn),
            privilege: grant.privilege,
            granted_on: grant.on.replaceAll(' ', '_'),
            name: grant.name,
            granted_to: 'ROLE',
            grantee_name: role.name,
            grant_option: String(grant.grantOption),
            granted_by: role.owner,
          })),
      );
      return { columns: GRANT_COLUMNS, rows: toRows(GRANT_COLUMNS, rows) };
    },
  };
}

function grantObjectAtEnd(g: Grammar): { on: string; name: string } {
  if (g.try('ACCOUNT')) return { on: 'ACCOUNT', name: '' };
  const words = [g.identifier()];
  while (g.peek(1) !== undefined && g.peek(1)?.text !== '.' && g.peek(1)?.text !== '(')
    words.push(g.identifier());
  return { on: words.join(' '), name: grantedName(g) };
}

const COLUMNS = shape(
  [
    'created_on',
    'name',
    'is_default',
    'is_current',
    'is_inherited',
    'assigned_to_users',
    'granted_to_roles',
    'granted_roles',
    'owner',
    'comment',
  ],
  {
    created_on: TIMESTAMP_LTZ,
    assigned_to_users: INTEGER,
    granted_to_roles: INTEGER,
    granted_roles: INTEGER,
  },
);

function showRoles(g: Grammar): Command {
  const request = showRequest(g, 'schema');
  return {
    access: 'read',
    kind: 'show',
    run: ({ catalog, session }) => {
      const all = catalog.list('ROLE').sort((a, b) => (a.name < b.name ? -1 : 1));
      const rows = filterNames(all, request, (r) => r.name).map((role) => ({
        created_on: moment(role.createdOn),
        name: role.name,
        is_default: 'N',
        is_current: role.name === session.context.role ? 'Y' : 'N',
        is_inherited: 'N',
        assigned_to_users: '1',
        granted_to_roles: String(
          all.filter((r) => r.grants.some((x) => x.on === 'ROLE' && x.name === printName(role.name))).length,
        ),
        granted_roles: String(role.grants.filter((x) => x.on === 'ROLE').length),
        owner: role.owner,
        comment: role.comment,
      }));
      return { columns: COLUMNS, rows: toRows(COLUMNS, rows) };
    },
  };
}

function roleChange(g: Grammar): Change {
  g.expect('SET');
  const { COMMENT: comment } = properties(g, ['COMMENT']);
  g.end();
  if (comment === undefined) throw refused('SET needs a property.', '001003', '42000');
  return (_scope, object) => ({ ...object, comment });
}

export const roles: Family = {
  singular: 'ROLE',
  plural: 'ROLES',
  create: createRole,
  drops: 'ROLE',
  show: showRoles,
  alter: (g, target) => alter(['ROLE'], target, commonChange(g) ?? roleChange(g)),
};
