/** A cell by its place in the whole result. Row -1 is the header. */
export interface Place {
  readonly row: number;
  readonly column: number;
}

/** A rectangle of cells from where the selection began to where the keyboard is. */
export interface Selection {
  readonly anchor: Place;
  readonly active: Place;
}

export interface Extent {
  readonly rows: number;
  readonly columns: number;
  /** Rows that PageUp and PageDown pass over. */
  readonly page: number;
}

export const headerRow = -1;

export interface Bounds {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/** The rectangle in reading order, all edges included. A selection that touches the header has rows from 0. */
export function bounds({ anchor, active }: Selection): Bounds {
  return {
    top: Math.max(0, Math.min(anchor.row, active.row)),
    bottom: Math.max(anchor.row, active.row),
    left: Math.min(anchor.column, active.column),
    right: Math.max(anchor.column, active.column),
  };
}

export const cellAt = (row: number, column: number): Selection => ({
  anchor: { row, column },
  active: { row, column },
});

type Step = (place: Place, extent: Extent) => Place;

const row = (change: (place: Place, extent: Extent) => number): Step => {
  return (place, extent) => ({ ...place, row: change(place, extent) });
};
const column = (change: (place: Place, extent: Extent) => number): Step => {
  return (place, extent) => ({ ...place, column: change(place, extent) });
};

/** The keys of the ARIA grid pattern. */
const steps: Readonly<Record<string, Step>> = {
  ArrowUp: row((p) => p.row - 1),
  ArrowDown: row((p) => p.row + 1),
  ArrowLeft: column((p) => p.column - 1),
  ArrowRight: column((p) => p.column + 1),
  PageUp: row((p, e) => (p.row === headerRow ? headerRow : Math.max(0, p.row - e.page))),
  PageDown: row((p, e) => p.row + e.page),
  Home: column(() => 0),
  End: column((_, e) => e.columns - 1),
  'Ctrl+Home': () => ({ row: 0, column: 0 }),
  'Ctrl+End': (_, e) => ({ row: e.rows - 1, column: e.columns - 1 }),
  'Ctrl+ArrowUp': row(() => 0),
  'Ctrl+ArrowDown': row((_, e) => e.rows - 1),
  'Ctrl+ArrowLeft': column(() => 0),
  'Ctrl+ArrowRight': column((_, e) => e.columns - 1),
};

const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);

/**
 * The selection after a key (`ArrowDown`, `Ctrl+End`, …), or null when the key moves nothing. `extend` keeps the
 * anchor, and then the header is out of reach: it is no value.
 */
export function moved(selection: Selection, key: string, extend: boolean, extent: Extent): Selection | null {
  const step = steps[key];
  if (step === undefined) return null;
  const to = step(selection.active, extent);
  const top = extend && selection.anchor.row !== headerRow ? 0 : headerRow;
  const active = {
    row: clamp(to.row, top, extent.rows - 1),
    column: clamp(to.column, 0, Math.max(0, extent.columns - 1)),
  };
  return { anchor: extend ? selection.anchor : active, active };
}
