import { describe, expect, it } from 'vitest';
import { CatalogError, formatCatalog, parseCatalog } from '../../../src/project/catalog.js';
import type { Catalog, CatalogTable } from '../../../src/project/catalog.js';
import { generateSources } from '../../../src/project/sources.js';

const column = (name: string, type: string, nullable = true, comment = '') => ({
  name,
  type,
  nullable,
  comment,
});
const table = (name: string, columns = [column('ID', 'NUMBER(38,0)')], comment = ''): CatalogTable => ({
  name,
  kind: 'BASE TABLE',
  comment,
  columns,
});
const catalog = (...tables: CatalogTable[]): Catalog => ({ version: 1, source: 'DB.RAW', tables });

describe('the snapshot', () => {
  const full = catalog(
    table(
      'ORDERS',
      [column('ID', 'NUMBER(38,0)', false, 'the "key"'), column('AT', 'DATE')],
      'One row\nper order',
    ),
    table('A', []),
  );

  it('comes back as it was written, tables sorted', () => {
    expect(parseCatalog(formatCatalog(full))).toEqual({ ...full, tables: [full.tables[1], full.tables[0]] });
  });

  it('is the same text whatever order the tables came in', () => {
    const other = catalog(...[...full.tables].reverse());
    expect(formatCatalog(other)).toBe(formatCatalog(full));
  });

  it('has one line for each fact', () => {
    expect(formatCatalog(full)).toContain(`\n          "type": "DATE",\n          "nullable": true,\n`);
  });

  it.each([
    ['{', 'it is not JSON'],
    ['{ "version": 2 }', 'not written by this version'],
    ['{ "version": 1, "source": "A.B", "tables": [{ "name": "T" }] }', 'not complete'],
  ])('that is damaged is refused: %s', (text, message) => {
    expect(() => parseCatalog(text)).toThrow(CatalogError);
    expect(() => parseCatalog(text)).toThrow(message);
  });
});

describe('the generated sources', () => {
  it('have an interface and a constant for each table, with what is known in the comments', () => {
    const text = generateSources(
      catalog(
        table(
          'ORDER_RETURNS',
          [column('ID', 'NUMBER(38,0)', false, 'key'), column('PRICE', 'NUMBER(8,2)')],
          'Returns',
        ),
      ),
    );
    expect(text).toBe(`// Written by \`firn pull\`. Do not edit: the next pull writes it again.
import { table } from 'firn';
import type { Decimal, Int } from 'firn';

/** Returns */
export interface OrderReturnsColumns {
  /** \`NUMBER(38,0)\`, never null. key */
  ID: Int;
  /** \`NUMBER(8,2)\` */
  PRICE: Decimal;
}
/** Returns */
export const ORDER_RETURNS = table<OrderReturnsColumns>('ORDER_RETURNS');
`);
  });

  it.each([
    ['NUMBER(38,0)', 'Int'],
    ['NUMBER(8,2)', 'Decimal'],
    ['FLOAT', 'Float'],
    ['VARCHAR(16777216)', 'Text'],
    ['BOOLEAN', 'Bool'],
    ['DATE', 'DateCol'],
    ['TIME(9)', 'TimeCol'],
    ['TIMESTAMP_NTZ(9)', 'TimestampNtz'],
    ['TIMESTAMP_LTZ(9)', 'TimestampLtz'],
    ['TIMESTAMP_TZ(9)', 'TimestampTz'],
    ['BINARY(8388608)', 'Binary'],
    ['VARIANT', 'Variant'],
    ['OBJECT', 'ObjectCol'],
    ['ARRAY', 'ArrayCol'],
    ['GEOGRAPHY', 'Column'],
  ])('give %s the type %s', (type, name) => {
    expect(generateSources(catalog(table('T', [column('C', type)])))).toContain(`  C: ${name};`);
  });

  it('give tables with odd names constants of their own', () => {
    const text = generateSources(
      catalog(table('A B'), table('A_B'), table('class'), table("it's"), table('1ST')),
    );
    const constants = [...text.matchAll(/^export const (\S+) = table<(\S+)>\((.*)\);$/gm)].map((m) =>
      m.slice(1),
    );
    expect(constants).toEqual([
      ['A_B_2', 'AB2Columns', "'A B'"],
      ['A_B', 'ABColumns', "'A_B'"],
      ['_class', 'ClassColumns', "'class'"],
      ['it_s', 'ItSColumns', String.raw`'it\'s'`],
      ['_1ST', 'Table1stColumns', "'1ST'"],
    ]);
  });

  it('keep comments inside their comment, and odd columns in quotes', () => {
    const text = generateSources(
      catalog(table('T', [column('weird col', 'DATE', true, 'ends */ here\nand there')])),
    );
    expect(text).toContain(`  'weird col': DateCol;`);
    expect(text).toContain('ends *\u200b/ here and there */');
  });

  it('give interfaces of names that look alike names of their own', () => {
    const text = generateSources(catalog(table('A_B'), table('A__B')));
    const interfaces = [...text.matchAll(/^export interface (\S+)/gm)].map((match) => match[1]);
    expect(new Set(interfaces).size).toBe(2);
  });
});
