import { describe, expect, it } from 'vitest';
import { accessStatements, setupAccess } from '../../../src/featurestore/access.js';
import { recordedAccount } from './storeFixture.js';

const account = (schemaStatus: string) =>
  recordedAccount({})
    .answer(/^SELECT CURRENT_ROLE/, [{ ROLE: 'ACCOUNTADMIN' }])
    .answer(/^CREATE SCHEMA/, [{ status: schemaStatus }]);

const options = {
  database: 'db',
  schema: 'fs',
  warehouse: 'wh',
  producerRole: 'FS_PRODUCER',
  consumerRole: 'FS_CONSUMER',
};

const documented = [
  'CREATE ROLE IF NOT EXISTS FS_PRODUCER',
  'GRANT ROLE FS_PRODUCER TO ROLE SYSADMIN',
  'GRANT ROLE FS_PRODUCER TO ROLE ACCOUNTADMIN',
  'CREATE ROLE IF NOT EXISTS FS_CONSUMER',
  'GRANT ROLE FS_CONSUMER TO ROLE FS_PRODUCER',
  'CREATE SCHEMA IF NOT EXISTS DB.FS',
  'GRANT OWNERSHIP ON SCHEMA DB.FS TO ROLE FS_PRODUCER',
  'GRANT USAGE ON DATABASE DB TO ROLE FS_PRODUCER',
  'GRANT USAGE ON SCHEMA DB.FS TO ROLE FS_PRODUCER',
  'GRANT CREATE DYNAMIC TABLE,CREATE TAG,CREATE VIEW,CREATE TASK,CREATE TABLE ON SCHEMA DB.FS TO ROLE FS_PRODUCER',
  'GRANT CREATE DATASET ON SCHEMA DB.FS TO ROLE FS_PRODUCER',
  'GRANT OPERATE ON FUTURE DYNAMIC TABLES IN SCHEMA DB.FS TO ROLE FS_PRODUCER',
  'GRANT OPERATE ON ALL DYNAMIC TABLES IN SCHEMA DB.FS TO ROLE FS_PRODUCER',
  'GRANT OPERATE ON FUTURE TASKS IN SCHEMA DB.FS TO ROLE FS_PRODUCER',
  'GRANT OPERATE ON ALL TASKS IN SCHEMA DB.FS TO ROLE FS_PRODUCER',
  'GRANT USAGE ON DATABASE DB TO ROLE FS_CONSUMER',
  'GRANT USAGE ON SCHEMA DB.FS TO ROLE FS_CONSUMER',
  'GRANT SELECT,MONITOR ON FUTURE DYNAMIC TABLES IN SCHEMA DB.FS TO ROLE FS_CONSUMER',
  'GRANT SELECT,MONITOR ON ALL DYNAMIC TABLES IN SCHEMA DB.FS TO ROLE FS_CONSUMER',
  'GRANT SELECT,REFERENCES ON FUTURE VIEWS IN SCHEMA DB.FS TO ROLE FS_CONSUMER',
  'GRANT SELECT,REFERENCES ON ALL VIEWS IN SCHEMA DB.FS TO ROLE FS_CONSUMER',
  'GRANT SELECT,REFERENCES ON FUTURE TABLES IN SCHEMA DB.FS TO ROLE FS_CONSUMER',
  'GRANT SELECT,REFERENCES ON ALL TABLES IN SCHEMA DB.FS TO ROLE FS_CONSUMER',
  'GRANT USAGE ON FUTURE DATASETS IN SCHEMA DB.FS TO ROLE FS_CONSUMER',
  'GRANT USAGE ON ALL DATASETS IN SCHEMA DB.FS TO ROLE FS_CONSUMER',
  'GRANT USAGE ON WAREHOUSE WH TO ROLE FS_CONSUMER',
  'USE ROLE FS_PRODUCER',
  'CREATE TAG IF NOT EXISTS DB.FS.SNOWML_FEATURE_VIEW_METADATA',
  'CREATE TAG IF NOT EXISTS DB.FS.SNOWML_FEATURE_STORE_OBJECT',
  'CREATE TABLE IF NOT EXISTS DB.FS.SNOWML_SNAPSHOT_STATUS (FV_FQN VARCHAR NOT NULL, SNAPSHOT_START_TIME TIMESTAMP_NTZ NOT NULL, CREATED_AT TIMESTAMP_NTZ DEFAULT CURRENT_TIMESTAMP())',
  'USE ROLE ACCOUNTADMIN',
  'GRANT APPLY ON TAG DB.FS.SNOWML_FEATURE_VIEW_METADATA TO ROLE FS_PRODUCER',
  'GRANT APPLY ON TAG DB.FS.SNOWML_FEATURE_STORE_OBJECT TO ROLE FS_PRODUCER',
];

