/** Rows relative to the current one; null is unbounded on that side. */
interface RowsFrame {
  readonly unit: 'rows';
  readonly from: number | null;
  readonly to: number | null;
}

/**
 * Rows whose order value lies in a range before the current one's; rows of equal order values are in it together.
 * Bounds are written intervals (`7 days`); `from` null is unbounded, `to` null is the current row.
 */
interface RangeFrame {
  readonly unit: 'range';
  readonly from: string | null;
  readonly to: string | null;
}

/** Which rows around the current one a window function sees. */
export type WindowFrame = RowsFrame | RangeFrame;

export function rowsFrame(from: number | null, to: number | null): WindowFrame {
  return Object.freeze({ unit: 'rows', from, to });
}

export function rangeFrame(from: string | null, to: string | null): WindowFrame {
  return Object.freeze({ unit: 'range', from, to });
}
