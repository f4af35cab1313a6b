import { describe, expect, it } from 'vitest';
import type { PreviewPage } from '../../../src/language/protocol.js';
import { RowStore } from '../../../src/webviews/data/page/rowStore.js';

/** A store whose requests are answered when the test says so. The value of row r in column c is `r:c`. */
function storeOf(rowCount: number) {
  const asked: { start: number; count: number }[] = [];
  const store = new RowStore(
    rowCount,
    (start, count) => void asked.push({ start, count }),
    () => undefined,
  );
  const page = (start: number, count: number): PreviewPage => ({
    start,
    rows: count,
    columns: [0, 1].map((c) => Array.from({ length: count }, (_, i) => `${start + i}:${c}`)),
    cut: [[start, 1]],
  });
  const answer = (): void => {
    for (const { start, count } of asked.splice(0)) store.accept(page(start, count));
  };
  return { store, asked, answer };
}

describe('rows as far as they are here', () => {
  it('asks for the pages on view, then for the next one', () => {
    const { store, asked, answer } = storeOf(1000);
    store.view(10, 40);
    expect(asked).toEqual([
      { start: 0, count: 200 },
      { start: 200, count: 200 },
    ]);
    expect(store.cell(10, 0)).toBeUndefined();
    answer();
    expect(store.cell(10, 1)).toBe('10:1');
  });

  it('asks for no more than the rest on the last page', () => {
    const { store, asked } = storeOf(250);
    store.view(210, 249);
    expect(asked[0]).toEqual({ start: 200, count: 50 });
  });

  it('forgets what was on view while someone scrolls on', () => {
    const { store, asked, answer } = storeOf(100_000);
    for (let row = 0; row < 90_000; row += 1000) store.view(row, row + 30);
    expect(asked).toHaveLength(2);
    answer();
    expect(asked.map(({ start }) => start)).toEqual([89_000, 89_200]);
  });

  it('asks for nothing twice, and again after the answers were lost', () => {
    const { store, asked } = storeOf(1000);
    store.view(0, 30);
    store.view(0, 30);
    expect(asked).toHaveLength(2);
    store.retry();
    expect(asked).toHaveLength(4);
  });

  it('keeps a bounded number of pages, the ones on view among them', () => {
    const { store, answer } = storeOf(100_000);
    for (let row = 0; row < 100_000; row += 200) {
      store.view(row, row + 30);
      answer();
    }
    expect(store.cell(99_800, 0)).toBe('99800:0');
    const kept = Array.from({ length: 500 }, (_, p) => store.has(p * 200)).filter(Boolean);
    expect(kept.length).toBeLessThanOrEqual(41);
  });

  it('knows which values were cut', () => {
    const { store, answer } = storeOf(100);
    store.view(0, 10);
    answer();
    expect(store.isCut(0, 1)).toBe(true);
    expect(store.isCut(0, 0)).toBe(false);
  });

  it('reads a rectangle over pages that are not here yet', async () => {
    const { store, asked, answer } = storeOf(1000);
    const read = store.read(199, 401, 0, 0);
    while (asked.length > 0) {
      answer();
      await new Promise((resolve) => setImmediate(resolve));
    }
    const { rows, cut } = await read;
    expect(cut).toEqual([]);
    expect(rows).toHaveLength(203);
    expect(rows[0]).toEqual(['199:0']);
    expect(rows.at(-1)).toEqual(['401:0']);
  });

  it('says which values of a rectangle are cut, however many pages it has', async () => {
    const { store, asked, answer } = storeOf(20_000);
    const read = store.read(100, 19_999, 1, 1);
    while (asked.length > 0) {
      answer();
      await new Promise((resolve) => setImmediate(resolve));
    }
    const { cut } = await read;
    expect(cut).toHaveLength(99);
    expect(cut[0]).toEqual([100, 0]);
  });

  it('asks for nothing when there are no rows', () => {
    const { store, asked } = storeOf(0);
    store.view(0, 0);
    expect(asked).toEqual([]);
  });
});
