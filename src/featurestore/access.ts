import { identifier } from '../sql/identifiers.js';
import { SessionError } from '../session/session.js';
import type { Session } from '../session/session.js';
import { openStore, storeObjects } from './bootstrap.js';
import { resolveName, schemaSql } from './names.js';
import type { StorePlace } from './names.js';
import { isCancelled, namedRows, StoreStatements, textOrEmpty } from './statements.js';
import { metadataTag, objectTag } from './tags.js';

/** Who works with a store; stored names. */
interface AccessRoles {
  /** Registers, changes and deletes. */
  readonly producer: string;
  /** Reads; null: there is no such role. */
  readonly consumer: string | null;
}

/** Privileges that are granted together: where one is refused the rest of the group is left out. */
interface GrantGroup {
  /** The kind of object, by which an account's refusal of it is known. */
  readonly kind: string;
  readonly optional: boolean;
  readonly statements: readonly string[];
}

/**
 * What gives the roles of a store what they need, in the order of the official client's `setup_feature_store`. The store
 * itself is created, as the producer, between `before` and `after`.
 *
 * Source: Feature Store access control (Snowflake documentation).
 */
interface AccessPlan {
  readonly hierarchy: readonly string[];
  readonly schema: string;
  /** Only where the schema has just been created. */
  readonly ownership: string;
  readonly before: readonly GrantGroup[];
  readonly after: readonly GrantGroup[];
}

function accessPlan(
  place: StorePlace,
  warehouse: string,
  roles: AccessRoles,
  currentRole: string,
): AccessPlan {
  const schema = schemaSql(place);
  const producer = identifier(roles.producer);
  const consumer = roles.consumer === null ? null : identifier(roles.consumer);
  const on = (role: string, kind: string, object: string, privileges: string, optional = false) => ({
    kind,
    optional,
    statements: [`GRANT ${privileges} ON ${kind} ${object} TO ROLE ${role}`],
  });
  /** Of all objects of a kind, those that are made later first. */
  const onAll = (role: string, kind: string, privileges: string) => ({
    kind,
    optional: false,
    statements: ['FUTURE', 'ALL'].map(
      (which) => `GRANT ${privileges} ON ${which} ${kind}S IN SCHEMA ${schema} TO ROLE ${role}`,
    ),
  });
  const usage = (role: string) => [
    on(role, 'DATABASE', identifier(place.database), 'USAGE'),
    on(role, 'SCHEMA', schema, 'USAGE'),
  ];
  return {
    hierarchy: [
      `CREATE ROLE IF NOT EXISTS ${producer}`,
      `GRANT ROLE ${producer} TO ROLE SYSADMIN`,
      `GRANT ROLE ${producer} TO ROLE ${identifier(currentRole)}`,
      ...(consumer === null
        ? []
        : [`CREATE ROLE IF NOT EXISTS ${consumer}`, `GRANT ROLE ${consumer} TO ROLE ${producer}`]),
    ],
    schema: `CREATE SCHEMA IF NOT EXISTS ${schema}`,
    ownership: `GRANT OWNERSHIP ON SCHEMA ${schema} TO ROLE ${producer}`,
    before: [
      ...usage(producer),
      on(producer, 'SCHEMA', schema, 'CREATE DYNAMIC TABLE,CREATE TAG,CREATE VIEW,CREATE TASK,CREATE TABLE'),
      on(producer, 'SCHEMA', schema, 'CREATE DATASET'),
      onAll(producer, 'DYNAMIC TABLE', 'OPERATE'),
      onAll(producer, 'TASK', 'OPERATE'),
      ...(consumer === null
        ? []
        : [
            ...usage(consumer),
            onAll(consumer, 'DYNAMIC TABLE', 'SELECT,MONITOR'),
            onAll(consumer, 'VIEW', 'SELECT,REFERENCES'),
            onAll(consumer, 'TABLE', 'SELECT,REFERENCES'),
            onAll(consumer, 'DATASET', 'USAGE'),
            on(consumer, 'WAREHOUSE', identifier(warehouse), 'USAGE', true),
          ]),
    ],
    after: [metadataTag, objectTag].map((tag) =>
      on(producer, 'TAG', `${schema}.${identifier(tag)}`, 'APPLY'),
    ),
  };
}

export interface AccessOptions {
  /** Names as a user writes them. */
  readonly database: string;
  readonly schema: string;
  readonly warehouse: string;
  /** Absent: `FS_PRODUCER`. */
  readonly producerRole?: string;
  /** Absent: there is none. */
  readonly consumerRole?: string;
  /** What an account does not know and so was not granted; the work goes on. */
  readonly onWarning?: (text: string) => void;
  readonly signal?: AbortSignal;
}

