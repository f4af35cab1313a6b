import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setCatalog } from '../../../src/dataframe/catalog.js';
import { nodeOf } from '../../../src/dataframe/frame.js';
import type { Frame } from '../../../src/dataframe/frame.js';
import { isUniqueBy, rowsBy } from '../../../src/dataframe/facts/keys.js';
import { takeProblems } from '../../../src/dataframe/problems.js';
import { asc, count, desc, lit, max, rowNumber, sum, table } from '../../../src/index.js';
import type { ArrayCol, Int, Text } from '../../../src/index.js';
import { TABLES, testTable } from './sources.js';

interface Row {
  ID: Int;
  K: Int;
  NAME: Text;
}
interface Other {
  OID: Int;
  LINE: Int;
  N: Int;
}
interface Listed {
  LID: Int;
  ITEMS: ArrayCol;
}

const column = (name: string, type = 'NUMBER(38,0)') => ({ name, type, nullable: true });
const SOURCES = {
  A: {
    name: 'A',
    columns: [column('ID'), column('K'), column('NAME', 'VARCHAR(10)')],
    keys: [
      { primary: true, columns: ['ID'] },
      { primary: false, columns: ['NAME'] },
    ],
  },
  B: {
    name: 'B',
    columns: [column('OID'), column('LINE'), column('N')],
    keys: [{ primary: true, columns: ['OID', 'LINE'] }],
  },
  U: { name: 'U', columns: [column('OID'), column('LINE'), column('N')] },
  L: {
    name: 'L',
    columns: [column('LID'), column('ITEMS', 'ARRAY')],
    keys: [{ primary: true, columns: ['LID'] }],
  },
};

let A: Frame<Row>;
let B: Frame<Other>;
let U: Frame<Other>;
let L: Frame<Listed>;
beforeAll(() => {
  setCatalog({ table: (name) => SOURCES[name as keyof typeof SOURCES] });
  [A, B, U, L] = [table('A'), table('B'), table('U'), table('L')];
});
afterAll(() => {
  setCatalog({ table: testTable, names: Object.keys(TABLES) });
  expect(takeProblems().filter(({ severity }) => severity === 'error')).toEqual([]);
});

const rows = (frame: Frame<never> | Frame<unknown>, ...names: string[]) =>
  rowsBy(nodeOf(frame as Frame<unknown>), new Set(names));

describe('one row for each', () => {
  it.each<[string, () => Frame<unknown>, string[]]>([
    ['primary key', () => A, ['ID']],
    ['unique constraint', () => A, ['NAME']],
    ['more than a key', () => A, ['ID', 'K']],
    ['group', () => U.groupBy('OID').agg(() => ({ C: count() })), ['OID']],
    ['frame that is one group', () => U.agg((r) => ({ S: sum(r.N) })), []],
    ['latest', () => U.latestBy(['OID'], (r) => [desc(r.LINE), desc(r.N)]), ['OID']],
    ['different row', () => U.pick('OID', 'N').distinct(), ['OID', 'N']],
    ['renamed key', () => A.rename({ NEW: 'ID' }).pick('NEW', 'K'), ['NEW']],
    ['key under two names', () => A.select((r) => ({ X: r.ID, ID: r.ID })), ['ID']],
    [
      'filtered, sorted, limited',
      () =>
        A.filter((r) => r.K.gt(1))
          .sort((r) => r.K)
          .limit(3),
      ['ID'],
    ],
    ['row of a limit of one', () => U.sort((r) => r.N).limit(1), []],
    ['key whose other part is fixed', () => B.filter((r) => r.LINE.eq(1)), ['OID']],
    [
      'first of a numbering',
      () =>
        U.withColumns((r) => ({ RN: rowNumber().over({ by: r.OID, orderBy: [r.N, r.LINE] }) })).filter((r) =>
          r.RN.eq(1),
        ),
      ['OID'],
    ],
    ['left row of a join on the other key', () => B.join(A, (b, a) => b.N.eq(a.ID)), ['OID', 'LINE']],
    [
      'left row of a left join on the other key',
      () => B.leftJoin(A, (b, a) => b.N.eq(a.ID)),
      ['OID', 'LINE'],
    ],
    ['child of a join', () => A.join(B, (a, b) => a.ID.eq(b.OID)), ['OID', 'LINE']],
    ['pair', () => A.join(B, (a, b) => a.K.eq(b.N)), ['ID', 'OID', 'LINE']],
    ['pair of a full join', () => A.fullJoin(B, (a, b) => a.ID.eq(b.OID)), ['ID', 'OID', 'LINE']],
    ['left row with what joinUsing hides', () => A.joinUsing(A.pick('ID').distinct(), 'ID'), ['ID']],
    ['semi join', () => A.semiJoin(U, (a, u) => a.ID.eq(u.OID)), ['ID']],
    ['anti join', () => A.antiJoin(U, (a, u) => a.ID.eq(u.OID)), ['ID']],
    [
      'row of frames told apart by a constant',
      () =>
        A.select((r) => ({ ID: r.ID, SIDE: lit('a') })).unionAll(
          A.select((r) => ({ ID: r.K, SIDE: lit('b') })).latestBy(['ID'], (r) => asc(r.SIDE)),
        ),
      ['ID', 'SIDE'],
    ],
    [
      'unpivoted column',
      () =>
        A.pick('ID', 'K')
          .withColumns((r) => ({ M: r.K }))
          .unpivot(['K', 'M'], { name: 'WHAT', value: 'V' }),
      ['ID', 'WHAT'],
    ],
    [
      'element of an array',
      () =>
        L.flatten(
          (r) => r.ITEMS,
          { outer: false },
          (e) => ({ PLACE: e.index }),
        ),
      ['LID', 'PLACE'],
    ],
  ])('%s', (_what, build, names) => {
    expect(rows(build(), ...names)).toBe('one');
  });
});

