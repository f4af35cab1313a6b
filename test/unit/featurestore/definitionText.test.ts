import { describe, expect, it } from 'vitest';
import { isReadableByOfficialClients, readDefinitionText } from '../../../src/featurestore/definitionText.js';

const meta = '{"entities": ["FOO"], "timestamp_col": "TS"}';
const object = `DB.FS.SNOWML_FEATURE_STORE_OBJECT = '{"type": "EXTERNAL_FEATURE_VIEW", "pkg_version": "1.48.0"}'`;
const metadata = `DB.FS.SNOWML_FEATURE_VIEW_METADATA = '${meta}'`;
const tags = `TAG (${object}, ${metadata})`;

const readable: Readonly<Record<string, string>> = {
  'the official form': `CREATE VIEW DB.FS.A$V1 (ID , AMT COMMENT 'x') COMMENT = 'd''esc' TAG (${object}, ${metadata}, DB.FS.SNOWML_FEATURE_STORE_ENTITY_FOO = 'ID' ) AS SELECT * FROM SRC`,
  'the metadata tag last': `CREATE VIEW DB.FS.A$V1 (ID) COMMENT = '' TAG (${object}, DB.FS.SNOWML_FEATURE_STORE_ENTITY_FOO = 'ID', ${metadata}) AS SELECT * FROM SRC`,
  'a dynamic table': `CREATE OR REPLACE DYNAMIC TABLE DB.FS.A$V1 (ID) TARGET_LAG = '1 hour' COMMENT = '' ${tags} WAREHOUSE = WH REFRESH_MODE = AUTO INITIALIZE = ON_CREATE CLUSTER BY (ID) AS SELECT * FROM SRC`,
  'IF NOT EXISTS': `CREATE VIEW IF NOT EXISTS DB.FS.A$V1 COMMENT = '' ${tags} AS SELECT * FROM SRC`,
  'lower case': `create view db.fs.a$v1 comment = '' tag (${metadata}) as SELECT * FROM SRC`,
  'TAG AS in the comment': `CREATE VIEW A$V1 COMMENT = 'TAG AS it''s' ${tags} AS SELECT * FROM SRC`,
  'several lines': `CREATE VIEW A$V1 (\n  ID\n)\n  COMMENT = ''\n  ${tags}\n  AS SELECT * FROM SRC`,
};

const poison: Readonly<Record<string, string>> = {
  'WITH TAG': `CREATE VIEW A$V1 COMMENT = '' WITH TAG (${object}, ${metadata}) AS SELECT * FROM SRC`,
  'no comment': `CREATE VIEW A$V1 ${tags} AS SELECT * FROM SRC`,
  'no spaces around =': `CREATE VIEW A$V1 COMMENT='' ${tags} AS SELECT * FROM SRC`,
  'leading space': `\n CREATE VIEW A$V1 COMMENT = '' ${tags} AS SELECT * FROM SRC`,
  SECURE: `CREATE SECURE VIEW A$V1 COMMENT = '' ${tags} AS SELECT * FROM SRC`,
  'OR ALTER': `CREATE OR ALTER VIEW A$V1 COMMENT = '' ${tags} AS SELECT * FROM SRC`,
  TRANSIENT: `CREATE TRANSIENT DYNAMIC TABLE A$V1 COMMENT = '' ${tags} AS SELECT * FROM SRC`,
};

describe('the text of a stored view', () => {
  it.each(Object.entries(readable))('is read by everyone: %s', (_, text) => {
    expect(isReadableByOfficialClients(text)).toBe(true);
    expect(readDefinitionText(text)).toMatchObject({ query: 'SELECT * FROM SRC' });
    expect(readDefinitionText(text)?.tags.get('SNOWML_FEATURE_VIEW_METADATA')).toBe(meta);
  });

  it.each(Object.entries(poison))('is read here although Python cannot: %s', (_, text) => {
    expect(isReadableByOfficialClients(text)).toBe(false);
    expect(readDefinitionText(text)?.query).toBe('SELECT * FROM SRC');
    expect(readDefinitionText(text)?.tags.get('SNOWML_FEATURE_VIEW_METADATA')).toBe(meta);
  });

  it.each([
    [
      'an entity ALIAS after the metadata',
      `CREATE VIEW A$V1 COMMENT = '' TAG (${metadata}, FS.SNOWML_FEATURE_STORE_ENTITY_ALIAS = 'ID') AS SELECT 1`,
    ],
    [
      'a warehouse TEXAS',
      `CREATE DYNAMIC TABLE A$V1 COMMENT = '' ${tags} WAREHOUSE = TEXAS REFRESH_MODE = AUTO AS SELECT 1`,
    ],
    ['AS on a line of its own', `CREATE VIEW A$V1 COMMENT = '' ${tags} AS\nSELECT 1`],
    [
      'a cast in a clause',
      `CREATE DYNAMIC TABLE A$V1 COMMENT = '' ${tags} IMMUTABLE WHERE (CAST(X AS INT) > 1) AS SELECT 1`,
    ],
    ['a comment between', `CREATE VIEW A$V1 COMMENT = '' ${tags} /* AS it is */ AS SELECT 1;`],
  ])('has its whole query where Python takes a wrong one: %s', (_, text) => {
    expect(readDefinitionText(text)?.query).toBe('SELECT 1');
  });

  it('keeps the comment, unescaped', () => {
    expect(readDefinitionText(`CREATE VIEW A COMMENT = 'it''s a \\\\ AS' AS SELECT 1`)?.comment).toBe(
      "it's a \\ AS",
    );
  });

  it.each(['', 'SELECT 1', 'CREATE TABLE T (A INT)', "CREATE VIEW A COMMENT = 'never ends AS SELECT 1"])(
    'is nothing when it is no query: %s',
    (text) => {
      expect(readDefinitionText(text)).toBeNull();
    },
  );
});
