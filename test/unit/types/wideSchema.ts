const TABLES = 100;
const COLUMNS = 50;
const CLASSES = ['Int', 'Decimal', 'Text', 'DateCol', 'TimestampNtz'];

const two = (n: number) => String(n).padStart(2, '0');

/** Column 0, 5, 10, … is an Int, 1, 6, … a Decimal, and so on. */
const column = (t: number, c: number) => `T${two(t)}_C${two(c)}`;

/** A generated schema of 100 tables with 50 columns each, and the files that use it. */
export const wideSchema: string = [
  `import { table } from '../../../src/index.js';`,
  `import type { ${CLASSES.join(', ')} } from '../../../src/index.js';`,
  ...Array.from({ length: TABLES }, (_t, t) => {
    const members = Array.from(
      { length: COLUMNS },
      (_c, c) => `  ${column(t, c)}: ${CLASSES[c % CLASSES.length] ?? ''};`,
    );
    return `export interface Columns${two(t)} {\n${members.join('\n')}\n}\nexport const T${two(t)} = table<Columns${two(t)}>('T${two(t)}');`;
  }),
].join('\n');

/** Twenty operations on tables of the schema. */
export const chain = `
import { avg, count, desc, lag, max, rolling, rowNumber, sum } from '../../../src/index.js';
import { T00, T01, T02, T03, T04 } from './wideSchema.generated.js';

export const result = T00
  .filter(r => r.T00_C00.gt(0))
  .withColumns(r => ({ X1: r.T00_C00.mul(r.T00_C01) }))
  .join(T01, (l, r) => l.T00_C00.eq(r.T01_C00))
  .withColumns(r => ({ X2: r.X1.add(r.T01_C01) }))
  .leftJoin(T02, (l, r) => l.T00_C05.eq(r.T02_C00).and(l.T00_C02.eq(r.T02_C02)))
  .withColumns(r => ({ X3: r.T02_C01.fillNull(0).add(r.X2) }))
  .rename({ CUSTOMER: 'T00_C00' })
  .withColumns(r => ({ X4: r.T00_C03.daysBetween(r.T01_C03) }))
  .drop('T01_C49', 'T02_C49')
  .semiJoin(T03, (l, r) => l.CUSTOMER.eq(r.T03_C00))
  .join(T04, (l, r) => l.CUSTOMER.eq(r.T04_C00))
  .withColumns(r => ({ X5: r.T04_C02.upper().concat(r.T00_C02) }))
  .withColumns(r => ({
    PLACE: rowNumber().over({ by: r.CUSTOMER, orderBy: desc(r.T00_C04) }),
    BEFORE: lag(r.T00_C03).over({ by: r.CUSTOMER, orderBy: r.T00_C04 }),
  }))
  .withColumns(r => rolling('SPEND', sum(r.X3), { by: r.CUSTOMER, orderBy: r.T00_C03, days: [7, 30, 90] }))
  .filter(r => r.PLACE.le(100).and(r.BEFORE.notNull()))
  .select(r => ({ CUSTOMER: r.CUSTOMER, DAY: r.T00_C03, X: r.X3, GAP: r.X4, WEEK: r.SPEND_7D, YEAR: r.T00_C03.year() }))
  .groupBy('CUSTOMER', 'YEAR')
  .agg(r => ({ N: count(), TOTAL: sum(r.X), MEAN_GAP: avg(r.GAP), LAST: max(r.DAY), WEEK: max(r.WEEK) }))
  .filter(r => r.N.gt(2))
  .groupBy('CUSTOMER')
  .agg(r => ({ PER_YEAR: avg(r.N), LAST: max(r.LAST) }))
  .sort(r => [desc(r.PER_YEAR), r.CUSTOMER]);
`;

/** The same operations, written with operators. */
export const operatorChain = `
import { avg, count, desc, lag, max, rolling, rowNumber, sum } from '../../../src/index.js';
import { T00, T01, T02, T03, T04 } from './wideSchema.generated.js';

export const result = T00
  .filter(r => r.T00_C00 > 0)
  .withColumns(r => ({ X1: r.T00_C00 * r.T00_C01 }))
  .join(T01, (l, r) => l.T00_C00 === r.T01_C00)
  .withColumns(r => ({ X2: r.X1 + r.T01_C01 }))
  .leftJoin(T02, (l, r) => l.T00_C05 === r.T02_C00 && l.T00_C02 === r.T02_C02)
  .withColumns(r => ({ X3: (r.T02_C01 ?? 0) + r.X2 }))
  .rename({ CUSTOMER: 'T00_C00' })
  .withColumns(r => ({ X4: r.T00_C03.daysBetween(r.T01_C03) }))
  .drop('T01_C49', 'T02_C49')
  .semiJoin(T03, (l, r) => l.CUSTOMER === r.T03_C00)
  .join(T04, (l, r) => l.CUSTOMER === r.T04_C00)
  .withColumns(r => ({ X5: r.T04_C02.upper() + r.T00_C02 }))
  .withColumns(r => ({
    PLACE: rowNumber().over({ by: r.CUSTOMER, orderBy: desc(r.T00_C04) }),
    BEFORE: lag(r.T00_C03).over({ by: r.CUSTOMER, orderBy: r.T00_C04 }),
  }))
  .withColumns(r => rolling('SPEND', sum(r.X3), { by: r.CUSTOMER, orderBy: r.T00_C03, days: [7, 30, 90] }))
  .filter(r => r.PLACE <= 100 && r.BEFORE.notNull())
  .select(r => ({ CUSTOMER: r.CUSTOMER, DAY: r.T00_C03, X: r.X3, GAP: r.X4, WEEK: r.SPEND_7D, YEAR: r.T00_C03.year() }))
  .groupBy('CUSTOMER', 'YEAR')
  .agg(r => ({ N: count(), TOTAL: sum(r.X), MEAN_GAP: avg(r.GAP), LAST: max(r.DAY), WEEK: max(r.WEEK) }))
  .filter(r => r.N > 2)
  .groupBy('CUSTOMER')
  .agg(r => ({ PER_YEAR: avg(r.N), LAST: max(r.LAST) }))
  .sort(r => [desc(r.PER_YEAR), r.CUSTOMER]);
`;