const changes = (sent: readonly string[]) => sent.filter((sql) => !/^(SHOW|SELECT)/.test(sql));

describe('the access of a store', () => {
  it('is set up with the statements of the official client, in its order', async () => {
    const session = account('Schema FS successfully created.');
    await setupAccess(session, options);
    expect(changes(session.taken())).toEqual(documented);
  });

  it('can be shown before', async () => {
    const session = account('');
    const shown = await accessStatements(session, options);
    expect(changes(session.taken())).toEqual([]);
    expect(shown.map((sql) => sql.replace(/^--.*\n/, ''))).toEqual(documented);
  });

  it('leaves the owner of a schema that was there, and has no consumer unless one is asked for', async () => {
    const session = account('FS already exists, statement succeeded.');
    await setupAccess(session, { database: 'DB', schema: 'FS', warehouse: 'WH', producerRole: '"my role"' });
    const sent = changes(session.taken());
    expect(sent.filter((sql) => /OWNERSHIP|CONSUMER|WAREHOUSE/.test(sql))).toEqual([]);
    expect(sent).toContain('GRANT USAGE ON DATABASE DB TO ROLE "my role"');
  });

  it('warns of what the account does not know, and fails where it may not', async () => {
    const warnings: string[] = [];
    const session = account('')
      .refuse(/^GRANT USAGE ON FUTURE DATASETS/, "Unsupported feature 'DATASET'.", '000002')
      .refuse(/^GRANT USAGE ON WAREHOUSE/, 'Insufficient privileges', '003001');
    await setupAccess(session, { ...options, onWarning: (text) => warnings.push(text) });
    expect(warnings).toEqual([
      "Failed to grant privilege for DATASET: Unsupported feature 'DATASET'.",
      'Failed to grant privilege for WAREHOUSE: Insufficient privileges',
    ]);
    expect(session.taken().filter((sql) => /ALL DATASETS/.test(sql))).toEqual([]);
    session.refuse(/^GRANT USAGE ON SCHEMA/, 'Insufficient privileges', '003001');
    await expect(setupAccess(session, options)).rejects.toMatchObject({ code: '003001' });
  });

  it('takes roles that others have made, and fails where there are none', async () => {
    const session = account('').refuse(/^CREATE ROLE/, 'Insufficient privileges', '003001');
    await expect(setupAccess(session, options)).rejects.toMatchObject({ code: '003001' });
    session
      .answer(/^SHOW ROLES/, [{ name: 'FS_PRODUCER' }, { name: 'FS_CONSUMER' }])
      .answer(/^SHOW GRANTS OF ROLE FS_CONSUMER/, [{ granted_to: 'ROLE', grantee_name: 'FS_PRODUCER' }]);
    session.taken();
    await setupAccess(session, options);
    expect(changes(session.taken())).toContain('USE ROLE FS_PRODUCER');
  });

  it('goes back to the role that it was, whatever happens', async () => {
    const session = account('').refuse(/^CREATE TAG/, 'Insufficient privileges', '003001');
    await expect(setupAccess(session, options)).rejects.toMatchObject({ code: 'store-not-created' });
    expect(changes(session.taken()).at(-1)).toBe('USE ROLE ACCOUNTADMIN');
  });
});
