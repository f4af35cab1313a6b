import { describe, expect, it } from 'vitest';
import { changes, openRecorded } from './storeFixture.js';

const entity = (name: string, joinKeys: readonly string[], desc = '') => ({ name, joinKeys, desc });

describe('entities', () => {
  it('are tags whose one allowed value holds all keys', async () => {
    const { session, store } = await openRecorded((sent) => ({
      entities: sent.some((sql) => sql.startsWith('CREATE TAG'))
        ? [{ name: 'CUST', keys: 'aid,B', comment: "it's" }]
        : [],
    }));
    const registered = await store.registerEntity(entity('cust', ['aid', 'B'], "it's a \\ key"));
    expect(registered).toMatchObject({ name: 'CUST', joinKeys: ['aid', 'B'] });
    expect(session.taken()).toEqual([
      "SHOW TAGS LIKE 'SNOWML_FEATURE_STORE_ENTITY_CUST' IN SCHEMA DB.FS",
      "CREATE TAG IF NOT EXISTS DB.FS.SNOWML_FEATURE_STORE_ENTITY_CUST ALLOWED_VALUES 'aid,B' COMMENT = 'it''s a \\\\ key'",
      "SHOW TAGS LIKE 'SNOWML_FEATURE_STORE_ENTITY_%' IN SCHEMA DB.FS",
    ]);
  });

  it('are not registered twice; other keys are said', async () => {
    const { session, store, warnings } = await openRecorded();
    await store.registerEntity(entity('FOO', ['ID']));
    expect(warnings).toEqual(['Entity FOO already exists. Skip registration.']);
    expect(await store.registerEntity(entity('FOO', ['OTHER']))).toMatchObject({ joinKeys: ['ID'] });
    expect(warnings.at(-1)).toMatch(/join keys \['ID'\], not \['OTHER'\]/);
    expect(changes(session.taken())).toEqual([]);
  });

  it.each([
    [entity('A'.repeat(33), ['ID']), /exceeds maximum length: 32/],
    [entity('"a,b"', ['ID']), /invalid character `,`/],
    [entity('A B', ['ID']), /not a valid SQL identifier/],
    [entity('A', []), /has no join keys/],
    [entity('A', ['ID', 'ID']), /Duplicate join keys/],
    [entity('A', ['a,b']), /Invalid char `,` detected in join key/],
    [entity('A', ['K'.repeat(300)]), /exceeds length limit 256/],
    [entity('A', ['K'.repeat(150), 'L'.repeat(150)]), /limit is 256/],
  ])('are refused before anything is sent: %j', async (wrong, message) => {
    const { session, store } = await openRecorded();
    await expect(store.registerEntity(wrong)).rejects.toThrow(message);
    expect(session.taken()).toEqual([]);
  });

  it('are found by their name as written or as stored', async () => {
    const { store } = await openRecorded({
      entities: [
        { name: 'FOO', keys: 'K1,K2' },
        { name: 'foo', keys: 'K' },
      ],
    });
    expect((await store.getEntity('Foo')).joinKeys).toEqual(['K1', 'K2']);
    expect((await store.getEntity('"foo"')).joinKeys).toEqual(['K']);
    expect((await store.getEntity('foo')).name).toBe('foo');
    await expect(store.getEntity('BAR')).rejects.toThrow('Cannot find Entity with name: BAR.');
  });

  it('change their description only', async () => {
    const { session, store, warnings } = await openRecorded();
    await store.updateEntity('foo', { desc: "new's" });
    expect(changes(session.taken())).toEqual([
      "ALTER TAG DB.FS.SNOWML_FEATURE_STORE_ENTITY_FOO SET COMMENT = 'new''s'",
    ]);
    expect(await store.updateEntity('BAR', { desc: '' })).toBeNull();
    expect(warnings).toEqual(['Entity BAR does not exist.']);
  });

  it('are deleted when no feature view is on them', async () => {
    const { session, store } = await openRecorded();
    await store.deleteEntity('FOO');
    expect(changes(session.taken())).toEqual(['DROP TAG IF EXISTS DB.FS.SNOWML_FEATURE_STORE_ENTITY_FOO']);
    await expect(store.deleteEntity('BAR')).rejects.toThrow('Entity BAR does not exist.');
  });
});
