import type { Cell, Column } from '../../../src/webviews/data/messages.js';
import type { Table } from './standalonePage.js';

interface TestColumn {
  readonly column: Column;
  readonly value: (row: number) => Cell;
}

const number = (
  name: string,
  precision: number,
  scale: number,
  value: (row: number) => Cell,
): TestColumn => ({
  column: { name, type: 'NUMBER', nullable: true, precision, scale },
  value,
});
const other = (name: string, type: Column['type'], value: (row: number) => Cell): TestColumn => ({
  column: { name, type, nullable: true },
  value,
});

const day = (row: number): string => new Date(Date.UTC(2023, 0, 1 + (row % 700))).toISOString().slice(0, 10);
const note = 'Called about a return.\nWants the refund on the card, "not as a voucher".';

/** One column of each kind of value that Snowflake has, with NULLs, long texts, and numbers beyond a double. */
const everyType: readonly TestColumn[] = [
  number('O_CUSTOMER_SK', 38, 0, (row) => 10_001 + row),
  other('FREQUENCY', 'FLOAT', (row) => (row % 17 === 5 ? null : 1 + ((row * 7919) % 1000) / 333)),
  number('RETURN_RATIO', 18, 6, (row) =>
    row % 11 === 3 ? null : (((row * 104729) % 10_000) / 10_000).toFixed(6),
  ),
  other('LATEST_ORDER_DATE', 'DATE', (row) => (row % 23 === 7 ? null : day(row))),
  other('LAST_SEEN', 'TIMESTAMP_NTZ', (row) => `${day(row)}T10:${String(row % 60).padStart(2, '0')}:09.123`),
  other('IS_ACTIVE', 'BOOLEAN', (row) => row % 3 !== 0),
  other('SEGMENT', 'TEXT', (row) => ['returns a lot', 'loyal', 'occasional', ''][row % 4] ?? null),
  other('NOTE', 'TEXT', (row) => (row % 5 === 2 ? null : row % 50 === 0 ? `${note} `.repeat(40) : note)),
  other('PROFILE', 'OBJECT', (row) => JSON.stringify({ channel: 'web', visits: row % 90, tags: ['a', 'b'] })),
  number('BIG_NUMBER', 38, 0, (row) => `9007199254740993${String(row).padStart(6, '0')}`),
  other('DIGEST', 'BINARY', (row) => (row * 2_654_435_761).toString(16).toUpperCase().padStart(16, '0')),
];

const table = (columns: readonly TestColumn[], rowCount: number): Table => ({
  columns: columns.map(({ column }) => column),
  rowCount,
  cell: (row, column) => columns[column]?.value(row) ?? null,
});

export const featureTable = (rowCount: number): Table => table(everyType, rowCount);

/** As many columns as a wide feature set has. */
export const wideTable = (columns: number, rowCount: number): Table =>
  table(
    Array.from({ length: columns }, (_, c) => other(`FEATURE_${c + 1}`, 'FLOAT', (row) => row * 1000 + c)),
    rowCount,
  );
