import { describe, expect, it } from 'vitest';
import { isReadableByOfficialClients, readDefinitionText } from '../../../src/featurestore/definitionText.js';
import { SessionError } from '../../../src/session/session.js';
import type { FeatureViewDraft } from '../../../src/featurestore/model.js';
import type { Account } from './storeFixture.js';
import { changes, draft, externalTag, managedTag, openRecorded } from './storeFixture.js';

const objectTag = (type: string) =>
  `DB.FS.SNOWML_FEATURE_STORE_OBJECT = '{"type": "${type}", "pkg_version": "1.27.0+firn.0.1"}'`;
const entityTag = "DB.FS.SNOWML_FEATURE_STORE_ENTITY_FOO = 'ID'";
const metadataTag = `DB.FS.SNOWML_FEATURE_VIEW_METADATA = '{"entities": ["FOO"], "timestamp_col": "TS"}'`;

/** A statement on one line. */
const oneLine = (sql: string | undefined) =>
  sql?.replace(/\s*\n\s*/g, ' ').replace(/\( | \)/g, (s) => s.trim());

/** An account in which the last object created is there, as it was created. */
async function living(before: Account = {}) {
  return openRecorded((sent) => {
    const created = sent.filter((sql) => /^CREATE (OR REPLACE )?(VIEW|DYNAMIC)/.test(sql)).at(-1);
    if (created === undefined) return before;
    const name =
      /DB\.FS\.("(?:[^"]+)"|\S+)/
        .exec(created)?.[1]
        ?.replaceAll('"', '')
        .replace(/_TMP_.*/, '') ?? '';
    const managed = created.includes('DYNAMIC TABLE');
    const row = {
      name,
      text: created,
      comment: '',
      owner: 'SYSADMIN',
      refresh_mode: 'INCREMENTAL',
      target_lag: '1 hour',
    };
    return {
      dynamicTables: managed ? [row] : [],
      views: managed ? [] : [row],
      objectTags: { [name]: managed ? managedTag : externalTag },
    };
  });
}

async function created(change: Partial<FeatureViewDraft>, version = 'v1'): Promise<string[]> {
  const { session, store } = await living();
  await store.registerFeatureView(draft(change), version);
  return changes(session.taken());
}

