import { expect, it } from 'vitest';
import { freshConnection } from './account.js';

async function tables() {
  const sql = await freshConnection();
  await sql('CREATE TABLE z1 (id INT, x INT)');
  await sql('CREATE TABLE z2 (id INT, y INT)');
  await sql('CREATE VIEW w AS SELECT id, MAX(y) AS y FROM z2 GROUP BY id');
  return async (statement: string): Promise<string[]> => {
    const [row] = (await sql(`EXPLAIN USING TEXT ${statement}`)).rows;
    const lines = row?.[0]?.split('\n') ?? [];
    return lines.slice(lines.indexOf('Operations:') + 1).map((line) => line.replace(/^1:\d+ {4}/, ''));
  };
}

it('EXPLAIN follows views down to their tables, and queries inside expressions', async () => {
  const plan = await tables();
  expect(
    await plan('SELECT z1.id, w.y FROM z1 LEFT JOIN w ON w.id = z1.id WHERE x IN (SELECT y FROM z2)'),
  ).toEqual([
    ' ->Result  Z1.ID, W.Y',
    '     ->Filter  X IN (SELECT …)',
    '         ->LeftOuterJoin  joinKey: (W.ID = Z1.ID)',
    '             ->TableScan  DB.PUBLIC.Z1  ID, X',
    '             ->Aggregate  aggExprs: [MAX(Y)], groupKeys: [ID]',
    '                 ->TableScan  DB.PUBLIC.Z2  ID, Y',
    '         ->TableScan  DB.PUBLIC.Z2  ID, Y',
  ]);
});

it('EXPLAIN of UNION BY NAME has the columns of both sides', async () => {
  const plan = await tables();
  expect(await plan('SELECT id, x FROM z1 UNION BY NAME SELECT y, id FROM z2')).toEqual([
    ' ->Result  ID, X, Y',
    '     ->Aggregate  groupKeys: [ID, X, Y]',
    '         ->UnionAll',
    '             ->TableScan  DB.PUBLIC.Z1  ID, X',
    '             ->TableScan  DB.PUBLIC.Z2  ID, Y',
  ]);
});

it('EXPLAIN says what windows, set operators and recursion do', async () => {
  const plan = await tables();
  const rank = 'ROW_NUMBER() OVER (PARTITION BY ID ORDER BY X ASC NULLS LAST)';
  expect(
    await plan(
      'SELECT id FROM z1 QUALIFY ROW_NUMBER() OVER (PARTITION BY id ORDER BY x) = 1 UNION SELECT id FROM z2',
    ),
  ).toEqual([
    ' ->Result  ID',
    '     ->Aggregate  groupKeys: [ID]',
    '         ->UnionAll',
    `             ->Filter  ${rank} = 1`,
    `                 ->WindowFunction  ${rank}`,
    '                     ->TableScan  DB.PUBLIC.Z1  ID, X',
    '             ->TableScan  DB.PUBLIC.Z2  ID',
  ]);
  expect(
    await plan(
      'WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r WHERE n < 3) SELECT n FROM r',
    ),
  ).toEqual([
    ' ->Result  N',
    '     ->WithClause  R',
    '         ->UnionAll',
    '             ->Generator  1',
    '             ->Filter  N < 3',
    '                 ->WithReference  R',
  ]);
});

it('EXPLAIN of DML names the table that it changes, and changes nothing', async () => {
  const sql = await freshConnection();
  await sql('CREATE TABLE t (id INT, x INT) AS SELECT 1, 2');
  const [row] = (await sql('EXPLAIN USING JSON UPDATE t SET x = 3 WHERE id = 1')).rows;
  expect(JSON.parse(row?.[0] ?? '')).toEqual({
    GlobalStats: { partitionsTotal: null, partitionsAssigned: null, bytesAssigned: null },
    Operations: [
      [
        { id: 0, operation: 'Result' },
        {
          id: 1,
          parentOperators: [0],
          operation: 'Update',
          objects: ['DB.PUBLIC.T'],
          expressions: ['X = 3'],
        },
        { id: 2, parentOperators: [1], operation: 'Filter', expressions: ['ID = 1'] },
        { id: 3, parentOperators: [2], operation: 'TableScan', objects: ['DB.PUBLIC.T'] },
      ],
    ],
  });
  expect((await sql('SELECT x FROM t')).rows).toEqual([['2']]);
});