describe('several rows for one', () => {
  it.each<[string, () => Frame<unknown>, string[]]>([
    ['part of a primary key', () => B, ['OID']],
    ['part of a group', () => U.groupBy('OID', 'LINE').agg(() => ({ C: count() })), ['OID']],
    ['parent in a join', () => A.join(B, (a, b) => a.ID.eq(b.OID)), ['ID']],
    ['left row of a right join', () => A.join(B, (a, b) => a.ID.eq(b.OID)).pick('K', 'OID', 'LINE'), ['K']],
  ])('%s', (_what, build, names) => {
    expect(rows(build(), ...names)).toBe('several');
  });
});

describe('nobody knows of', () => {
  it.each<[string, () => Frame<unknown>, string[]]>([
    ['a table without keys', () => U, ['OID']],
    ['a part of different rows', () => U.distinct(), ['OID']],
    ['a key that was dropped', () => A.pick('K'), ['K']],
    ['a union', () => A.unionAll(A), ['ID']],
    ['a key that became another value', () => A.select((r) => ({ ID: r.ID.add(1) })), ['ID']],
    ['a join with a table without keys', () => A.join(U, (a, u) => a.ID.eq(u.OID)), ['ID']],
    [
      'the numbering of a frame that a join repeated',
      () =>
        A.withColumns((r) => ({ RN: rowNumber().over({ by: r.K, orderBy: r.ID }) }))
          .join(U, (a, u) => a.ID.eq(u.OID))
          .filter((r) => r.RN.eq(1)),
      ['K'],
    ],
    [
      'the second of a numbering',
      () =>
        U.withColumns((r) => ({ RN: rowNumber().over({ by: r.OID, orderBy: r.N }) })).filter((r) =>
          r.RN.le(2),
        ),
      ['OID'],
    ],
  ])('%s', (_what, build, names) => {
    expect(rows(build(), ...names)).toBe('unknown');
  });
});

it('what only a table declares is not relied on in SQL: nothing enforces it', () => {
  const unique = (frame: Frame<unknown>, ...names: string[]) => isUniqueBy(nodeOf(frame), new Set(names));
  expect(unique(A as Frame<unknown>, 'ID')).toBe(false);
  expect(unique(A.groupBy('ID').agg((r) => ({ M: max(r.K) })) as Frame<unknown>, 'ID')).toBe(true);
  expect(
    unique(
      U.groupBy('OID')
        .agg((r) => ({ M: max(r.N) }))
        .join(A, (u, a) => u.M.eq(a.ID)) as Frame<unknown>,
      'OID',
    ),
  ).toBe(false);
});
