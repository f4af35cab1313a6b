import { openAccount } from '../../src/account/engine/open.js';
import type { FeatureView } from '../../src/featurestore/model.js';
import { trainingQuery } from '../../src/featurestore/training/trainingQuery.js';
import { digestSql, FEATURES, featureValues, SPINE, spineValues, VIEWS } from './world.js';
import type { Contender } from './world.js';

/** The local account: Firn's statement, and the one that somebody writes by hand. */
export async function onAccount(
  folder: string,
): Promise<{ contenders: readonly Contender[]; close: () => Promise<void> }> {
  const opened = await openAccount(folder);
  const connection = await opened.connect();
  const execute = async (sql: string): Promise<string | null> => {
    let first: string | null = null;
    for await (const rows of (await connection.execute(sql)).batches) first ??= rows[0]?.[0] ?? null;
    return first;
  };
  const table = (name: string, [id, seconds]: readonly [string, string], rows: number, more = '') =>
    execute(
      `CREATE TABLE ${name} AS SELECT ${id} AS ID, DATEADD(SECOND, ${seconds}, '2024-01-01'::TIMESTAMP_NTZ) AS AT${more}
       FROM (SELECT SEQ8() AS I FROM TABLE(GENERATOR(ROWCOUNT => ${rows})))`,
    );
  await execute('CREATE DATABASE DB');
  await table('SPINE', spineValues('I'), SPINE);
  const features = ', MOD(I, 1000) / 7::FLOAT AS F1, MOD(I, 97)::NUMBER(9, 0) AS F2';
  for (const view of VIEWS) await table(`V${view}`, featureValues('I', view), FEATURES, features);
  const contender = (name: string, query: string): Contender => ({
    name,
    make: () => execute(`CREATE OR REPLACE TABLE TRAINING AS ${query}`),
    digest: async () =>
      Number(await execute(`SELECT ${digestSql('DATE_PART(EPOCH_SECOND, AT)')} FROM TRAINING`)),
  });
  const size = `${SPINE} × ${VIEWS.length} views of ${FEATURES}`;
  return {
    contenders: [
      contender(`Firn's statement, the account: ${size}`, firns()),
      contender('by hand in Snowflake SQL, the account', byHand()),
    ],
    close: async () => {
      await connection.close();
      await opened.close();
    },
  };
}

/** As a person would write it. */
function byHand(): string {
  const joins = VIEWS.map((v) => `ASOF JOIN V${v} MATCH_CONDITION (S.AT >= V${v}.AT) ON S.ID = V${v}.ID`);
  const columns = VIEWS.map((v) => `V${v}.F1 AS V${v}_F1, V${v}.F2 AS V${v}_F2`);
  return `SELECT S.ID, S.AT, ${columns.join(', ')} FROM SPINE S ${joins.join(' ')}`;
}

function firns(): string {
  const uses = VIEWS.map((v) => ({
    view: {
      tiles: null,
      timestampCol: 'AT',
      entities: [{ name: 'WHO', joinKeys: ['ID'], desc: '' }],
    } as unknown as FeatureView,
    object: `V${v}`,
    features: ['F1', 'F2'],
    prefix: `V${v}_`,
    timestampAs: null,
  }));
  const spine = { query: 'SELECT ID, AT FROM SPINE', columns: ['ID', 'AT'], timestamp: 'AT' };
  return trainingQuery(spine, uses, new Set()).sql;
}
