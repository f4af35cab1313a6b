/** Definitions in both forms: with methods, with operators. */
export const pairs: Readonly<Record<string, readonly [methods: string, operators: string]>> = {
  arithmetic: [
    `export const f = LINEITEM.select(r => ({
      A: r.QUANTITY.mul(r.PRICE), B: r.PRICE.neg().add(1).sub(r.QUANTITY.mod(2)), C: lit(2).pow(r.QUANTITY).div(3),
      D: r.QUANTITY.mul(r.PRICE.add(1)), E: r.QUANTITY.sub(r.QUANTITY.sub(1)), F: r.PRICE.neg().neg(), G: lit(1).div(r.PRICE), H: r.PRICE,
    }));`,
    `export const f = LINEITEM.select(r => ({
      A: r.QUANTITY * r.PRICE, B: -r.PRICE + 1 - r.QUANTITY % 2, C: 2 ** r.QUANTITY / 3,
      D: r.QUANTITY * (r.PRICE + 1), E: r.QUANTITY - (r.QUANTITY - 1), F: - -r.PRICE, G: 1 / r.PRICE, H: +r.PRICE,
    }));`,
  ],
  comparisons: [
    `export const f = ORDERS.filter(r => r.STORE.eq(1).and(r.WEEKDAY.ne('x')).and(r.STORE.lt(r.TRIP_TYPE)).and(r.STORE.le(5)).and(lit(2).gt(r.STORE)).and(r.TRIP_TYPE.ge(0)));`,
    `export const f = ORDERS.filter(r => r.STORE === 1 && r.WEEKDAY !== 'x' && r.STORE < r.TRIP_TYPE && r.STORE <= 5 && 2 > r.STORE && r.TRIP_TYPE >= 0);`,
  ],
  'constants beside dates and timestamps are dates and timestamps': [
    `export const f = ORDERS.filter(r => r.ORDER_DATE.ge('2024-01-01').and(date('2024-12-31').ge(r.ORDER_DATE)).and(r.ORDER_TS.lt('2024-06-01 10:00:00')));`,
    `export const f = ORDERS.filter(r => r.ORDER_DATE >= '2024-01-01' && '2024-12-31' >= r.ORDER_DATE && r.ORDER_TS < '2024-06-01 10:00:00');`,
  ],
  logic: [
    `export const f = EVENTS.filter(r => r.OK.and(r.amount.gt(1)).or(r.OK.not().and(r.KIND.eq('a').or(r.KIND.eq('b')).not())).and(true));`,
    `export const f = EVENTS.filter(r => (r.OK && r.amount > 1 || !r.OK && !(r.KIND === 'a' || r.KIND === 'b')) && true);`,
  ],
  'booleans compared': [
    `export const f = EVENTS.filter(r => r.OK.eq(true).or(r.OK.ne(r.amount.gt(1))));`,
    `export const f = EVENTS.filter(r => r.OK === true || r.OK !== (r.amount > 1));`,
  ],
  'a plain left side decides when the definition is read': [
    `export const f = ORDERS.filter(r => r.STORE.eq(1)).filter(() => lit(false)).filter(r => r.STORE.gt(1));`,
    `const yes = 1 < 2, no = !yes;
     export const f = ORDERS.filter(r => yes && r.STORE === 1).filter(r => no && r.STORE === 2).filter(r => no || r.STORE > 1);`,
  ],
  texts: [
    `export const f = CUSTOMER.select(r => ({
      A: r.C_FIRST_NAME.concat(' ', r.C_FIRST_NAME), B: lit('Dear ').concat(r.C_FIRST_NAME, ', born ', r.C_BIRTH_YEAR.toText(), '!'),
      C: r.C_BIRTH_YEAR.toText(), D: r.C_FIRST_NAME, E: lit('a').concat(r.C_FIRST_NAME), G: r.C_FIRST_NAME.concat('12', r.C_FIRST_NAME),
    }));`,
    `const one = 1;
     export const f = CUSTOMER.select(r => ({
      A: r.C_FIRST_NAME + ' ' + r.C_FIRST_NAME, B: \`Dear \${r.C_FIRST_NAME}, born \${r.C_BIRTH_YEAR}!\`,
      C: \`\${r.C_BIRTH_YEAR}\`, D: \`\${r.C_FIRST_NAME}\`, E: 'a' + r.C_FIRST_NAME, G: \`\${r.C_FIRST_NAME}\${one}2\${r.C_FIRST_NAME}\`,
    }));`,
  ],
  'the first value that is not NULL': [
    `export const f = ORDERS.select(r => ({
      A: r.STORE.fillNull(0), B: coalesce(r.STORE, r.TRIP_TYPE, 0), C: r.ORDER_DATE.fillNull('1970-01-01'), D: r.STORE.fillNull(r.TRIP_TYPE.add(1)),
      E: r.STORE, F: r.STORE, G: coalesce(r.STORE, 7),
    }));`,
    `const nothing = null, seven = 7;
     export const f = ORDERS.select(r => ({
      A: r.STORE ?? 0, B: r.STORE ?? r.TRIP_TYPE ?? 0, C: r.ORDER_DATE ?? '1970-01-01', D: r.STORE ?? (r.TRIP_TYPE + 1),
      E: nothing ?? r.STORE, F: r.STORE ?? nothing, G: r.STORE ?? seven ?? r.TRIP_TYPE,
    }));`,
  ],
  conditionals: [
    `export const f = ORDERS.select(r => ({
      A: iff(r.STORE.gt(1), r.STORE, 0), B: iff(r.STORE.gt(1), lit('a'), 'b'), C: when(r.STORE.gt(1), 'a').when(r.STORE.gt(0), 'b').else('c'),
      D: when(r.STORE.gt(1), r.ORDER_DATE).end(), E: iff(r.STORE.gt(1), date('1970-01-01'), r.ORDER_DATE), F: lit(1).mul(r.STORE),
      G: when(r.STORE.gt(1), 1).when(r.STORE.gt(0), 2).end(), H: iff(r.STORE.eq(1), iff(r.TRIP_TYPE.eq(1), lit(1), 2), 3),
    }));`,
    `const on = true;
     export const f = ORDERS.select(r => ({
      A: r.STORE > 1 ? r.STORE : 0, B: r.STORE > 1 ? 'a' : 'b', C: r.STORE > 1 ? 'a' : r.STORE > 0 ? 'b' : 'c',
      D: r.STORE > 1 ? r.ORDER_DATE : null, E: r.STORE > 1 ? '1970-01-01' : r.ORDER_DATE, F: on ? 1 * r.STORE : r.NO_SUCH_COLUMN,
      G: r.STORE > 1 ? 1 : !on ? r.NO_SUCH_COLUMN : r.STORE > 0 ? 2 : null, H: r.STORE === 1 ? (r.TRIP_TYPE === 1 ? 1 : 2) : 3,
    }));`,
  ],
  'aggregates and windows': [
    `export const f = LINEITEM.groupBy('LI_ORDER_ID').agg(r => ({
       SPENT: sum(r.QUANTITY.mul(r.PRICE)), SHARE: sum(r.PRICE).safeDiv(sum(r.QUANTITY)), MANY: countIf(r.QUANTITY.gt(1)), HALF: sum(r.PRICE).div(2),
       BIG: sum(when(r.QUANTITY.gt(1), r.PRICE).end()),
     })).withColumns(r => ({ PLACE: rowNumber().over({ by: r.MANY.mod(2), orderBy: [desc(r.SPENT.mul(2)), r.LI_ORDER_ID] }) })).sort(r => desc(r.PLACE.neg()));`,
    `export const f = LINEITEM.groupBy('LI_ORDER_ID').agg(r => ({
       SPENT: sum(r.QUANTITY * r.PRICE), SHARE: sum(r.PRICE).safeDiv(sum(r.QUANTITY)), MANY: countIf(r.QUANTITY > 1), HALF: sum(r.PRICE) / 2,
       BIG: sum(r.QUANTITY > 1 ? r.PRICE : null),
     })).withColumns(r => ({ PLACE: rowNumber().over({ by: r.MANY % 2, orderBy: [desc(r.SPENT * 2), r.LI_ORDER_ID] }) })).sort(r => desc(-r.PLACE));`,
  ],
  joins: [
    `export const lines = LINEITEM.leftJoin(ORDER_RETURNS, (li, ret) => li.LI_ORDER_ID.eq(ret.OR_ORDER_ID).and(li.LI_PRODUCT_ID.eq(ret.OR_PRODUCT_ID)));
     export const f = lines.join(ORDERS, (li, o) => li.LI_ORDER_ID.eq(o.O_ORDER_ID)).antiJoin(CUSTOMER, (l, c) => l.O_CUSTOMER_SK.eq(c.C_CUSTOMER_SK))
       .asofJoin(EVENTS.rename({ O_CUSTOMER_SK: 'CUSTOMER' }), (o, e) => o.ORDER_TS.ge(e.AT), { by: ['O_CUSTOMER_SK'], take: ['KIND'] });`,
    `export const lines = LINEITEM.leftJoin(ORDER_RETURNS, (li, ret) => li.LI_ORDER_ID === ret.OR_ORDER_ID && li.LI_PRODUCT_ID === ret.OR_PRODUCT_ID);
     export const f = lines.join(ORDERS, (li, o) => li.LI_ORDER_ID === o.O_ORDER_ID).antiJoin(CUSTOMER, (l, c) => l.O_CUSTOMER_SK === c.C_CUSTOMER_SK)
       .asofJoin(EVENTS.rename({ O_CUSTOMER_SK: 'CUSTOMER' }), (o, e) => o.ORDER_TS >= e.AT, { by: ['O_CUSTOMER_SK'], take: ['KIND'] });`,
  ],
  'helpers, loops and variables': [
    `export const f = LINEITEM.select(r => ({ VALUE: r.QUANTITY.mul(r.PRICE).mul(3), TOTAL: lit(0).add(r.QUANTITY).add(r.PRICE), BOTH: r.QUANTITY.eq(1).and(r.PRICE.eq(1)), KNOWN: r.QUANTITY.fillNull(0) }));`,
    `const value = (r: any, factor = 1) => r.QUANTITY * r.PRICE * factor;
     function total(r: any, ...names: string[]) { let sum: any = 0; for (const name of names) sum += r[name]; return sum; }
     const all = (...conditions: any[]) => conditions.reduce((a, b) => a && b);
     export const f = LINEITEM.select(r => {
       const columns: any = { KNOWN: r.QUANTITY };
       columns.KNOWN ??= 5;
       let known = r.QUANTITY;
       known ??= 0;
       return { VALUE: value(r, 3), TOTAL: total(r, 'QUANTITY', 'PRICE'), BOTH: all(r.QUANTITY === 1, r.PRICE === 1), KNOWN: known };
     });`,
  ],
  'whether a variable holds a column is asked as in JavaScript': [
    `export const f = LINEITEM.select(r => ({ A: r.QUANTITY.add(r.PRICE), B: r.QUANTITY }));`,
    `const plus = (a: any, b?: any) => b === undefined ? a : a + b;
     export const f = LINEITEM.select(r => ({ A: plus(r.QUANTITY, r.PRICE), B: plus(r.QUANTITY) }));`,
  ],
};
