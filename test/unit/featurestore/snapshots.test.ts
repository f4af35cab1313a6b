import { describe, expect, it } from 'vitest';
import type { FeatureViewDraft } from '../../../src/featurestore/model.js';
import { changes, draft, managedTag, openRecorded } from './storeFixture.js';

const object = 'DB.FS.MY_FV$V1';
const appendOnly = (change: Partial<FeatureViewDraft> = {}) =>
  draft({ appendOnly: true, refreshMode: 'FULL', refreshFreq: '0 3 * * * UTC', ...change });

const stored = {
  dynamicTables: [
    {
      name: 'MY_FV$V1',
      text: `CREATE DYNAMIC TABLE ${object} (ID, AMT) COMMENT = '' TAG (DB.FS.SNOWML_FEATURE_STORE_OBJECT = '{}', DB.FS.SNOWML_FEATURE_VIEW_METADATA = '{"entities": ["FOO"], "timestamp_col": "TS", "is_append_only": true}') AS SELECT 1 AS ID`,
      target_lag: 'DOWNSTREAM',
      warehouse: 'WH',
      refresh_mode: 'FULL',
    },
  ],
  tasks: [{ name: 'MY_FV$V1', schedule: 'USING CRON 0 3 * * * UTC' }],
  objectTags: { MY_FV$V1: managedTag },
  columns: [['MY_FV$V1', 'ID', 'NUMBER']],
} as const;

/** What registering it sends; that it is not there afterwards is of no interest here. */
async function sent(change: FeatureViewDraft): Promise<string[]> {
  const { session, store } = await openRecorded();
  await store.registerFeatureView(change, 'V1').catch(() => undefined);
  return changes(session.taken()).map((sql) => sql.replace(/\s+/g, ' '));
}

describe('an append-only feature view', () => {
  it('has a table of snapshots, and a task that refreshes and keeps the rows once', async () => {
    const [table, status, ...more] = await sent(appendOnly());
    expect(table).toContain('"timestamp_col": "TS", "is_append_only": true}');
    expect(status).toMatch(/^CREATE TABLE IF NOT EXISTS DB\.FS\.SNOWML_SNAPSHOT_STATUS /);
    const [like, cluster, tag, task, ...tagged] = more;
    expect([like, cluster, tag]).toEqual([
      `CREATE TABLE ${object}$SNAPSHOTS LIKE ${object}`,
      `ALTER TABLE ${object}$SNAPSHOTS CLUSTER BY (ID, TS)`,
      `ALTER TABLE ${object}$SNAPSHOTS SET TAG DB.FS.SNOWML_FEATURE_STORE_OBJECT = '{"type": "SNAPSHOT_TABLE", "pkg_version": "1.27.0+firn.0.1"}'`,
    ]);
    const start = `CREATE TASK ${object} WAREHOUSE = WH SCHEDULE = 'USING CRON 0 3 * * * UTC' AS DECLARE `;
    expect(task?.startsWith(start)).toBe(true);
    expect(task).toContain(
      `WHERE NAME = 'MY_FV$V1' AND SCHEMA_NAME = 'FS' AND STATE = 'SUCCEEDED' AND REFRESH_END_TIME >= :begun;`,
    );
    expect(task).toContain(`ALTER DYNAMIC TABLE ${object} REFRESH; END IF; BEGIN TRANSACTION;`);
    expect(task).toContain(
      `BEGIN TRANSACTION; INSERT INTO ${object}$SNAPSHOTS SELECT * FROM ${object}; DELETE FROM DB.FS.SNOWML_SNAPSHOT_STATUS WHERE FV_FQN = '${object}'; COMMIT; END;`,
    );
    expect(tagged.at(-1)).toBe(`ALTER TASK ${object} RESUME`);
  });

  it('may begin with the rows of another table, which is remembered', async () => {
    const statements = await sent(appendOnly({ backupSource: 'DB.FS.OLD$V1$SNAPSHOTS' }));
    expect(statements).toContain(`CREATE TABLE ${object}$SNAPSHOTS CLONE DB.FS.OLD$V1$SNAPSHOTS`);
    expect(statements.at(-1)).toContain(
      `'APPEND_ONLY_CONFIG' AS METADATA_TYPE, PARSE_JSON('{"backup_source": "DB.FS.OLD$V1$SNAPSHOTS"}')`,
    );
  });

  it('is taken back whole when the account refuses its task', async () => {
    const { session, store } = await openRecorded();
    session.refuse(/^CREATE TASK/, 'Snowflake Scripting is not supported');
    await expect(store.registerFeatureView(appendOnly(), 'V1')).rejects.toThrow(
      'Failed to register feature view MY_FV/V1: Snowflake Scripting is not supported',
    );
    expect(changes(session.taken()).slice(-3)).toEqual([
      `DROP TASK IF EXISTS ${object}`,
      `DROP TABLE IF EXISTS ${object}$SNAPSHOTS`,
      `DROP DYNAMIC TABLE IF EXISTS ${object}`,
    ]);
  });

  it.each<[Partial<FeatureViewDraft>, string]>([
    [{ refreshMode: 'AUTO' }, "requires refresh_mode='FULL', got 'AUTO'."],
    [{ refreshFreq: '1 day' }, "requires refresh_freq to be a cron expression, got '1 day'."],
    [{ refreshFreq: null }, "requires refresh_freq to be a cron expression, got 'None'."],
    [{ timestampCol: null }, 'requires timestamp_col to be specified.'],
    [{ entities: [] }, 'requires at least one entity.'],
    [{ appendOnly: false, backupSource: 'T' }, 'backup_source is not valid if append_only=False'],
  ])('is refused with %j', async (change, message) => {
    const { session, store } = await openRecorded();
    await expect(store.registerFeatureView(appendOnly(change), 'V1')).rejects.toThrow(message);
    expect(changes(session.taken())).toEqual([]);
  });

  it('replaces nothing, and is not replaced', async () => {
    const { session, store } = await openRecorded(stored);
    for (const change of [appendOnly(), draft()])
      await expect(store.registerFeatureView(change, 'V1', { overwrite: true })).rejects.toMatchObject({
        code: 'feature-view-unsupported',
      });
    expect(changes(session.taken())).toEqual([]);
  });

  it('has another schedule, and never none', async () => {
    const { session, store } = await openRecorded(stored);
    await store.updateFeatureView('my_fv', 'V1', { refreshFreq: '0 4 * * * UTC' });
    expect(changes(session.taken()).slice(1)).toEqual([
      `ALTER TASK ${object} SUSPEND`,
      `ALTER TASK ${object} SET SCHEDULE = 'USING CRON 0 4 * * * UTC'`,
      `ALTER TASK ${object} RESUME`,
    ]);
    await expect(store.updateFeatureView('my_fv', 'V1', { refreshFreq: '1 day' })).rejects.toThrow(
      "Snapshot accumulation requires refresh_freq to be a cron expression, got '1 day'.",
    );
    expect(changes(session.taken())).toEqual([]);
  });
});
