import { beforeAll, describe, expect, it } from 'vitest';
import type { Program } from 'typescript';
import { LIBRARY, operatorProgram } from './operatorProgram.js';
import { errorsIn } from './virtualProgram.js';

const PRELUDE = `import * as firn from 'firn';
import { CUSTOMER, EVENTS, LINEITEM, ORDERS, ORDER_RETURNS } from './sources.js';
const { avg, coalesce, count, countIf, date, desc, greatest, iff, lag, lit, max, min, pivot, rolling, rowNumber, sum, sumIf, when } = firn;
void [avg, coalesce, count, countIf, date, desc, greatest, iff, lag, lit, max, min, pivot, rolling, rowNumber, sum, sumIf, when];
void [CUSTOMER, EVENTS, LINEITEM, ORDERS, ORDER_RETURNS];
`;

/** What a definition may say where operators work. */
const FINE: Readonly<Record<string, string>> = {
  'numbers are computed with, and their results have methods': `
    const f = LINEITEM.select(r => ({
      A: r.QUANTITY * r.PRICE, B: -r.PRICE + 1 - r.QUANTITY % 2, C: 2 ** r.QUANTITY / 3, D: r.PRICE.mul(2) * r.QUANTITY.add(r.PRICE * 2),
    })).filter(r => r.A.abs() > 1 && r.D.round(1) <= 5.5);
    const row: firn.Frame<{ A: firn.NumberColumn; B: firn.NumberColumn; C: firn.NumberColumn; D: firn.NumberColumn }> = f;`,
  'texts are joined': `
    const f: firn.Frame<{ A: firn.Text; B: firn.Text }> =
      CUSTOMER.select(r => ({ A: r.C_FIRST_NAME + '!', B: \`\${r.C_FIRST_NAME} of \${r.C_BIRTH_YEAR}\` }));
    f.filter(r => r.A.upper() === r.B);`,
  'comparisons and conditions': `
    ORDERS.filter(r => r.STORE === 1 && r.WEEKDAY !== 'Monday' || !(r.ORDER_DATE >= '2024-01-01'));
    EVENTS.filter(r => r.OK && r.AT < '2024-01-01 00:00:00' && r.OK === true);
    ORDERS.select(r => ({ BIG: r.STORE > 5 })).filter(r => r.BIG.not() && !r.BIG);`,
  joins: `
    LINEITEM.leftJoin(ORDER_RETURNS, (li, ret) => li.LI_ORDER_ID === ret.OR_ORDER_ID && li.LI_PRODUCT_ID === ret.OR_PRODUCT_ID)
      .join(ORDERS, (li, o) => li.LI_ORDER_ID === o.O_ORDER_ID)
      .semiJoin(CUSTOMER, (o, c) => o.O_CUSTOMER_SK === c.C_CUSTOMER_SK);
    EVENTS.asofJoin(ORDERS.rename({ CUSTOMER: 'O_CUSTOMER_SK' }), (e, o) => e.AT >= o.ORDER_TS, { by: ['CUSTOMER'], take: ['WEEKDAY'] });`,
  '?? keeps the column, ? : gives the column of its values': `
    const f: firn.Frame<{ A: firn.Int; B: firn.DateCol; C: firn.Text; D: firn.DateCol; E: firn.Decimal; F: firn.NumberColumn }> =
      ORDERS.join(LINEITEM, (o, l) => o.O_ORDER_ID === l.LI_ORDER_ID).select(r => ({
        A: r.STORE ?? 0, B: r.ORDER_DATE ?? '1970-01-01', C: r.STORE > 1 ? 'a' : r.STORE > 0 ? 'b' : 'c',
        D: r.STORE > 1 ? r.ORDER_DATE : '1970-01-01', E: r.STORE > 1 ? r.PRICE : null, F: r.STORE > 1 ? 1 : 0,
      }));`,
  'aggregates, windows and orders take what operators give': `
    LINEITEM.groupBy('LI_ORDER_ID').agg(r => ({
      S: sum(r.QUANTITY * r.PRICE), A: avg(r.PRICE > 1 ? 1 : 0), K: countIf(r.PRICE > 1), Q: sum(r.QUANTITY) / count(),
      M: max(r.PRICE * 2), I: sumIf(r.PRICE * 2, r.QUANTITY > 1),
    })).filter(r => r.S.abs() > 1 && r.M.round() === 2).sort(r => [desc(r.S * r.Q), r.LI_ORDER_ID]);
    ORDERS.withColumns(r => ({
      PLACE: rowNumber().over({ by: r.STORE % 7, orderBy: desc(r.STORE * 2) }), BEFORE: lag(r.STORE * 2).over({ orderBy: r.ORDER_TS }),
      ...rolling('N', sum(r.STORE * 2), { orderBy: r.ORDER_DATE, days: [7] }),
    })).filter(r => r.PLACE === 1 && r.BEFORE.notNull() && r.N_7D > 1);
    ORDERS.agg(r => ({ ...pivot(r.WEEKDAY, ['Monday'], { N: is => sum(is ? r.STORE * 2 : null) }) })).filter(r => r.N_MONDAY.abs() > 1);`,
  'functions take what operators give': `
    ORDERS.select(r => ({
      A: iff(r.STORE > 1, r.STORE * 2, 0), B: coalesce(r.STORE * 2, 0), C: when(r.STORE < 3, 'a').when(r.TRIP_TYPE > 1, 'b').else('c').upper(),
      D: iff(r.STORE > 1, r.ORDER_DATE, '1970-01-01').year() * 2, E: greatest(r.STORE, r.TRIP_TYPE * 2), F: firn.hash(r.STORE * 2),
    }));`,
  'a helper takes rows and constants': `
    const revenue = (r: { QUANTITY: firn.Int; PRICE: firn.Decimal }, factor = 1) => r.QUANTITY * r.PRICE * factor;
    LINEITEM.select(r => ({ REVENUE: revenue(r, 2) })).filter(r => r.REVENUE > 1);
    const recent = <S extends { ORDER_DATE: firn.DateCol }>(frame: firn.Frame<S>) => frame.filter(r => r.ORDER_DATE >= '2024-01-01');
    recent(ORDERS).filter(r => r.STORE === 1);`,
  'methods are there as before': `
    ORDERS.filter(r => r.STORE.gt(1).and(r.WEEKDAY.eq('x'))).select(r => ({ A: r.STORE.mul(2), B: r.STORE.fillNull(0), L: r.WEEKDAY.length() > 3 }))
      .filter(r => r.L.and(r.A.gt(r.B)));
    ORDERS.fillNull({ STORE: 0, WEEKDAY: 'none', ORDER_DATE: date('1970-01-01') });
    EVENTS.flatten(r => r.PAYLOAD, { outer: false }, e => ({ PLACE: e.index + 1 })).filter(r => r.PLACE > 0 && r.OK);`,
  'a feature view names columns of its frame': `
    const customer = firn.entity('CUSTOMER', { joinKeys: ['O_CUSTOMER_SK'] });
    firn.featureView('FV', { version: 'V_1', entities: [customer], timestamp: 'LAST', features: { N: 'orders' },
      from: ORDERS.groupBy('O_CUSTOMER_SK').agg(r => ({ LAST: max(r.ORDER_DATE), N: count() * 2 })) });`,
};

