import { textLiteral } from '../sql/literals.js';
import { exists } from './bootstrap.js';
import { textOf, textOrEmpty } from './statements.js';
import type { NamedRow, StoreStatements } from './statements.js';

/**
 * The table of a store that remembers who applied what. It is no feature store's object: without the store's tags, and
 * under a name that no client looks for, it is in nobody's list.
 */
const appliesTable = 'FIRN_APPLIES';

/** `running`: it has not ended, or nobody was left to write down how. */
export type ApplyStatus = 'running' | 'applied' | 'failed' | 'stopped';

/** One operation of an apply, and what became of it. */
export interface AppliedOperation {
  readonly kind: 'entity' | 'featureView';
  readonly name: string;
  readonly version: string | null;
  readonly operation: string;
  readonly status: 'applied' | 'there already' | 'failed' | 'not run';
  readonly error: string | null;
}

/** Where definitions came from; null where it is not known. */
export interface ApplySource {
  /** The git commit. */
  readonly commit: string | null;
  /** Whether there was anything in the project's folder that the commit has not. */
  readonly dirty: boolean | null;
  /** The address of the repository `origin`, without a user or password. */
  readonly repository: string | null;
}

/** What is known of an apply before it begins. */
export interface ApplyIntent {
  readonly target: string;
  /** The plan's. */
  readonly fingerprint: string;
  readonly operations: readonly AppliedOperation[];
  readonly source: ApplySource;
  readonly firnVersion: string;
}

/** A record as it is kept. Times, user and role are the account's own. */
export interface ApplyRecord extends ApplyIntent {
  readonly id: string;
  readonly status: ApplyStatus;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly user: string;
  readonly role: string | null;
}

const COLUMNS = [
  'APPLY_ID VARCHAR NOT NULL',
  'STATUS VARCHAR NOT NULL',
  'STARTED_AT TIMESTAMP_LTZ NOT NULL',
  'ENDED_AT TIMESTAMP_LTZ',
  'USER_NAME VARCHAR',
  'ROLE_NAME VARCHAR',
  'TARGET VARCHAR',
  'PLAN_FINGERPRINT VARCHAR',
  'OPERATIONS VARIANT',
  'SOURCE VARIANT',
  'FIRN_VERSION VARCHAR',
] as const;

const COMMENT =
  'Who applied which plan of Firn to this feature store, from which commit. Written by firn apply.';

/** Writes down that an apply begins; the record's id. */
export async function beginApply(store: StoreStatements, intent: ApplyIntent): Promise<string> {
  const { target, fingerprint, operations, source, firnVersion } = intent;
  const table = store.object(appliesTable);
  if (!(await exists(store, 'TABLES', appliesTable)))
    await store.run(
      `CREATE TABLE IF NOT EXISTS ${table} (${COLUMNS.join(', ')}) COMMENT = ${textLiteral(COMMENT)}`,
    );
  const id = crypto.randomUUID();
  const values = [
    textLiteral(id),
    textLiteral('running'),
    'CURRENT_TIMESTAMP()',
    'NULL',
    'CURRENT_USER()',
    'CURRENT_ROLE()',
    textLiteral(target),
    textLiteral(fingerprint),
    json(operations),
    json(source),
    textLiteral(firnVersion),
  ];
  const names = COLUMNS.map((column) => column.split(' ')[0]).join(', ');
  await store.run(`INSERT INTO ${table} (${names}) SELECT ${values.join(', ')}`);
  return id;
}

/** Writes down how it ended. */
export async function endApply(
  store: StoreStatements,
  id: string,
  status: ApplyStatus,
  operations: readonly AppliedOperation[],
): Promise<void> {
  await store.run(
    `UPDATE ${store.object(appliesTable)} SET STATUS = ${textLiteral(status)}, ENDED_AT = CURRENT_TIMESTAMP(), OPERATIONS = ${json(operations)} WHERE APPLY_ID = ${textLiteral(id)}`,
  );
}

/** The applies of a store, the newest first. */
export async function listApplies(store: StoreStatements): Promise<readonly ApplyRecord[]> {
  if (!(await exists(store, 'TABLES', appliesTable))) return [];
  const rows = await store.rows(
    `SELECT * FROM ${store.object(appliesTable)} ORDER BY STARTED_AT DESC, APPLY_ID`,
  );
  return rows.map(recordOf);
}

function recordOf(row: NamedRow): ApplyRecord {
  return {
    id: textOrEmpty(row['apply_id']),
    status: textOrEmpty(row['status']) as ApplyStatus,
    startedAt: textOrEmpty(row['started_at']),
    endedAt: textOf(row['ended_at']),
    user: textOrEmpty(row['user_name']),
    role: textOf(row['role_name']),
    target: textOrEmpty(row['target']),
    fingerprint: textOrEmpty(row['plan_fingerprint']),
    operations: JSON.parse(textOf(row['operations']) ?? '[]') as AppliedOperation[],
    source: { ...NO_SOURCE, ...(JSON.parse(textOf(row['source']) ?? '{}') as Partial<ApplySource>) },
    firnVersion: textOrEmpty(row['firn_version']),
  };
}

const NO_SOURCE: ApplySource = { commit: null, dirty: null, repository: null };

const json = (value: unknown): string => `PARSE_JSON(${textLiteral(JSON.stringify(value))})`;
