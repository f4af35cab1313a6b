/**
 * The row that a callback is given. Column references name their row by identity, so that a column of one frame used in
 * a callback of another is noticed, and both sides of a self join stay apart.
 */
export interface Row {
  /** The callback's name for it, which becomes the table's alias. */
  readonly parameter?: string;
}

export function newRow(parameter?: string): Row {
  return Object.freeze({ parameter });
}
