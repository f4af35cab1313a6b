import { describe, expect, it } from 'vitest';
import type { Column } from '../../../src/webviews/data/messages.js';
import { cellText, columnWidth, toTsv, typeName, wholeText } from '../../../src/webviews/data/page/cells.js';

const column = (type: Column['type'], more: Partial<Column> = {}): Column => ({
  name: 'C',
  type,
  nullable: true,
  ...more,
});

describe('cells as text', () => {
  it('shows values as Snowflake writes them', () => {
    expect(cellText(null, column('TEXT'))).toBe('NULL');
    expect(cellText(true, column('BOOLEAN'))).toBe('TRUE');
    expect(cellText('2026-11-24', column('DATE'))).toBe('2026-11-24');
    expect(cellText('2026-11-24T10:00:00.123', column('TIMESTAMP_NTZ'))).toBe('2026-11-24 10:00:00.123');
    expect(cellText('2026-11-24T10:00:00+01:00', column('TIMESTAMP_TZ'))).toBe('2026-11-24 10:00:00+01:00');
  });

  it('keeps every digit, and text that looks like a time', () => {
    expect(cellText('9007199254740993', column('NUMBER'))).toBe('9007199254740993');
    expect(cellText('T-shirt', column('TEXT'))).toBe('T-shirt');
  });

  it('names types with their precision', () => {
    expect(typeName(column('NUMBER', { precision: 38, scale: 2 }))).toBe('NUMBER(38,2)');
    expect(typeName(column('NUMBER'))).toBe('NUMBER');
    expect(typeName(column('TIMESTAMP_LTZ'))).toBe('TIMESTAMP_LTZ');
  });

  it('indents JSON in full view, and shows what is no JSON as it is', () => {
    expect(wholeText('{"a":1}', column('OBJECT'))).toBe('{\n  "a": 1\n}');
    expect(wholeText('{"a":', column('VARIANT'))).toBe('{"a":');
    expect(wholeText('{"a":1}', column('TEXT'))).toBe('{"a":1}');
  });
});

describe('copying', () => {
  const columns = [column('TEXT', { name: 'A' }), column('NUMBER', { name: 'B\tC' })];

  it('separates by tabs and lines, NULL being empty', () => {
    expect(
      toTsv(
        [
          ['x', 1],
          [null, '2.50'],
        ],
        columns,
        false,
      ),
    ).toBe('x\t1\n\t2.50');
  });

  it('quotes what would break the form', () => {
    expect(
      toTsv(
        [
          ['a\tb', 1],
          ['say "hi"\nthen', 2],
        ],
        columns,
        true,
      ),
    ).toBe('A\t"B\tC"\n"a\tb"\t1\n"say ""hi""\nthen"\t2');
  });
});

describe('column widths', () => {
  it('follow the longest value between bounds', () => {
    expect(columnWidth(column('TEXT', { name: 'NOTE' }), ['x', 'a longer one'])).toBe(12);
    expect(columnWidth(column('TEXT', { name: 'NOTE' }), ['x'.repeat(500)])).toBe(44);
    expect(columnWidth(column('DATE', { name: 'A_LONG_COLUMN_NAME' }), ['2026-11-24'])).toBe(18);
  });
});