/**
 * Creates a store with its roles: a producer that registers, and a consumer that reads, with every privilege that they
 * need (`setup_feature_store`). What is there already stays. The session's role needs MANAGE GRANTS and CREATE ROLE.
 */
export async function setupAccess(session: Session, options: AccessOptions): Promise<void> {
  const { onWarning = () => undefined, signal } = options;
  const { place, warehouse, roles } = namesOf(options);
  const store = new StoreStatements(session, place, signal);
  const currentRole = await roleOf(store);
  const plan = accessPlan(place, warehouse, roles, currentRole);
  await makeRoles(store, plan, roles);
  const [made] = await store.rows(plan.schema);
  if (/successfully created\.$/.test(textOrEmpty(made?.['status']))) await store.run(plan.ownership);
  await grant(store, plan.before, onWarning);
  await asRole(store, roles.producer, currentRole, () =>
    openStore(session, place, warehouse, 'CREATE_IF_NOT_EXIST', signal),
  );
  await grant(store, plan.after, onWarning);
}

/** The statements that `setupAccess` would send, with what they hang on as comments; nothing is changed. */
export async function accessStatements(session: Session, options: AccessOptions): Promise<readonly string[]> {
  const { place, warehouse, roles } = namesOf(options);
  const currentRole = await roleOf(new StoreStatements(session, place, options.signal));
  const plan = accessPlan(place, warehouse, roles, currentRole);
  const sqlOf = (groups: readonly GrantGroup[]) => groups.flatMap(({ statements }) => statements);
  return [
    ...plan.hierarchy,
    plan.schema,
    `-- Where that has made the schema:\n${plan.ownership}`,
    ...sqlOf(plan.before),
    `USE ROLE ${identifier(roles.producer)}`,
    ...storeObjects(place),
    `USE ROLE ${identifier(currentRole)}`,
    ...sqlOf(plan.after),
  ];
}

function namesOf({ database, schema, warehouse, producerRole = 'FS_PRODUCER', consumerRole }: AccessOptions) {
  return {
    place: { database: resolveName(database), schema: resolveName(schema) },
    warehouse: resolveName(warehouse),
    roles: {
      producer: resolveName(producerRole),
      consumer: consumerRole === undefined ? null : resolveName(consumerRole),
    },
  };
}

async function roleOf(store: StoreStatements): Promise<string> {
  const [row] = await store.rows('SELECT CURRENT_ROLE() AS ROLE');
  return textOrEmpty(row?.['role']);
}

/** Roles that others have made, and put one under the other, are taken as they are. */
async function makeRoles(store: StoreStatements, plan: AccessPlan, roles: AccessRoles): Promise<void> {
  try {
    for (const sql of plan.hierarchy) await store.run(sql);
  } catch (error) {
    if (isCancelled(error) || !(await rolesStand(store, roles))) throw error;
  }
}

async function rolesStand(store: StoreStatements, { producer, consumer }: AccessRoles): Promise<boolean> {
  const known = new Set((await store.rows('SHOW ROLES')).map((row) => textOrEmpty(row['name'])));
  if (!known.has(producer)) return false;
  if (consumer === null) return true;
  if (!known.has(consumer)) return false;
  const grants = await namedRows(store.session, `SHOW GRANTS OF ROLE ${identifier(consumer)}`, store.signal);
  return grants.some((row) => row['granted_to'] === 'ROLE' && row['grantee_name'] === producer);
}

async function grant(
  store: StoreStatements,
  groups: readonly GrantGroup[],
  onWarning: (text: string) => void,
): Promise<void> {
  for (const { kind, optional, statements } of groups) {
    try {
      for (const sql of statements) await store.run(sql);
    } catch (error) {
      if (isCancelled(error) || !(error instanceof SessionError)) throw error;
      if (!optional && !mayBeMissing(error, kind)) throw error;
      onWarning(`Failed to grant privilege for ${kind}: ${error.message}`);
    }
  }
}

/** What an account says that does not know a kind of object. */
function mayBeMissing({ message }: SessionError, kind: string): boolean {
  return ['Ask your account admin', 'Object type or Class', kind].some((text) => message.includes(text));
}

async function asRole<T>(
  store: StoreStatements,
  role: string,
  before: string,
  work: () => Promise<T>,
): Promise<T> {
  await store.run(`USE ROLE ${identifier(role)}`);
  try {
    return await work();
  } finally {
    await store.uncancelled().run(`USE ROLE ${identifier(before)}`);
  }
}
