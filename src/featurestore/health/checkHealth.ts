import type { StoreProblem, StoreSnapshot } from '../model.js';
import { readStore } from '../readStore.js';
import type { StoreStatements } from '../statements.js';
import { readStoreRows } from '../storeRows.js';
import { orphans } from './orphans.js';
import { brokenReferences, failedOnline, storedCode } from './references.js';

/** What is looked at together, and what is wrong with it. */
export interface HealthCheck {
  readonly check: string;
  /** What is so when nothing is wrong. */
  readonly title: string;
  readonly problems: readonly StoreProblem[];
  /** Why the check says nothing; null when it says what is so. */
  readonly undecided: string | null;
}

export interface StoreHealth {
  readonly snapshot: StoreSnapshot;
  readonly checks: readonly HealthCheck[];
}

interface CheckOf {
  readonly check: string;
  readonly title: string;
  readonly codes: readonly StoreProblem['code'][];
  /** Whether it needs to know which objects carry the store's tag. */
  readonly byTags?: true;
}

/** In the order of what they cost the store's other readers. */
const checks: readonly CheckOf[] = [
  {
    check: 'object-tags',
    title: 'the tags of all objects can be read, so that every client can open the store',
    codes: ['unreadable-object-tag', 'unknown-object-type'],
    byTags: true,
  },
  {
    check: 'definitions',
    title: 'the statements of all feature views are in the form that every client reads',
    codes: ['unreadable-definition', 'odd-name'],
  },
  {
    check: 'metadata',
    title: 'what the store remembers of its objects can be read',
    codes: [
      'unreadable-metadata',
      'unreadable-stream-source',
      'unreadable-realtime-view',
      'unreadable-group',
    ],
  },
  {
    check: 'entities',
    title: 'all entities have join keys, and all entities of feature views are there',
    codes: ['entity-without-keys', 'unknown-entity'],
  },
  {
    check: 'descriptions',
    title:
      'no join key and no timestamp has a comment, which keeps the Python client from reading its feature view',
    codes: ['described-key'],
  },
  { check: 'names', title: 'no two versions differ by case alone', codes: ['case-twins'] },
  { check: 'untagged', title: 'nothing that looks like a feature view lacks the tag', codes: ['untagged'] },
  {
    check: 'leftovers',
    title: 'no task, online table, history or metadata is left of feature views that are gone',
    codes: ['orphan-task', 'orphan-online-table', 'orphan-snapshots', 'orphan-metadata'],
    byTags: true,
  },
  {
    check: 'references',
    title: 'what groups, realtime and streaming feature views refer to is there',
    codes: ['missing-source', 'stream-references'],
  },
  { check: 'online', title: 'all online feature tables are set up', codes: ['online-failed'] },
  {
    check: 'stored-code',
    title: 'the store holds no Python that readers would run',
    codes: ['stored-code'],
  },
];

/**
 * Everything that is wrong with a store, check by check, with its way out; nothing is changed. It takes the statements
 * of reading the store.
 */
export async function checkHealth(store: StoreStatements): Promise<StoreHealth> {
  const rows = await readStoreRows(store);
  const snapshot = readStore(store.place, rows);
  const problems = [
    ...snapshot.problems,
    ...orphans(rows, snapshot),
    ...brokenReferences(snapshot),
    ...failedOnline(snapshot),
    ...storedCode(store.place, snapshot),
  ];
  const undecided =
    rows.objectTags === null
      ? 'the account does not tell this role which objects carry the tag (ENTITY_DETAIL)'
      : null;
  return {
    snapshot,
    checks: checks.map(({ check, title, codes, byTags = false }) => ({
      check,
      title,
      problems: problems.filter(({ code }) => codes.includes(code)),
      undecided: byTags ? undecided : null,
    })),
  };
}
