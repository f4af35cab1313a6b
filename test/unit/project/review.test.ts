import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setCatalog } from '../../../src/dataframe/catalog.js';
import { nodeOf } from '../../../src/dataframe/frame.js';
import type { Frame } from '../../../src/dataframe/frame.js';
import { takeProblems } from '../../../src/dataframe/problems.js';
import {
  arrayAgg,
  avg,
  count,
  countDistinct,
  desc,
  firstValue,
  iff,
  lag,
  max,
  mode,
  query,
  rank,
  rowNumber,
  sum,
  table,
  when,
} from '../../../src/index.js';
import type { Int } from '../../../src/index.js';
import { Reviewer } from '../../../src/project/review/review.js';
import { TABLES, testTable, EVENTS, LINEITEM, ORDERS } from '../dataframe/sources.js';

interface Parent {
  ID: Int;
  SIZE: Int;
  OWNER: Int;
}
interface Child {
  PARENT: Int;
  LINE: Int;
  N: Int;
}

const column = (name: string) => ({ name, type: 'NUMBER(38,0)', nullable: true });
const SOURCES = {
  PARENTS: {
    name: 'PARENTS',
    columns: ['ID', 'SIZE', 'OWNER'].map(column),
    keys: [{ primary: true, columns: ['ID'] }],
  },
  CHILDREN: {
    name: 'CHILDREN',
    columns: ['PARENT', 'LINE', 'N'].map(column),
    keys: [{ primary: true, columns: ['PARENT', 'LINE'] }],
  },
};

let P: Frame<Parent>;
let C: Frame<Child>;
beforeAll(() => {
  setCatalog({ table: (name) => SOURCES[name as keyof typeof SOURCES] });
  [P, C] = [table('PARENTS'), table('CHILDREN')];
});
afterAll(() => {
  setCatalog({ table: testTable, names: Object.keys(TABLES) });
  expect(takeProblems().filter(({ severity }) => severity === 'error')).toEqual([]);
});

const codes = (frame: unknown) =>
  new Reviewer().review([nodeOf(frame as Frame<unknown>)], () => false).map(({ code }) => code);
const messages = (frame: unknown) =>
  new Reviewer().review([nodeOf(frame as Frame<unknown>)], () => false).map(({ message }) => message);

describe('a join that repeats rows', () => {
  const both = () => P.join(C, (p, c) => p.ID.eq(c.PARENT));

  it.each<[string, () => unknown]>([
    [
      'values of the parents are added',
      () =>
        both()
          .groupBy('OWNER')
          .agg((r) => ({ S: sum(r.SIZE) })),
    ],
    [
      'they are averaged',
      () =>
        both()
          .groupBy('OWNER')
          .agg((r) => ({ S: avg(r.SIZE) })),
    ],
    [
      'they are counted',
      () =>
        both()
          .groupBy('OWNER')
          .agg((r) => ({ S: count(r.ID) })),
    ],
    [
      'the join is a left join',
      () =>
        P.leftJoin(C, (p, c) => p.ID.eq(c.PARENT))
          .groupBy('OWNER')
          .agg((r) => ({ S: sum(r.SIZE) })),
    ],
    [
      'the parents are on the right',
      () =>
        C.join(P, (c, p) => c.PARENT.eq(p.ID))
          .groupBy('OWNER')
          .agg((r) => ({ S: sum(r.SIZE) })),
    ],
    [
      'the value was computed on the way',
      () =>
        both()
          .select((r) => ({ O: r.OWNER, TWICE: r.SIZE.mul(2), N: r.N }))
          .filter((r) => r.N.gt(0))
          .groupBy('O')
          .agg((r) => ({ S: sum(r.TWICE) })),
    ],
    [
      'another join stands between',
      () =>
        both()
          .join(P.pick('ID').rename({ THIRD: 'ID' }), (r, t) => r.OWNER.eq(t.THIRD))
          .groupBy('OWNER')
          .agg((r) => ({ S: sum(r.SIZE) })),
    ],
    [
      'neither side is one',
      () =>
        C.join(C.prefixed('O_'), (a, b) => a.N.eq(b.O_N))
          .groupBy('N')
          .agg(() => ({ S: count() })),
    ],
  ])('is reported where %s', (_what, build) => {
    expect(codes(build())).toEqual(['join-multiplies-rows']);
  });

  it.each<[string, () => unknown]>([
    [
      'values of the children are added',
      () =>
        both()
          .groupBy('OWNER')
          .agg((r) => ({ S: sum(r.N) })),
    ],
    [
      'pairs are counted',
      () =>
        both()
          .groupBy('OWNER')
          .agg(() => ({ S: count() })),
    ],
    [
      'values of both are multiplied',
      () =>
        both()
          .groupBy('OWNER')
          .agg((r) => ({ S: sum(r.N.mul(r.SIZE)) })),
    ],
    [
      'repetition does not matter',
      () =>
        both()
          .groupBy('OWNER')
          .agg((r) => ({ M: max(r.SIZE), D: countDistinct(r.ID) })),
    ],
    [
      'each group has one child',
      () =>
        both()
          .groupBy('LINE')
          .agg((r) => ({ S: sum(r.SIZE) })),
    ],
    [
      'the children were grouped before',
      () =>
        P.join(
          C.groupBy('PARENT').agg((c) => ({ N: sum(c.N) })),
          (p, c) => p.ID.eq(c.PARENT),
        )
          .groupBy('OWNER')
          .agg((r) => ({ S: sum(r.SIZE) })),
    ],
    [
      'it is one child',
      () =>
        P.join(
          C.filter((c) => c.LINE.eq(1)),
          (p, c) => p.ID.eq(c.PARENT),
        )
          .groupBy('OWNER')
          .agg((r) => ({ S: sum(r.SIZE) })),
    ],
    [
      'the parents were made one again',
      () =>
        both()
          .latestBy(['ID'], (r) => r.LINE)
          .groupBy('OWNER')
          .agg((r) => ({ S: sum(r.SIZE) })),
    ],
    [
      'nothing is known of the other frame',
      () =>
        LINEITEM.join(ORDERS, (l, o) => l.LI_ORDER_ID.eq(o.O_ORDER_ID))
          .groupBy('STORE')
          .agg((r) => ({ S: sum(r.PRICE) })),
    ],
  ])('is not where %s', (_what, build) => {
    expect(codes(build())).toEqual([]);
  });

  it('says what a row of the other frame is, and what is counted', () => {
    const [message] = messages(
      both()
        .groupBy('OWNER')
        .agg((r) => ({ TOTAL: sum(r.SIZE) })),
    );
    expect(message).toBe(
      'A row of PARENTS meets several of CHILDREN here (a row of it is one PARENT, LINE; the join compares PARENT), and TOTAL counts it once for each. ' +
        "Group CHILDREN by the join's key first, or compare all of its key.",
    );
  });
});

