import { describe, expect, it } from 'vitest';
import type { Account } from './storeFixture.js';
import { externalTag, managedTag, openRecorded } from './storeFixture.js';

const tag = (type: string) => JSON.stringify({ type, pkg_version: '1.48.0' });

const view = (name: string, text?: string) => ({
  name,
  comment: '',
  text:
    text ??
    `CREATE VIEW DB.FS."${name}" (ID, TS, AMT) COMMENT = '' TAG (DB.FS.SNOWML_FEATURE_STORE_OBJECT = '{}', DB.FS.SNOWML_FEATURE_VIEW_METADATA = '{"entities": ["FOO"], "timestamp_col": "TS"}') AS SELECT * FROM SRC`,
});

const healthy: Account = { views: [view('GOOD$V1')], objectTags: { GOOD$V1: externalTag } };

/** What is wrong with a healthy store and something more: check → objects. */
async function found(more: Account): Promise<Record<string, readonly string[]>> {
  const { store } = await openRecorded({
    ...healthy,
    ...more,
    views: [...(healthy.views ?? []), ...(more.views ?? [])],
    objectTags: { ...healthy.objectTags, ...more.objectTags },
  });
  const { checks } = await store.checkHealth();
  for (const { problems } of checks)
    for (const { object, message } of problems) {
      expect(object).not.toBe('');
      // What is wrong, and a sentence that says what to do.
      expect(message).toMatch(
        /(Register|Drop|drop|Rename|Set|Update|Remove|Add|Delete|delete|See who|Disable|Choose|unset)/,
      );
    }
  const wrong = checks.filter(({ problems }) => problems.length > 0);
  return Object.fromEntries(
    wrong.map(({ check, problems }) => [check, problems.map(({ object }) => object)]),
  );
}

const group = (sources: readonly object[]) => JSON.stringify({ auto_prefix: true, sources });
const realtime = JSON.stringify({
  compute_fn_name: 'f',
  compute_fn_source: 'def f(): pass',
  output_schema_json: '[]',
  sources: [{ fv_name: 'GOOD', fv_version: 'V1' }],
});
const sideTable = { _FEATURE_STORE_METADATA: tag('INTERNAL_METADATA_TABLE') };

