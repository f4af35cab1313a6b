import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { maxLimit, type Cell, type Column, type DataState, type ToPage } from '../messages.js';
import './cellDialog.js';
import type { OpenCell } from './cellDialog.js';
import { cellText, toTsv } from './cells.js';
import './grid.js';
import type { DataGrid } from './grid.js';
import type { PageHost, ViewState } from './host.js';
import { RowStore } from './rowStore.js';
import { bounds, cellAt, headerRow, type Place } from './selection.js';
import { banner, withoutRows } from './states.js';
import { statusLine } from './statusLine.js';
import { toolbar } from './toolbar.js';
import { WholeCells } from './wholeCells.js';
import { copiedText, duration, limitOf, rowsText, selectedText } from './words.js';

type Result = NonNullable<DataState['result']>;

/** The page: what ran, its rows, and what can be done next. All it knows comes from the host's messages. */
export class DataView extends LitElement {
  static override properties = {
    host: { attribute: false },
    state: { state: true },
    revision: { state: true },
    openCell: { state: true },
    said: { state: true },
    limitProblem: { state: true },
  };

  declare host: PageHost;
  declare state: DataState | null;
  declare revision: number;
  declare openCell: OpenCell | null;
  /** The latest thing said to screen readers. */
  declare said: string;
  declare limitProblem: boolean;

