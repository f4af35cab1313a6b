import { describe, expect, it } from 'vitest';
import type { CatalogColumn, CatalogTable } from '../../../src/project/catalog.js';
import { sourceFindings } from '../../../src/project/plan/sourceFindings.js';
import type { SourceColumnRead, SourceRead } from '../../../src/project/plan/sources.js';

const place = { file: 'features/a.ts', line: 3, column: 7 };
const read = (...columns: readonly SourceColumnRead[]): SourceRead => ({
  definition: 'FV@V_1',
  table: 'ORDERS',
  place,
  columns,
});
const column = (name: string, type: string, more: Partial<SourceColumnRead> = {}): SourceColumnRead => ({
  name,
  type,
  nullable: true,
  certain: true,
  place,
  ...more,
});
const table = (...columns: readonly [name: string, type: string, nullable?: boolean][]): CatalogTable => ({
  name: 'ORDERS',
  kind: 'BASE TABLE',
  comment: '',
  columns: columns.map(([name, type, nullable = true]): CatalogColumn => ({
    name,
    type,
    nullable,
    comment: '',
  })),
});
const found = (reads: SourceRead, ...tables: readonly CatalogTable[]) =>
  sourceFindings([reads], tables, { database: 'DB', schema: 'SERVING' }).map(
    ({ code, severity, column: name }) => `${severity} ${code}${name === null ? '' : ` ${name}`}`,
  );

describe('source tables that are other than the snapshot', () => {
  it('are none where all is there, and more', () => {
    expect(
      found(read(column('ID', 'NUMBER(38,0)')), table(['ID', 'NUMBER(38,0)'], ['MORE', 'DATE'])),
    ).toEqual([]);
  });

  it.each([
    ['a table', column('ID', 'DATE'), [], ['error source-table-missing']],
    ['a column', column('ID', 'DATE'), [table(['OTHER', 'DATE'])], ['error source-column-missing ID']],
    [
      'another kind of type',
      column('ID', 'DATE'),
      [table(['ID', 'TIMESTAMP_NTZ(9)'])],
      ['error source-column-type ID'],
    ],
    [
      'another size of it',
      column('ID', 'NUMBER(38,0)'),
      [table(['ID', 'NUMBER(12,2)'])],
      ['warning source-column-type ID'],
    ],
    [
      'NULLs',
      column('ID', 'DATE', { nullable: false }),
      [table(['ID', 'DATE'])],
      ['warning source-column-nullable ID'],
    ],
    [
      'what may not be read',
      column('ID', 'DATE', { certain: false }),
      [table(['OTHER', 'DATE'])],
      ['warning source-column-missing ID'],
    ],
    [
      'a type that no column of ours has',
      column('ID', 'GEOGRAPHY'),
      [table(['ID', 'GEOMETRY'])],
      ['error source-column-type ID'],
    ],
  ] as const)('%s', (_, wanted, tables, findings) => {
    expect(found(read(wanted), ...tables)).toEqual(findings);
  });
});