/** What it may not, and the first line of what TypeScript says. */
const WRONG: Readonly<Record<string, readonly [code: string, message: string]>> = {
  'a product of a text': [
    `CUSTOMER.select(r => ({ X: r.C_FIRST_NAME * 2 }));`,
    `The left-hand side of an arithmetic operation must be of type 'any', 'number', 'bigint' or an enum type.`,
  ],
  'dates subtracted': [
    `ORDERS.select(r => ({ X: r.ORDER_DATE - r.ORDER_DATE }));`,
    `The left-hand side of an arithmetic operation must be of type 'any', 'number', 'bigint' or an enum type.`,
  ],
  'timestamps with and without a time zone, in order': [
    `EVENTS.filter(r => r.AT < r.SEEN);`,
    `Operator '<' cannot be applied to types 'TimestampNtz' and 'TimestampLtz'.`,
  ],
  'timestamps with and without a time zone, for equality': [
    `EVENTS.filter(r => r.AT === r.SEEN);`,
    `This comparison appears to be unintentional because the types 'TimestampNtz' and 'TimestampLtz' have no overlap.`,
  ],
  'the same by method': [
    `EVENTS.filter(r => r.AT.lt(r.SEEN));`,
    `Argument of type 'TimestampLtz' is not assignable to parameter of type 'TimestampNtz | Constant<string>'.`,
  ],
  'a number compared with a text': [
    `ORDERS.filter(r => r.STORE === r.WEEKDAY);`,
    `This comparison appears to be unintentional because the types 'Int' and 'Text' have no overlap.`,
  ],
  'a number compared with the text of a constant': [
    `ORDERS.filter(r => r.STORE === 'x');`,
    `This comparison appears to be unintentional because the types 'Int' and 'string' have no overlap.`,
  ],
  'a date compared with a timestamp': [
    `ORDERS.filter(r => r.ORDER_DATE < r.ORDER_TS);`,
    `Operator '<' cannot be applied to types 'DateCol' and 'TimestampNtz'.`,
  ],
  'a variant compared': [
    `EVENTS.filter(r => r.PAYLOAD === 'x');`,
    `This comparison appears to be unintentional because the types 'Variant' and 'string' have no overlap.`,
  ],
  'a chain of comparisons': [
    `ORDERS.filter(r => 1 < r.STORE < 3);`,
    `Operator '<' cannot be applied to types 'boolean' and 'number'.`,
  ],
  'a default of what is never null to TypeScript': [
    `ORDERS.select(r => ({ X: (r.STORE * 2) ?? 0 }));`,
    `Right operand of ?? is unreachable because the left operand is never nullish.`,
  ],
  'a filter that is no condition': [
    `ORDERS.filter(r => r.STORE);`,
    `Type 'Int' is not assignable to type 'Nullable<boolean>'.`,
  ],
  'a sum of text': [
    `ORDERS.agg(r => ({ S: sum(r.WEEKDAY) }));`,
    `Argument of type 'Text' is not assignable to parameter of type 'Nullable<number>'.`,
  ],
  'a join of number and text by method': [
    `LINEITEM.join(ORDERS, (li, o) => li.LI_ORDER_ID.eq(o.WEEKDAY));`,
    `Argument of type 'Text' is not assignable to parameter of type 'NumberValue'.`,
  ],
  'a date where a text belongs': [
    `ORDERS.filter(r => r.WEEKDAY.eq(r.ORDER_DATE));`,
    `Argument of type 'DateCol' is not assignable to parameter of type 'TextValue'.`,
  ],
  'a column where a constant belongs': [
    `ORDERS.select(r => ({ X: r.STORE.round(r.STORE) }));`,
    `Argument of type 'Int' is not assignable to parameter of type 'Constant<number> | undefined'.`,
  ],
  "a method of JavaScript's texts": [
    `ORDERS.select(r => ({ X: r.WEEKDAY.toUpperCase() }));`,
    `This expression is not callable.`,
  ],
  "a method of JavaScript's numbers": [
    `ORDERS.select(r => ({ X: r.STORE.toFixed(2) }));`,
    `This expression is not callable.`,
  ],
  'a misspelt column': [
    `ORDERS.filter(r => r.ORDR_DATE === '2024-01-01');`,
    `Property 'ORDR_DATE' does not exist on type 'OrdersColumns'. Did you mean 'ORDER_DATE'?`,
  ],
  'a method of another type': [
    `ORDERS.select(r => ({ X: r.WEEKDAY.mul(2) }));`,
    `Property 'mul' does not exist on type 'Text'.`,
  ],
  'a frame where a column belongs': [
    `ORDERS.select(() => ({ X: ORDERS }));`,
    `Type 'Frame<OrdersColumns>' is not assignable to type 'Cell'.`,
  ],
};

/** TypeScript lists the members of a union in the order in which it met them. */
const ordered = (message: string): string =>
  message.replace(
    /'([^']* \| [^']*)'/g,
    (_all, union: string) => `'${union.split(' | ').sort().join(' | ')}'`,
  );

describe('types of projects with operators', () => {
  let program: Program;
  const names = new Map(
    [...Object.values(FINE), ...Object.values(WRONG).map(([code]) => code)].map((code, i) => [
      code,
      `operators${i}.ts`,
    ]),
  );
  const errorsOf = (code: string) => errorsIn(program, names.get(code) ?? '');
  beforeAll(async () => {
    const files = [...names].map(([code, name]) => [name, PRELUDE + code]);
    program = await operatorProgram(Object.fromEntries(files) as Record<string, string>, {
      skipLibCheck: false,
    });
  }, 240_000);

  it('have no errors themselves', () => expect(errorsIn(program, LIBRARY)).toEqual([]));

  it.each(Object.entries(FINE))('take: %s', (_what, code) => expect(errorsOf(code)).toEqual([]));

  it.each(Object.entries(WRONG))('refuse: %s', (_what, [code, message]) =>
    expect(ordered(errorsOf(code)[0] ?? '')).toBe(ordered(message)),
  );
});