  #store: RowStore | null = null;
  /** Column widths that the user chose; the grid writes to it. */
  #widths: Record<string, number> = {};
  #clock: ReturnType<typeof setInterval> | undefined;
  #wholeCells = new WholeCells(() => undefined);
  readonly #actions = {
    run: () => this.#run(),
    cancel: () => this.host.post({ type: 'cancel' }),
    copy: () => void this.#copy(true),
    showStatement: () => this.host.post({ type: 'showStatement' }),
    showLog: () => this.host.post({ type: 'showLog' }),
  };

  constructor() {
    super();
    this.state = null;
    this.revision = 0;
    this.openCell = null;
    this.said = '';
    this.limitProblem = false;
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#widths = { ...this.host.getState()?.view.widths };
    this.host.listen((message) => this.#receive(message));
    this.host.post({ type: 'ready' });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#clock);
  }

  get #grid(): DataGrid | null {
    return this.querySelector('firn-grid');
  }

  // ---- messages --------------------------------------------------------------------------------------------

  #receive(message: ToPage): void {
    if (message.type === 'state') return this.#become(message.state);
    if (message.id !== this.state?.result?.id) return;
    switch (message.type) {
      case 'rows':
        return this.#store?.accept(message.page);
      case 'cell':
        return this.#wholeCells.accept(message.row, message.column, message.value);
      case 'cellFailed':
        return this.#wholeCells.fail(message.row, message.column, message.message);
    }
  }

  #become(state: DataState): void {
    const before = this.state;
    this.state = state;
    this.limitProblem = false;
    if (state.result !== null && state.result.id !== before?.result?.id) this.#show(state.result);
    else if (state.activity.kind === 'cancelled') this.#store?.retry();
    clearInterval(this.#clock);
    if (state.activity.kind === 'running') this.#clock = setInterval(() => this.requestUpdate(), 500);
    this.#announce(state);
    this.#save();
  }

  #show({ id, rowCount }: Result): void {
    const saved = this.host.getState()?.view;
    this.openCell = null;
    this.#store = new RowStore(
      rowCount,
      (start, count) => this.host.post({ type: 'readRows', id, start, count }),
      () => (this.revision += 1),
    );
    this.#wholeCells = new WholeCells((row, column) => this.host.post({ type: 'readCell', id, row, column }));
    void this.updateComplete.then(() => this.#arrive(id, saved));
  }

  /** A page that comes back shows the place it left; a new result begins at its first cell. */
  #arrive(id: string, saved: ViewState | undefined): void {
    const grid = this.#grid;
    if (grid === null) return;
    const same = saved?.id === id;
    // Without rows the header is all there is to go to.
    const first = cellAt(grid.store.rowCount === 0 ? headerRow : 0, 0);
    grid.selection = same ? cellAt(saved.row, saved.column) : first;
    grid.scroller?.scrollTo(same ? saved.scrollLeft : 0, same ? saved.scrollTop : 0);
    const typing = document.activeElement instanceof HTMLInputElement;
    if (document.hasFocus() && !typing) grid.focusActive();
  }

  #announce({ activity, result }: DataState): void {
    if (activity.kind === 'running') this.said = 'Running the statement';
    if (activity.kind === 'cancelled') this.said = 'Cancelled';
    if (activity.kind === 'done' && result !== null) {
      this.said = `${rowsText(result)} in ${duration(result.elapsedMs)}`;
    }
  }

  #save(): void {
    if (this.state === null) return;
    const grid = this.#grid;
    const { active } = grid?.selection ?? cellAt(0, 0);
    const saved = this.host.getState()?.view;
    this.host.setState({
      seed: this.state.seed,
      view: {
        id: this.state.result?.id ?? null,
        scrollTop: grid?.scroller?.scrollTop ?? saved?.scrollTop ?? 0,
        scrollLeft: grid?.scroller?.scrollLeft ?? saved?.scrollLeft ?? 0,
        row: active.row,
        column: active.column,
        widths: this.#widths,
      },
    });
  }

  // ---- rendering -------------------------------------------------------------------------------------------

  protected override render(): TemplateResult {
    const { state } = this;
    if (state === null) return html`<div class="message" role="status">Opening…</div>`;
    const { result, activity } = state;
    return html`
      ${toolbar(state, this.#actions)}
      <div class="progress ${activity.kind === 'running' ? 'running' : ''}" aria-hidden="true"></div>
      ${result === null ? nothing : banner(state, this.#actions)}
      <main>${result === null ? withoutRows(state, this.#actions) : this.#rows(state, result)}</main>
      ${statusLine({
        state,
        limitProblem: this.limitProblem,
        selection: this.#selectionText(),
        setLimit: (text) => this.#setLimit(text),
      })}
      <div class="spoken" role="status" aria-live="polite">${this.said}</div>
      <firn-cell
        .open=${this.openCell}
        @cell-closed=${() => this.#closeCell()}
        @copy-value=${() => this.#copyOpenCell()}
      ></firn-cell>
    `;
  }

  #rows({ seed }: DataState, result: Result): TemplateResult {
    return html`<firn-grid
        .columns=${result.columns}
        .store=${this.#store}
        .label=${`Rows of ${seed.title}`}
        .revision=${this.revision}
        .chosenWidths=${this.#widths}
        @open-cell=${(event: CustomEvent<Place>) => this.#open(event.detail)}
        @copy-cells=${(event: CustomEvent<{ withHeader: boolean }>) => this.#copy(event.detail.withHeader)}
        @grid-moved=${() => this.#moved()}
      ></firn-grid>
      ${result.rowCount === 0 ? html`<div class="empty">The statement ran and gave no rows.</div>` : nothing}`;
  }

  #selectionText(): string {
    const grid = this.#grid;
    const result = this.state?.result;
    if (!grid || !result || grid.selection.active.row === headerRow) return '';
    const { top, bottom, left, right } = bounds(grid.selection);
    const several = top !== bottom || left !== right;
    return several ? selectedText(bottom - top + 1, right - left + 1) : '';
  }

  // ---- actions ---------------------------------------------------------------------------------------------

  #run(limit = this.state?.seed.limit ?? 1): void {
    this.host.post({ type: 'run', limit });
  }

  #setLimit(text: string): void {
    const limit = limitOf(text, maxLimit);
    this.limitProblem = limit === null;
    if (limit !== null) this.#run(limit);
  }

  #moved(): void {
    this.requestUpdate();
    this.#save();
  }

  async #copy(withHeader: boolean): Promise<void> {
    const selection = this.#grid?.selection;
    const result = this.state?.result;
    if (!selection || !result || this.#store === null) return;
    const { active, anchor } = selection;
    if (active.row === headerRow && anchor.row === headerRow) {
      this.host.post({ type: 'copy', text: result.columns[active.column]?.name ?? '' });
      this.said = 'Copied the column name';
      return;
    }
    const { top, bottom, left, right } = bounds(selection);
    try {
      const { rows, cut } = await this.#store.read(top, bottom, left, right);
      // A copy holds whole values, also of cells that the grid shows cut.
      for (const [r, c] of cut) (rows[r] as Cell[])[c] = await this.#wholeCells.read(top + r, left + c);
      const columns = result.columns.slice(left, right + 1);
      this.host.post({ type: 'copy', text: toTsv(rows, columns, withHeader) });
      this.said = copiedText(rows.length, columns.length);
    } catch (error) {
      this.said = `Nothing was copied: ${messageOf(error)}`;
    }
  }

  async #open({ row, column: index }: Place): Promise<void> {
    const column = this.state?.result?.columns[index] as Column;
    const here = this.#store?.cell(row, index);
    const whole = here !== undefined && this.#store?.isCut(row, index) === false;
    const open = { row, index, column, value: whole ? here : undefined, failure: null };
    this.openCell = open;
    if (whole) return;
    try {
      const value = await this.#wholeCells.read(row, index);
      if (this.openCell === open) this.openCell = { ...open, value };
    } catch (error) {
      if (this.openCell === open) this.openCell = { ...open, failure: messageOf(error) };
    }
  }

  #copyOpenCell(): void {
    const open = this.openCell;
    if (open?.value === undefined) return;
    this.host.post({ type: 'copy', text: cellText(open.value, open.column) });
    this.said = 'Copied the value';
  }

  #closeCell(): void {
    this.openCell = null;
    this.#grid?.focusActive();
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

customElements.define('firn-data', DataView);