describe('an order', () => {
  it.each<[string, () => unknown]>([
    ['of latestBy without the key', () => C.latestBy(['PARENT'], (r) => desc(r.N))],
    ['of times alone, of a table without keys', () => EVENTS.latestBy(['CUSTOMER'], (r) => desc(r.AT))],
    ['of a numbering', () => C.withColumns((r) => ({ X: rowNumber().over({ by: r.PARENT, orderBy: r.N }) }))],
    [
      'of the row before',
      () => C.withColumns((r) => ({ X: lag(r.LINE).over({ by: r.PARENT, orderBy: r.N }) })),
    ],
    [
      'of the first value',
      () => C.withColumns((r) => ({ X: firstValue(r.LINE).over({ by: r.PARENT, orderBy: r.N }) })),
    ],
    ['of a list without one', () => C.groupBy('PARENT').agg((r) => ({ X: arrayAgg(r.N, { orderBy: [] }) }))],
    ['of an array', () => C.groupBy('PARENT').agg((r) => ({ X: arrayAgg(r.LINE, { orderBy: r.N }) }))],
    [
      'of an as-of join with several rows',
      () => P.asofJoin(C, (p, c) => p.SIZE.ge(c.N), { by: [], take: ['LINE'] }),
    ],
  ])('%s leaves rows equal', (_what, build) => {
    expect(codes(build())).toEqual(['ambiguous-order']);
  });

  it.each<[string, () => unknown]>([
    ['with the rest of the key', () => C.latestBy(['PARENT'], (r) => [desc(r.N), desc(r.LINE)])],
    ['with more than a time', () => EVENTS.latestBy(['CUSTOMER'], (r) => [desc(r.AT), r.KIND])],
    ['of ranks', () => C.withColumns((r) => ({ X: rank().over({ by: r.PARENT, orderBy: r.N }) }))],
    [
      'of a value by itself',
      () => C.withColumns((r) => ({ X: lag(r.N).over({ by: r.PARENT, orderBy: r.N }) })),
    ],
    [
      'of a sum over rows',
      () => C.withColumns((r) => ({ X: sum(r.N).over({ by: r.PARENT, orderBy: r.N }) })),
    ],
    [
      'of a list by itself',
      () => C.groupBy('PARENT').agg((r) => ({ X: arrayAgg(r.N, { orderBy: desc(r.N) }) })),
    ],
  ])('%s does not', (_what, build) => {
    expect(codes(build())).toEqual([]);
  });
});