describe('the health of a store', () => {
  it('is good where nothing is wrong, and each check says what is so', async () => {
    const { store, session } = await openRecorded(healthy);
    const { checks, snapshot } = await store.checkHealth();
    expect(snapshot.featureViews).toHaveLength(1);
    expect(checks.filter(({ problems, undecided }) => problems.length > 0 || undecided !== null)).toEqual([]);
    expect(checks.every(({ title }) => title !== '')).toBe(true);
    expect(session.taken()).toHaveLength(5);
  });

  it.each<[string, Account, Record<string, readonly string[]>]>([
    ['a tag that is no JSON', { objectTags: { BAD: 'x' } }, { 'object-tags': ['BAD'] }],
    [
      'a statement in another form',
      {
        views: [
          view(
            'BAD$V1',
            `CREATE SECURE VIEW X COMMENT = '' TAG (DB.FS.SNOWML_FEATURE_VIEW_METADATA = '{"entities": ["FOO"], "timestamp_col": "TS"}') AS SELECT 1`,
          ),
        ],
        objectTags: { BAD$V1: externalTag },
      },
      { definitions: ['BAD$V1'] },
    ],
    ['an odd name', { views: [view('BAD')], objectTags: { BAD: externalTag } }, { definitions: ['BAD'] }],
    [
      'metadata that is broken',
      {
        views: [view('BAD$V1', `CREATE VIEW X COMMENT = '' AS SELECT 1`)],
        objectTags: { BAD$V1: externalTag },
      },
      { metadata: ['BAD$V1'] },
    ],
    [
      'an entity without keys',
      {
        entities: [
          { name: 'FOO', keys: 'ID' },
          { name: 'E', keys: null },
        ],
      },
      { entities: ['SNOWML_FEATURE_STORE_ENTITY_E'] },
    ],
    [
      'a comment on a key',
      { columns: [['GOOD$V1', 'ID', 'NUMBER', 'the key']] },
      { descriptions: ['GOOD$V1'] },
    ],
    [
      'versions that differ by case',
      { views: [view('GOOD$v1')], objectTags: { GOOD$v1: externalTag } },
      { names: ['GOOD$v1'] },
    ],
    ['a view without the tag', { views: [view('BAD$V1')] }, { untagged: ['BAD$V1'] }],
    [
      'a task without its dynamic table',
      { taskTags: { GONE$V1: tag('FEATURE_VIEW_REFRESH_TASK') } },
      { leftovers: ['GONE$V1'] },
    ],
    [
      'an online table and a history without their feature view',
      {
        objectTags: {
          GONE$V1$ONLINE: tag('ONLINE_FEATURE_TABLE'),
          GONE$V1$SNAPSHOTS: tag('SNAPSHOT_TABLE'),
          GOOD$V1$ONLINE: tag('ONLINE_FEATURE_TABLE'),
        },
      },
      { leftovers: ['GONE$V1$ONLINE', 'GONE$V1$SNAPSHOTS'] },
    ],
    [
      'metadata of what is gone, and a group without metadata',
      {
        objectTags: { ...sideTable, G$V1$ONLINE: tag('FEATURE_GROUP') },
        side: [
          ['FEATURE_VIEW', 'GONE', 'V1', 'FEATURE_SPECS', '{}'],
          ['FEATURE_GROUP', 'LOST', 'V1', 'FEATURE_GROUP_CONFIG', group([])],
          ['FEATURE_VIEW', 'GOOD', 'V1', 'FV_SOURCE_REFS', '{}'],
        ],
      },
      { leftovers: ['G$V1$ONLINE', 'GONE$V1', 'LOST$V1'] },
    ],
    [
      'a group of what is gone',
      {
        objectTags: { ...sideTable, G$V1$ONLINE: tag('FEATURE_GROUP') },
        side: [
          [
            'FEATURE_GROUP',
            'G',
            'V1',
            'FEATURE_GROUP_CONFIG',
            group([
              { fv_name: 'GONE', fv_version: 'V1' },
              { fv_name: 'GOOD', fv_version: 'V1', slice_columns: ['NOPE'] },
              { fv_name: 'GOOD', fv_version: 'V1' },
            ]),
          ],
        ],
      },
      { references: ['G$V1', 'G$V1'] },
    ],
    [
      'a stream that counts what is not there',
      {
        objectTags: sideTable,
        side: [['STREAM_SOURCE', 'S', '', 'STREAM_SOURCE_CONFIG', '{"schema": [], "ref_count": 2}']],
      },
      { references: ['S'] },
    ],
    [
      'code that readers run',
      {
        objectTags: { ...sideTable, RT$V1$ONLINE: tag('REALTIME_FEATURE_VIEW') },
        side: [['FEATURE_VIEW', 'RT', 'V1', 'REALTIME_CONFIG', realtime]],
      },
      { 'stored-code': ['RT$V1'] },
    ],
    [
      'an online table that failed',
      {
        objectTags: { GOOD$V1$ONLINE: tag('ONLINE_FEATURE_TABLE') },
        onlineTables: [
          {
            name: 'GOOD$V1$ONLINE',
            target_lag: '1 minute',
            setup_status: 'SETUP_FAILED',
            setup_error_msg: 'x',
          },
        ],
      },
      { online: ['GOOD$V1$ONLINE'] },
    ],
  ])('has %s among its findings, and nothing else', async (_, more, expected) => {
    expect(await found(more)).toEqual(expected);
  });

  it("does not take a task's tag for its dynamic table's", async () => {
    const { store } = await openRecorded({
      dynamicTables: [{ ...view('GOOD$V1'), target_lag: 'DOWNSTREAM' }],
      objectTags: { GOOD$V1: managedTag },
      taskTags: { GOOD$V1: 'nonsense' },
    });
    const { snapshot } = await store.checkHealth();
    expect(snapshot.featureViews).toHaveLength(1);
    expect(snapshot.problems).toMatchObject([{ code: 'unreadable-object-tag', object: 'GOOD$V1' }]);
  });

  it('says what it cannot decide where the account does not tell tags', async () => {
    const { store, session } = await openRecorded(healthy);
    session.refuse(/ENTITY_DETAIL/, 'Unknown function ENTITY_DETAIL', '002140');
    const { checks } = await store.checkHealth();
    expect(checks.filter(({ undecided }) => undecided !== null).map(({ check }) => check)).toEqual([
      'object-tags',
      'leftovers',
    ]);
  });
});
