import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Cell, Column } from '../messages.js';
import { alignment, cellText, columnWidth, typeIcon, typeName } from './cells.js';
import type { RowStore } from './rowStore.js';
import { bounds, cellAt, headerRow, moved, type Place, type Selection } from './selection.js';
import { VirtualAxis } from './virtual.js';

/** Characters of a cell that the grid renders; more would never be seen, and long texts make layout slow. */
const shownText = 300;
const narrowest = 48;
const resizeStep = 16;

/** What the grid asks of the view around it. */
export interface GridEvents {
  'open-cell': CustomEvent<Place>;
  'copy-cells': CustomEvent<{ readonly withHeader: boolean }>;
  'grid-moved': CustomEvent<void>;
}

/**
 * Rows and columns of one result as an ARIA grid. Only what is on view is in the document; focus is on one cell
 * (roving tabindex), which stays in the document wherever the view goes.
 */
export class DataGrid extends LitElement {
  static override properties = {
    columns: { attribute: false },
    store: { attribute: false },
    label: { attribute: false },
    revision: { attribute: false },
    selection: { state: true },
  };

  declare columns: readonly Column[];
  declare store: RowStore;
  declare label: string;
  /** Counts arrivals in the store, which Lit does not see. */
  declare revision: number;
  declare selection: Selection;

  /** Widths that the user chose, by column name. */
  chosenWidths: Record<string, number> = {};