describe('a divisor', () => {
  it.each<[string, () => unknown]>([
    ['is a column', () => C.select((r) => ({ X: r.N.div(r.LINE) }))],
    ['is zero', () => C.select((r) => ({ X: r.N.div(0) }))],
    ['is a sum', () => C.groupBy('PARENT').agg((r) => ({ X: sum(r.N).div(sum(r.LINE)) }))],
    ['counts what may be NULL', () => C.groupBy('PARENT').agg((r) => ({ X: sum(r.N).div(count(r.LINE)) }))],
    ['counts the rows of a frame that may be empty', () => C.agg((r) => ({ X: sum(r.N).div(count()) }))],
    ['is a difference', () => C.select((r) => ({ X: r.N.div(r.LINE.sub(1)) }))],
    ['is guarded by another column', () => C.select((r) => ({ X: iff(r.N.ne(0), r.N.div(r.LINE), 0) }))],
    [
      'is guarded in the other branch',
      () => C.select((r) => ({ X: iff(r.LINE.ne(0), r.N, r.N.div(r.LINE)) })),
    ],
    ['was filtered by less', () => C.filter((r) => r.LINE.ge(0)).select((r) => ({ X: r.N.div(r.LINE) }))],
    ['is that of a remainder', () => C.select((r) => ({ X: r.N.mod(r.LINE) }))],
    ['stands over a window', () => C.select((r) => ({ X: sum(r.N.div(r.LINE)).over({ by: r.PARENT }) }))],
  ])('that %s may be zero', (_what, build) => {
    expect(codes(build())).toEqual(['division-by-zero']);
  });

  it.each<[string, () => unknown]>([
    ['is a constant', () => C.select((r) => ({ X: r.N.div(7) }))],
    [
      'is safe',
      () => C.select((r) => ({ X: r.N.safeDiv(r.LINE), Y: r.N.div0(r.LINE), Z: r.N.div(r.LINE.nullIf(0)) })),
    ],
    ['counts the rows of a group', () => C.groupBy('PARENT').agg((r) => ({ X: sum(r.N).div(count()) }))],
    [
      'counted them in a step before',
      () =>
        C.groupBy('PARENT')
          .agg((r) => ({ S: sum(r.N), K: count() }))
          .select((r) => ({ X: r.S.div(r.K) })),
    ],
    ['is an absolute value and one', () => C.select((r) => ({ X: r.N.div(r.LINE.abs().add(1)) }))],
    ['is guarded', () => C.select((r) => ({ X: when(r.LINE.ne(0), r.N.div(r.LINE)).else(0) }))],
    ['was filtered', () => C.filter((r) => r.LINE.gt(0)).select((r) => ({ X: r.N.div(r.LINE) }))],
    [
      'was filtered under another name',
      () =>
        C.filter((r) => r.LINE.gt(0))
          .rename({ L: 'LINE' })
          .select((r) => ({ X: r.N.div(r.L) })),
    ],
    [
      'was filtered before a join',
      () =>
        P.join(
          C.filter((r) => r.N.between(1, 9)),
          (p, c) => p.ID.eq(c.PARENT),
        ).select((r) => ({ X: r.SIZE.div(r.N) })),
    ],
  ])('that %s is not', (_what, build) => {
    expect(codes(build())).toEqual([]);
  });
});

it('arbitrary values, sums of FLOAT and the zone of the session are noted', () => {
  expect(codes(EVENTS.groupBy('CUSTOMER').agg((r) => ({ K: mode(r.KIND) })))).toEqual(['arbitrary-value']);
  expect(codes(EVENTS.select((r) => ({ D: r.SEEN.toDate(), H: r.SEEN.hour() })))).toEqual([
    'session-time-zone',
    'session-time-zone',
  ]);
  const sums = EVENTS.groupBy('CUSTOMER').agg((r) => ({ S: sum(r.amount) }));
  expect(codes(sums.filter((r) => r.S.gt(1)))).toEqual([]);
  expect(codes(sums.filter((r) => r.S.eq(1)))).toEqual(['float-sum']);
  expect(codes(sums.groupBy('S').agg(() => ({ N: count() })))).toEqual(['float-sum']);
});

it('a frame with errors, or of unknown columns, is not judged', () => {
  const frame = C.select((r) => ({ X: r.N.div(r.LINE) }));
  expect(new Reviewer().review([nodeOf(frame as Frame<unknown>)], () => true).length).toBe(
    nodeOf(frame as Frame<unknown>).call === undefined ? 1 : 0,
  );
  expect(codes(query({ X: 'NUMBER(38,0)' })`SELECT 1 / 0 AS X`)).toEqual([]);
});
