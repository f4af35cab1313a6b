import { StructRow, tableFromIPC } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import type { AccountColumn, SnowflakeType, WireRow } from '../../../src/account/account.js';
import { arrowStream } from '../../../src/account/server/arrow/stream.js';

const column = (type: SnowflakeType): AccountColumn => ({ name: type.kind, type, nullable: true });

/** The values of one column that went to Arrow and back. */
function there(type: SnowflakeType, cells: WireRow, wide = false): readonly unknown[] {
  const stream = arrowStream(
    [column(type)],
    cells.map((cell) => [cell]),
    [wide],
  );
  const vector = tableFromIPC(stream).getChildAt(0);
  return cells.map((_, row) => {
    const value: unknown = vector?.get(row);
    return value instanceof StructRow ? value.toJSON() : value;
  });
}

describe('a column in Arrow', () => {
  it('holds numbers as whole ones of their scale, in 64 bits or 128', () => {
    const type: SnowflakeType = { kind: 'NUMBER', precision: 10, scale: 2 };
    expect(there(type, ['12.50', '-0.05', '3', null])).toEqual([1250n, -5n, 300n, null]);
    const widest: SnowflakeType = { kind: 'NUMBER', precision: 38, scale: 0 };
    const [large, negative] = there(widest, ['12345678901234567890123', '-1'], true) as Uint32Array[];
    const value = (words: Uint32Array) =>
      BigInt.asIntN(
        128,
        [...words].reduceRight((sum, word) => (sum << 32n) + BigInt(word), 0n),
      );
    expect([large, negative].map((words) => value(words!))).toEqual([12345678901234567890123n, -1n]);
  });

  it('holds text of any length and count, and nulls', () => {
    const type: SnowflakeType = { kind: 'TEXT', length: 100 };
    for (const cells of [['a'], ['a', 'naïve ❄'], ['', null, 'x'], [null, null]])
      expect(there(type, cells)).toEqual(cells);
  });

  it('holds floats that are no numbers', () => {
    expect(there({ kind: 'FLOAT' }, ['2.5', 'inf', '-inf', 'NaN', null])).toEqual([
      2.5,
      Infinity,
      -Infinity,
      NaN,
      null,
    ]);
  });

  it('holds vectors as lists of 32-bit numbers', () => {
    const vectors = there({ kind: 'VECTOR', element: 'FLOAT', dimension: 2 }, ['[0.5,-2]', null, '[1e-8,3]']);
    const lists = vectors.map((v) => (v === null ? null : [...(v as Iterable<number>)]));
    expect(lists).toEqual([[0.5, -2], null, [Math.fround(1e-8), 3]]);
    const [whole] = there({ kind: 'VECTOR', element: 'INT', dimension: 1 }, ['[7]']);
    expect([...(whole as Iterable<number>)]).toEqual([7]);
  });

  it('holds moments before 1970 as seconds with nanoseconds after them', () => {
    const type: SnowflakeType = { kind: 'TIMESTAMP_NTZ', scale: 9 };
    expect(there(type, ['-0.500000000', '1.000000007', null])).toEqual([
      { epoch: -1n, fraction: 500_000_000 },
      { epoch: 1n, fraction: 7 },
      null,
    ]);
    expect(there({ kind: 'TIMESTAMP_LTZ', scale: 3 }, ['1.500000000'])).toEqual([1500n]);
    expect(there({ kind: 'TIMESTAMP_TZ', scale: 9 }, ['1.000000000 1530'])).toEqual([
      { epoch: 1n, fraction: 0, timezone: 1530 },
    ]);
    expect(there({ kind: 'TIME', scale: 9 }, ['36672.500000000'])).toEqual([36_672_500_000_000n]);
  });

  it('says which of Snowflake’s types it has', () => {
    const stream = arrowStream([column({ kind: 'NUMBER', precision: 10, scale: 2 })], [['1.00']], [false]);
    const metadata = tableFromIPC(stream).schema.fields[0]?.metadata;
    expect(Object.fromEntries(metadata ?? [])).toMatchObject({
      logicalType: 'FIXED',
      precision: '10',
      scale: '2',
    });
  });

  it('fills its buffers without an offset that goes back', () => {
    // Readers that check whole buffers look at the filling too: 2 rows have 3 offsets, the buffer has room for 4.
    const stream = arrowStream([column({ kind: 'TEXT', length: 9 })], [['ab'], ['cd']], [false]);
    const offsets = Buffer.from(new Int32Array([0, 2, 4, 4]).buffer);
    expect(stream.includes(offsets)).toBe(true);
  });
});
