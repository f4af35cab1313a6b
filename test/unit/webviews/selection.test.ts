import { describe, expect, it } from 'vitest';
import {
  bounds,
  cellAt,
  headerRow,
  moved,
  type Selection,
} from '../../../src/webviews/data/page/selection.js';

const extent = { rows: 100, columns: 5, page: 20 };
const press = (from: Selection, ...keys: string[]): Selection =>
  keys.reduce((s, key) => {
    const extend = key.startsWith('Shift+');
    return moved(s, key.replace('Shift+', ''), extend, extent) ?? s;
  }, from);

describe('moving in the grid', () => {
  it('moves by a cell and stays inside', () => {
    expect(press(cellAt(0, 0), 'ArrowDown', 'ArrowRight').active).toEqual({ row: 1, column: 1 });
    expect(press(cellAt(99, 4), 'ArrowDown', 'ArrowRight').active).toEqual({ row: 99, column: 4 });
  });

  it('reaches the header by going up from the first row, and no further', () => {
    expect(press(cellAt(0, 2), 'ArrowUp').active).toEqual({ row: headerRow, column: 2 });
    expect(press(cellAt(0, 2), 'ArrowUp', 'ArrowUp').active.row).toBe(headerRow);
    expect(press(cellAt(headerRow, 2), 'PageUp').active.row).toBe(headerRow);
  });

  it('moves by pages without leaving the rows', () => {
    expect(press(cellAt(5, 0), 'PageDown').active.row).toBe(25);
    expect(press(cellAt(5, 0), 'PageUp').active.row).toBe(0);
    expect(press(cellAt(95, 0), 'PageDown').active.row).toBe(99);
  });

  it('jumps to the ends of the row and of the result', () => {
    expect(press(cellAt(5, 2), 'Home').active).toEqual({ row: 5, column: 0 });
    expect(press(cellAt(5, 2), 'End').active).toEqual({ row: 5, column: 4 });
    expect(press(cellAt(5, 2), 'Ctrl+Home').active).toEqual({ row: 0, column: 0 });
    expect(press(cellAt(5, 2), 'Ctrl+End').active).toEqual({ row: 99, column: 4 });
  });

  it('extends from where it began, without the header', () => {
    const selection = press(
      cellAt(2, 2),
      'Shift+ArrowUp',
      'Shift+ArrowUp',
      'Shift+ArrowUp',
      'Shift+ArrowLeft',
    );
    expect(selection).toEqual({ anchor: { row: 2, column: 2 }, active: { row: 0, column: 1 } });
    expect(bounds(selection)).toEqual({ top: 0, bottom: 2, left: 1, right: 2 });
  });

  it('leaves other keys alone', () => {
    expect(moved(cellAt(0, 0), 'x', false, extent)).toBeNull();
  });

  it('stays in the header of an empty result', () => {
    expect(moved(cellAt(0, 0), 'ArrowDown', false, { ...extent, rows: 0 })?.active.row).toBe(headerRow);
  });
});