describe('registering a feature view', () => {
  it('without refresh is one CREATE VIEW', async () => {
    const [sql, ...more] = await created({ desc: "d'esc", featureDescs: { AMT: "amount's \\" } });
    expect(oneLine(sql)).toBe(
      `CREATE VIEW DB.FS."MY_FV$v1" (ID, TS, AMT COMMENT 'amount''s \\\\') COMMENT = 'd''esc' TAG (${objectTag('EXTERNAL_FEATURE_VIEW')}, ${entityTag}, ${metadataTag}) AS SELECT ID, TS, AMT FROM DB.S.SRC`,
    );
    expect(more).toEqual([]);
  });

  it('with a duration is one CREATE DYNAMIC TABLE', async () => {
    const [sql, ...more] = await created(
      { refreshFreq: '1 hour', warehouse: 'wh2', refreshMode: 'INCREMENTAL' },
      'V1',
    );
    expect(oneLine(sql)).toBe(
      `CREATE DYNAMIC TABLE DB.FS.MY_FV$V1 (ID, TS, AMT COMMENT '') TARGET_LAG = '1 hour' COMMENT = '' TAG (${objectTag('MANAGED_FEATURE_VIEW')}, ${entityTag}, ${metadataTag}) WAREHOUSE = WH2 REFRESH_MODE = INCREMENTAL INITIALIZE = ON_CREATE CLUSTER BY (ID, TS) AS SELECT ID, TS, AMT FROM DB.S.SRC`,
    );
    expect(more).toEqual([]);
  });

  it('with a cron expression has a task of the same name, created, tagged, resumed', async () => {
    const [sql, ...task] = await created({ refreshFreq: '0 0 * * * UTC' }, '1.0');
    expect(sql).toContain("TARGET_LAG = 'DOWNSTREAM'");
    expect(task).toEqual([
      `CREATE TASK DB.FS."MY_FV$1.0" WAREHOUSE = WH SCHEDULE = 'USING CRON 0 0 * * * UTC' AS ALTER DYNAMIC TABLE DB.FS."MY_FV$1.0" REFRESH`,
      `ALTER TASK DB.FS."MY_FV$1.0" SET TAG ${objectTag('FEATURE_VIEW_REFRESH_TASK')}`,
      'ALTER TASK DB.FS."MY_FV$1.0" RESUME',
    ]);
  });

  it('clusters as it is told', async () => {
    const [none] = await created({ refreshFreq: '1 day', clusterBy: [] });
    expect(none).not.toContain('CLUSTER BY');
    const [one] = await created({ refreshFreq: '1 day', clusterBy: ['AMT'] });
    expect(one).toContain('CLUSTER BY (AMT)');
  });

  it.each([
    ['a plain view', {}],
    ['a dynamic table', { refreshFreq: 'DOWNSTREAM' }],
    ['a warehouse whose name ends in AS', { refreshFreq: '1 hour', warehouse: 'TEXAS' }],
    [
      'a clustering key with AS in its name',
      {
        refreshFreq: '1 hour',
        columns: [
          { name: 'ID', type: null },
          { name: 'TS', type: null },
          { name: 'as x', type: null },
        ],
        clusterBy: ['as x'],
      },
    ],
    ['a description full of SQL', { desc: "' TAG (COMMENT = 'x') AS SELECT \\' -- \\" }],
    ['a feature described by SQL', { featureDescs: { AMT: "COMMENT = 'a' TAG (x) AS SELECT" } }],
    ['a query that begins with a comment', { query: '-- what it is\nSELECT ID, TS, AMT FROM DB.S.SRC\n' }],
  ] satisfies [string, Partial<FeatureViewDraft>][])(
    'is read back by every client: %s',
    async (_, change) => {
      const [sql = ''] = await created(change);
      expect(isReadableByOfficialClients(sql)).toBe(true);
      const query = (change as Partial<FeatureViewDraft>).query ?? draft().query;
      // The official pattern: everything after the first "AS " behind the metadata.
      const official = /SNOWML_FEATURE_VIEW_METADATA = '.*?',?.*?AS (.*)/is.exec(sql)?.[1];
      expect(official).toBe(query.trim());
      expect(readDefinitionText(sql)?.query).toBe(query.trim());
      if ((change as Partial<FeatureViewDraft>).desc !== undefined)
        expect(readDefinitionText(sql)?.comment).toBe((change as Partial<FeatureViewDraft>).desc);
    },
  );

  it('asks the account for the columns that the draft does not know', async () => {
    const { session, store } = await living();
    session.described = [
      { name: 'ID', type: 'NUMBER', nullable: true },
      { name: 'TS', type: 'DATE', nullable: true },
      { name: 'odd one', type: 'TEXT', nullable: true },
    ];
    await store.registerFeatureView(draft({ columns: [] }), 'V1');
    expect(changes(session.taken())[0]).toContain('(ID, TS, "odd one" COMMENT \'\')');
  });

  it.each([
    [{ name: 'A$B' }, 'V1', /invalid character `\$`/],
    [{}, 'v 1', /not a valid feature view version/],
    [{ timestampCol: 'NOPE' }, 'V1', 'timestamp_col NOPE is not found in input dataframe.'],
    [
      { columns: [{ name: 'TS', type: 'DATE' }] },
      'V1',
      "join_key ID in Entity FOO is not found in input dataframe: ['TS']",
    ],
    [
      {
        columns: [
          { name: 'ID', type: null },
          { name: 'TS', type: 'VARCHAR(10)' },
        ],
      },
      'V1',
      'Invalid data type for timestamp_col TS: VARCHAR(10).',
    ],
    [{ refreshFreq: '10 fortnights' }, 'V1', /neither a duration nor a cron expression/],
    [{ refreshFreq: '10 seconds' }, 'V1', /shorter than Snowflake's shortest target lag/],
    [{ refreshFreq: '1 hour', clusterBy: ['NOPE'] }, 'V1', /Column 'NOPE' in `cluster_by`/],
    [{ refreshFreq: '1 hour', warehouse: 'NOPE' }, 'V1', 'Cannot find warehouse NOPE'],
    [
      { featureDescs: { ID: 'the key' } },
      'V1',
      /Feature name ID is not found in FeatureView MY_FV, valid feature names are: \['AMT'\]/,
    ],
    [
      { entities: [{ name: 'BAR', joinKeys: ['ID'], desc: '' }] },
      'V1',
      'Entity BAR has not been registered.',
    ],
    [
      { entities: [{ name: 'FOO', joinKeys: ['AMT'], desc: '' }] },
      'V1',
      /registered with the join keys \['ID'\]/,
    ],
    [{ query: ' ; ' }, 'V1', /has no query/],
  ] satisfies [Partial<FeatureViewDraft>, string, string | RegExp][])(
    'refuses %j in version %s before it changes anything',
    async (change, version, message) => {
      const { session, store } = await openRecorded();
      await expect(store.registerFeatureView(draft(change), version)).rejects.toThrow(message);
      expect(changes(session.taken())).toEqual([]);
    },
  );

  it('takes a dynamic table back when its task cannot be made', async () => {
    const { session, store } = await living();
    session.refuse(/^ALTER TASK .* SET TAG/, 'Insufficient privileges');
    await expect(
      store.registerFeatureView(draft({ refreshFreq: '0 0 * * * UTC' }), 'V1'),
    ).rejects.toMatchObject({
      code: 'registration-failed',
      message: 'Failed to register feature view MY_FV/V1: Insufficient privileges',
    });
    expect(changes(session.taken()).slice(-2)).toEqual([
      'DROP TASK IF EXISTS DB.FS.MY_FV$V1',
      'DROP DYNAMIC TABLE IF EXISTS DB.FS.MY_FV$V1',
    ]);
  });

  it('says why it will not be refreshed incrementally', async () => {
    const { session, store, warnings } = await living();
    session.answer(/^SHOW DYNAMIC TABLES/, () => {
      const text = session.statements.find((sql) => sql.startsWith('CREATE DYNAMIC'));
      return text === undefined
        ? []
        : [{ name: 'MY_FV$V1', text, refresh_mode: 'FULL', refresh_mode_reason: 'SEQ8 is not supported' }];
    });
    await store.registerFeatureView(draft({ refreshFreq: '1 hour' }), 'V1');
    expect(warnings).toEqual([
      'Your pipeline won\'t be incrementally refreshed due to: "SEQ8 is not supported".',
    ]);
  });
});

const text = (kind: string, entity = 'FOO', flags = '') =>
  `CREATE ${kind} DB.FS.MY_FV$V1 (ID) COMMENT = '' TAG (DB.FS.SNOWML_FEATURE_STORE_OBJECT = '{}', DB.FS.SNOWML_FEATURE_VIEW_METADATA = '{"entities": ["${entity}"], "timestamp_col": "NULL"${flags}}') AS SELECT 1 AS ID`;
const viewThere: Account = {
  views: [{ name: 'MY_FV$V1', text: text('VIEW') }],
  objectTags: { MY_FV$V1: externalTag },
};
const tableThere: Account = {
  dynamicTables: [
    { name: 'MY_FV$V1', text: text('DYNAMIC TABLE'), target_lag: '1 hour', refresh_mode: 'INCREMENTAL' },
  ],
  objectTags: { MY_FV$V1: managedTag },
};

describe('registering a version that exists', () => {
  it('leaves it alone and says so', async () => {
    const { session, store, warnings } = await openRecorded(viewThere);
    expect((await store.registerFeatureView(draft(), 'V1')).query).toBe('SELECT 1 AS ID');
    expect(warnings).toEqual([
      'FeatureView MY_FV/V1 already exists. Skip registration. Set `overwrite` to True if you want to replace existing FeatureView.',
    ]);
    expect(changes(session.taken())).toEqual([]);
  });

  it('replaces it with overwrite, and what belonged to it', async () => {
    const { session, store } = await living(viewThere);
    await store.registerFeatureView(draft(), 'V1', { overwrite: true });
    const [sql, ...rest] = changes(session.taken());
    expect(sql).toMatch(/^CREATE OR REPLACE VIEW DB\.FS\.MY_FV\$V1 /);
    expect(rest).toEqual([
      'DROP TASK IF EXISTS DB.FS.MY_FV$V1',
      'DROP TABLE IF EXISTS DB.FS.MY_FV$V1$SNAPSHOTS',
      "DELETE FROM DB.FS.SNOWML_SNAPSHOT_STATUS WHERE FV_FQN = 'DB.FS.MY_FV$V1'",
    ]);
  });

  it('drops an online table with it and says so', async () => {
    const { session, store, warnings } = await living(viewThere);
    session.answer(/^SHOW ONLINE FEATURE TABLES/, [{ name: 'MY_FV$V1$ONLINE' }]);
    await store.registerFeatureView(draft(), 'V1', { overwrite: true });
    expect(changes(session.taken()).at(-1)).toBe('DROP ONLINE FEATURE TABLE IF EXISTS DB.FS.MY_FV$V1$ONLINE');
    expect(warnings.at(-1)).toMatch(/online feature table of MY_FV\/V1 was dropped/);
  });

  it('knows accounts without online tables', async () => {
    const { session, store } = await living(viewThere);
    session.refuse(
      /^SHOW ONLINE/,
      "SQL compilation error: syntax error line 1 at position 5 unexpected 'ONLINE'.",
    );
    await store.registerFeatureView(draft(), 'V1', { overwrite: true });
  });

  it('swaps a view for a dynamic table', async () => {
    const { session, store } = await living(viewThere);
    await store.registerFeatureView(draft({ refreshFreq: '1 hour' }), 'V1', { overwrite: true });
    const statements = changes(session.taken());
    const suffix = /_TMP_TABLE_([0-9a-f]{8})/.exec(statements[0] ?? '')?.[1] ?? 'none';
    expect(statements[0]).toMatch(/^CREATE DYNAMIC TABLE /);
    expect(statements.slice(1, 4)).toEqual(
      [
        `ALTER VIEW IF EXISTS DB.FS.MY_FV$V1 RENAME TO DB.FS."MY_FV$V1_TMP_VIEW_${suffix}"`,
        `ALTER TABLE IF EXISTS DB.FS."MY_FV$V1_TMP_TABLE_${suffix}" RENAME TO DB.FS.MY_FV$V1`,
        `DROP VIEW IF EXISTS DB.FS."MY_FV$V1_TMP_VIEW_${suffix}"`,
      ].map((sql) => (/[a-f]/.test(suffix) ? sql : sql.replace(/"/g, ''))),
    );
  });

  it('swaps a dynamic table for a view, and back when that fails', async () => {
    const { session, store } = await living(tableThere);
    session.refuse(/^ALTER VIEW .*_TMP_VIEW_.* RENAME/, 'no');
    await expect(store.registerFeatureView(draft(), 'V1', { overwrite: true })).rejects.toThrow(
      'Failed to register feature view MY_FV/V1: no',
    );
    expect(
      changes(session.taken()).map((sql) => sql.replace(/\s[\s\S]*?(RENAME|$)/, ' … $1').split(' TO')[0]),
    ).toEqual(['CREATE … ', 'ALTER … RENAME', 'ALTER … RENAME', 'ALTER … RENAME', 'DROP … ']);
  });

  it('never replaces an object that is no feature view', async () => {
    const { session, store } = await openRecorded({
      views: [{ name: 'MY_FV$V1', text: 'CREATE VIEW X AS SELECT 1' }],
      objectTags: {},
    });
    await expect(store.registerFeatureView(draft(), 'V1', { overwrite: true })).rejects.toMatchObject({
      code: 'name-taken',
    });
    expect(changes(session.taken())).toEqual([]);
  });

  it('replaces a feature view whose tag is broken', async () => {
    const broken = text('VIEW').replace('{"entities"', '{entities');
    const { session, store } = await living({
      views: [{ name: 'MY_FV$V1', text: broken }],
      objectTags: { MY_FV$V1: externalTag },
    });
    await expect(store.registerFeatureView(draft(), 'V1')).rejects.toMatchObject({
      code: 'feature-view-unreadable',
    });
    await store.registerFeatureView(draft(), 'V1', { overwrite: true });
    expect(changes(session.taken())[0]).toMatch(/^CREATE OR REPLACE VIEW/);
  });

  it('does not throw away what an append-only view has collected', async () => {
    const { session, store } = await openRecorded({
      dynamicTables: [
        {
          name: 'MY_FV$V1',
          text: text('DYNAMIC TABLE', 'FOO', ', "is_append_only": true'),
          target_lag: '1 hour',
        },
      ],
      objectTags: { MY_FV$V1: managedTag },
    });
    await expect(store.registerFeatureView(draft(), 'V1', { overwrite: true })).rejects.toMatchObject({
      code: 'feature-view-unsupported',
    });
    expect(changes(session.taken())).toEqual([]);
  });

  it('is cancelled with the words of the account', async () => {
    const { session, store } = await living();
    session.answer(/^CREATE VIEW/, new SessionError('SQL execution canceled', '000604'));
    await expect(store.registerFeatureView(draft(), 'V1')).rejects.toMatchObject({ code: '000604' });
  });
});