  #widths: number[] = [];
  #sizesChanged = true;
  #sampled = false;
  #focusWanted = false;
  readonly #rows = new VirtualAxis(this, {
    horizontal: false,
    scroller: () => this.scroller,
    pinned: () => this.selection.active.row,
    overscan: 8,
  });
  readonly #columns = new VirtualAxis(this, {
    horizontal: true,
    scroller: () => this.scroller,
    pinned: () => this.selection.active.column,
    overscan: 2,
  });

  constructor() {
    super();
    this.columns = [];
    this.label = '';
    this.revision = 0;
    this.selection = cellAt(0, 0);
    this.addEventListener('copy', (event) => this.#copyEvent(event));
  }

  /** The style sheet, with the icon font, is the document's. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  get scroller(): HTMLElement | null {
    return this.querySelector('.grid');
  }

  /** Brings a cell on view and gives it the focus. */
  go(selection: Selection): void {
    this.selection = selection;
    const { row, column } = selection.active;
    if (row !== headerRow) this.#rows.reveal(row);
    this.#columns.reveal(column);
    this.#focusWanted = true;
    this.dispatchEvent(new CustomEvent('grid-moved'));
  }

  focusActive(): void {
    this.#focusWanted = true;
    this.requestUpdate();
  }

  #emit<K extends keyof GridEvents>(name: K, detail: GridEvents[K]['detail']): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  // ---- layout ----------------------------------------------------------------------------------------------

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('columns') || changed.has('store')) this.#sampled = false;
    if (!this.#sampled) this.#measureColumns();
    const { fontSize } = this.#metrics();
    const before = this.#gutterWidth();
    const rowHeight = Math.round(fontSize * 1.85);
    this.#rows.shape(
      { count: this.store.rowCount, size: () => rowHeight, before: this.#headerHeight() },
      this.#sizesChanged,
    );
    this.#columns.shape(
      { count: this.columns.length, size: (i) => this.#widths[i] ?? narrowest, before },
      this.#sizesChanged,
    );
    this.#sizesChanged = false;
  }

  protected override updated(): void {
    const visible = this.#rows.visible;
    if (visible !== null) this.store.view(visible.startIndex, visible.endIndex);
    if (!this.#focusWanted) return;
    const cell = this.querySelector<HTMLElement>('[tabindex="0"]');
    if (cell === null) return;
    this.#focusWanted = false;
    cell.focus({ preventScroll: true });
  }

  #metrics(): { readonly fontSize: number; readonly character: number } {
    const style = getComputedStyle(this);
    const fontSize = Number.parseFloat(style.fontSize) || 13;
    const context = document.createElement('canvas').getContext('2d');
    if (context === null) return { fontSize, character: fontSize * 0.6 };
    context.font = `${style.fontSize} ${style.fontFamily}`;
    return { fontSize, character: context.measureText('0').width || fontSize * 0.6 };
  }

  #headerHeight(): number {
    return Math.round(this.#metrics().fontSize * 3.4);
  }

  #gutterWidth(): number {
    const digits = String(this.store.rowCount).length;
    return Math.round(Math.max(digits, 2) * this.#metrics().character * 0.9) + 22;
  }

  /** Widths from the header until values are here, then from the first page, and from then on the user's. */
  #measureColumns(): void {
    const { character } = this.#metrics();
    this.#widths = this.columns.map((column, index) => {
      const chosen = this.chosenWidths[column.name];
      if (chosen !== undefined) return chosen;
      const sample = this.store.sample(index, 100);
      return Math.max(narrowest, Math.round(columnWidth(column, sample) * character) + 26);
    });
    this.#sampled = this.store.rowCount === 0 || this.store.sample(0, 1).length > 0;
    this.#sizesChanged = true;
  }

  #resize(index: number, width: number | null): void {
    const column = this.columns[index];
    if (column === undefined) return;
    if (width === null) {
      delete this.chosenWidths[column.name];
      this.#measureColumns();
    } else {
      this.chosenWidths[column.name] = Math.max(narrowest, Math.round(width));
      this.#widths[index] = this.chosenWidths[column.name] as number;
    }
    this.#sizesChanged = true;
    this.requestUpdate();
    this.dispatchEvent(new CustomEvent('grid-moved'));
  }

  // ---- rendering -------------------------------------------------------------------------------------------

  protected override render(): TemplateResult {
    const header = this.#headerHeight();
    return html`
      <div
        class="grid"
        role="grid"
        aria-label=${this.label}
        aria-rowcount=${this.store.rowCount + 1}
        aria-colcount=${this.columns.length + 1}
        aria-multiselectable="true"
        @keydown=${this.#keyDown}
        @pointerdown=${this.#pointerDown}
        @pointermove=${this.#pointerMove}
        @dblclick=${this.#doubleClick}
        @scroll=${() => this.dispatchEvent(new CustomEvent('grid-moved'))}
      >
        <div
          class="canvas"
          role="rowgroup"
          .style=${`width:${this.#columns.length}px;height:${this.#rows.length}px;--gutter:${this.#gutterWidth()}px`}
        >
          <div class="header" role="row" aria-rowindex="1" .style=${`height:${header}px`}>
            <div class="corner" role="columnheader" aria-colindex="1" aria-label="Row" data-all></div>
            ${repeat(
              this.#columns.items,
              (item) => item.index,
              (item) => this.#headerCell(item.index, item.start, item.size),
            )}
          </div>
          ${repeat(
            this.#rows.items,
            (item) => item.index,
            (item) => this.#row(item.index, item.start, item.size),
          )}
        </div>
      </div>
    `;
  }

  #headerCell(index: number, start: number, width: number): TemplateResult {
    const column = this.columns[index] as Column;
    const { active } = this.selection;
    const isActive = active.row === headerRow && active.column === index;
    const type = typeName(column);
    return html`<div
      class="column ${alignment(column)} ${isActive ? 'active' : ''}"
      role="columnheader"
      aria-colindex=${index + 2}
      aria-label="${column.name}, ${type}${column.nullable ? '' : ', not null'}"
      tabindex=${isActive ? 0 : -1}
      title="${column.name} ${type}${column.nullable ? '' : ' NOT NULL'}"
      data-row=${headerRow}
      data-column=${index}
      .style=${`left:${start}px;width:${width}px`}
    >
      <span class="name">${column.name}</span>
      <span class="type"><i class="codicon codicon-${typeIcon(column)}" aria-hidden="true"></i>${type}</span>
      <span class="sizer" data-sizer=${index} aria-hidden="true"></span>
    </div>`;
  }

  #row(row: number, start: number, height: number): TemplateResult {
    const { top, bottom } = bounds(this.selection);
    const within = row >= top && row <= bottom;
    return html`<div
      class="row ${within ? 'current' : ''} ${row % 2 === 1 ? 'odd' : ''}"
      role="row"
      aria-rowindex=${row + 2}
      .style=${`height:${height}px;transform:translateY(${start}px)`}
    >
      <div class="number" role="rowheader" aria-colindex="1" data-whole-row=${row}>${row + 1}</div>
      ${repeat(
        this.#columns.items,
        (item) => item.index,
        (item) => this.#cell(row, item.index, item.start, item.size),
      )}
    </div>`;
  }

  #cell(row: number, index: number, start: number, width: number): TemplateResult {
    const column = this.columns[index] as Column;
    const cell = this.store.cell(row, index);
    const { active } = this.selection;
    const isActive = active.row === row && active.column === index;
    const { top, bottom, left, right } = bounds(this.selection);
    const selected = row >= top && row <= bottom && index >= left && index <= right;
    const kind = cell === undefined ? 'pending' : cell === null ? 'null' : '';
    return html`<div
      class="cell ${alignment(column)} ${kind} ${selected ? 'selected' : ''} ${isActive ? 'active' : ''}"
      role="gridcell"
      aria-colindex=${index + 2}
      aria-selected=${selected ? 'true' : 'false'}
      aria-busy=${cell === undefined ? 'true' : nothing}
      tabindex=${isActive ? 0 : -1}
      data-row=${row}
      data-column=${index}
      .style=${`left:${start}px;width:${width}px`}
    >
      ${
        cell === undefined
          ? html`<span class="bar"></span>`
          : html`<span class="text">${shown(cell, column)}</span>`
      }
    </div>`;
  }

  // ---- keyboard and pointer --------------------------------------------------------------------------------

  #keyDown = (event: KeyboardEvent): void => {
    const command = event.ctrlKey || event.metaKey;
    const { active } = this.selection;
    if (event.altKey && active.row === headerRow && event.key.startsWith('Arrow')) {
      const change = { ArrowLeft: -resizeStep, ArrowRight: resizeStep }[event.key] ?? 0;
      this.#resize(active.column, (this.#widths[active.column] ?? narrowest) + change);
    } else if (command && event.key.toLowerCase() === 'a') {
      this.#selectAll();
    } else if (command && event.key.toLowerCase() === 'c') {
      this.#emit('copy-cells', { withHeader: event.shiftKey });
    } else if (event.key === 'Enter' && active.row !== headerRow) {
      this.#emit('open-cell', active);
    } else if (event.key === 'Escape') {
      this.go(cellAt(active.row, active.column));
    } else if (!this.#move(event, command)) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };

  #move(event: KeyboardEvent, command: boolean): boolean {
    const view = this.scroller?.clientHeight ?? 0;
    const rowHeight = Math.round(this.#metrics().fontSize * 1.85);
    const page = Math.max(1, Math.floor((view - this.#headerHeight()) / rowHeight) - 1);
    const extent = { rows: this.store.rowCount, columns: this.columns.length, page };
    const next = moved(this.selection, `${command ? 'Ctrl+' : ''}${event.key}`, event.shiftKey, extent);
    if (next !== null) this.go(next);
    return next !== null;
  }

  #selectAll(): void {
    const last = { row: this.store.rowCount - 1, column: this.columns.length - 1 };
    this.selection = { anchor: { row: 0, column: 0 }, active: last };
    this.#focusWanted = true;
    this.dispatchEvent(new CustomEvent('grid-moved'));
  }

  #copyEvent(event: Event): void {
    event.preventDefault();
    this.#emit('copy-cells', { withHeader: false });
  }

  #pointerDown = (event: PointerEvent): void => {
    if (event.button !== 0 || !(event.target instanceof HTMLElement)) return;
    const sizer = event.target.closest<HTMLElement>('[data-sizer]');
    if (sizer !== null) return this.#dragSizer(event, Number(sizer.dataset['sizer']));
    const place = placeOf(event.target);
    const whole = event.target.closest<HTMLElement>('[data-whole-row]');
    const last = this.columns.length - 1;
    if (place !== null) {
      const anchor = event.shiftKey ? this.selection.anchor : place;
      this.go({ anchor, active: place });
    } else if (whole !== null) {
      const row = Number(whole.dataset['wholeRow']);
      const from = event.shiftKey ? this.selection.anchor.row : row;
      this.selection = { anchor: { row: from, column: last }, active: { row, column: 0 } };
      this.focusActive();
    } else if (event.target.closest('[data-all]') !== null) {
      this.#selectAll();
    } else {
      return;
    }
    event.preventDefault();
  };

  #pointerMove = (event: PointerEvent): void => {
    if ((event.buttons & 1) === 0 || !(event.target instanceof HTMLElement)) return;
    const place = placeOf(event.target);
    if (place === null || place.row === headerRow || this.selection.anchor.row === headerRow) return;
    const { active } = this.selection;
    if (active.row === place.row && active.column === place.column) return;
    this.go({ anchor: this.selection.anchor, active: place });
  };

  #doubleClick = (event: MouseEvent): void => {
    if (!(event.target instanceof HTMLElement)) return;
    const sizer = event.target.closest<HTMLElement>('[data-sizer]');
    if (sizer !== null) return this.#resize(Number(sizer.dataset['sizer']), null);
    const place = placeOf(event.target);
    if (place !== null && place.row !== headerRow) this.#emit('open-cell', place);
  };

  #dragSizer(event: PointerEvent, index: number): void {
    const handle = event.target as HTMLElement;
    const startWidth = this.#widths[index] ?? narrowest;
    const startX = event.clientX;
    handle.setPointerCapture(event.pointerId);
    const move = (e: PointerEvent): void => this.#resize(index, startWidth + e.clientX - startX);
    handle.addEventListener('pointermove', move);
    handle.addEventListener('pointerup', () => handle.removeEventListener('pointermove', move), {
      once: true,
    });
    event.preventDefault();
  }
}

/** A value on one line of the grid. */
const shown = (cell: Cell, column: Column): string =>
  cellText(cell, column).slice(0, shownText).replaceAll(/\r?\n/g, ' ↵ ');

function placeOf(target: HTMLElement): Place | null {
  const { row, column } = target.closest<HTMLElement>('[data-column]')?.dataset ?? {};
  return row === undefined || column === undefined ? null : { row: Number(row), column: Number(column) };
}

customElements.define('firn-grid', DataGrid);
