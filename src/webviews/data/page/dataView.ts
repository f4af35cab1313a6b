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
import {
  columnsText,
  copiedText,
  duration,
  limitOf,
  readAt,
  rowsText,
  selectedText,
  soFar,
  statementKind,
} from './words.js';

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
  /** The latest thing said to screen readers and shown in the status line. */
  declare said: string;
  declare limitProblem: boolean;

  #store: RowStore | null = null;
  /** Column widths that the user chose; the grid writes to it. */
  #widths: Record<string, number> = {};
  #clock: ReturnType<typeof setInterval> | undefined;
  readonly #cellWaiting = new Map<string, { resolve(value: Cell): void; reject(error: Error): void }>();

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

  get #grid(): DataGrid | null {
    return this.querySelector('firn-grid');
  }

  // ---- messages --------------------------------------------------------------------------------------------

  #receive(message: ToPage): void {
    switch (message.type) {
      case 'state':
        return this.#become(message.state);
      case 'rows':
        if (message.id === this.state?.result?.id) this.#store?.accept(message.page);
        return;
      case 'cell':
        this.#cellWaiting.get(cellKey(message.row, message.column))?.resolve(message.value);
        return;
      case 'cellFailed':
        this.#cellWaiting.get(cellKey(message.row, message.column))?.reject(new Error(message.message));
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
    this.#announce(before, state);
    this.#save();
  }

  #show(result: Result): void {
    const saved = this.host.getState()?.view;
    this.openCell = null;
    this.#store = new RowStore(
      result.rowCount,
      (start, count) => this.host.post({ type: 'readRows', id: result.id, start, count }),
      () => (this.revision += 1),
    );
    void this.updateComplete.then(() => this.#arrive(result, saved));
  }

  /** A page that comes back shows the place it left; a new result begins at its first cell. */
  #arrive(result: Result, saved: ViewState | undefined): void {
    const grid = this.#grid;
    if (grid === null) return;
    const same = saved?.id === result.id;
    grid.selection = same ? cellAt(saved.row, saved.column) : cellAt(0, 0);
    grid.scroller?.scrollTo(same ? saved.scrollLeft : 0, same ? saved.scrollTop : 0);
    if (document.hasFocus() && !this.#isTyping()) grid.focusActive();
  }

  #isTyping(): boolean {
    return document.activeElement instanceof HTMLInputElement;
  }

  #announce(before: DataState | null, state: DataState): void {
    if (before?.activity === state.activity) return;
    const { activity, result } = state;
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
    const running = state.activity.kind === 'running';
    return html`
      ${this.#toolbar(state)}
      <div class="progress ${running ? 'running' : ''}" aria-hidden="true"></div>
      ${state.result !== null ? this.#banner(state) : nothing}
      <main>${state.result === null ? this.#withoutResult(state) : this.#rows(state, state.result)}</main>
      ${this.#statusLine(state)}
      <div class="spoken" role="status" aria-live="polite">${this.said}</div>
      <firn-cell
        .open=${this.openCell}
        @cell-closed=${() => this.#closeCell()}
        @copy-value=${() => this.#copyOpenCell()}
      ></firn-cell>
    `;
  }

  #toolbar({ seed, activity, result }: DataState): TemplateResult {
    const running = activity.kind === 'running';
    return html`<header class="toolbar">
      <h1 title=${seed.title}>${seed.title}</h1>
      <span class="badge" title="The target that these rows come from">${seed.source.target}</span>
      <span class="space"></span>
      ${
        running
          ? html`<span class="quiet" aria-hidden="true"
                >Running… ${soFar(Date.now() - activity.startedAt)}</span
              >
              <button class="secondary cancel" @click=${() => this.host.post({ type: 'cancel' })}>
                <i class="codicon codicon-debug-stop" aria-hidden="true"></i>Cancel
              </button>`
          : html`<button class="icon" title="Run again" aria-label="Run again" @click=${() => this.#run()}>
              <i class="codicon codicon-refresh" aria-hidden="true"></i>
            </button>`
      }
      <button
        class="icon"
        title="Copy with column names (Ctrl+Shift+C)"
        aria-label="Copy with column names"
        ?disabled=${result === null || result.rowCount === 0}
        @click=${() => this.#copy(true)}
      >
        <i class="codicon codicon-copy" aria-hidden="true"></i>
      </button>
      <button
        class="icon"
        title="Show the statement that ran"
        aria-label="Show the statement that ran"
        ?disabled=${result === null}
        @click=${() => this.host.post({ type: 'showStatement' })}
      >
        <i class="codicon codicon-code" aria-hidden="true"></i>
      </button>
    </header>`;
  }

  /** What happened to the last run, over the rows of the one before. */
  #banner({ activity }: DataState): TemplateResult | typeof nothing {
    if (activity.kind === 'cancelled') {
      return html`<div class="banner" role="status">
        <i class="codicon codicon-circle-slash" aria-hidden="true"></i>
        <span class="text">Cancelled. These are the rows of the run before.</span>
      </div>`;
    }
    if (activity.kind !== 'failed') return nothing;
    return html`<div class="banner failed" role="alert">
      <i class="codicon codicon-error" aria-hidden="true"></i>
      <span class="text">${activity.message}</span>
      <span class="buttons">${this.#waysOut()}</span>
    </div>`;
  }

  #waysOut(): TemplateResult {
    return html`<button @click=${() => this.#run()}>Run Again</button>
      <button class="secondary" @click=${() => this.host.post({ type: 'showLog' })}>Show Log</button>`;
  }

  #withoutResult({ activity, seed }: DataState): TemplateResult {
    switch (activity.kind) {
      case 'running':
        return html`<div class="message">
          <i class="codicon codicon-loading spin large" aria-hidden="true"></i>
          <h2>Running the statement</h2>
          <p class="quiet">At most ${activity.limit.toLocaleString('en')} rows from ${seed.source.target}</p>
        </div>`;
      case 'failed':
        return html`<div class="message" role="alert">
          <i class="codicon codicon-error large failed" aria-hidden="true"></i>
          <h2>The rows cannot be shown</h2>
          <p class="account">${activity.message}</p>
          <div class="buttons">${this.#waysOut()}</div>
        </div>`;
      case 'cancelled':
        return this.#offerRun('circle-slash', 'Cancelled', 'Nothing was read.');
      default:
        return this.#offerRun('table', 'No rows yet', 'Rows are not kept when the window closes.');
    }
  }

  #offerRun(icon: string, heading: string, text: string): TemplateResult {
    return html`<div class="message">
      <i class="codicon codicon-${icon} large" aria-hidden="true"></i>
      <h2>${heading}</h2>
      <p class="quiet">${text}</p>
      <div class="buttons"><button @click=${() => this.#run()}>Run</button></div>
    </div>`;
  }

  #rows({ seed }: DataState, result: Result): TemplateResult {
    if (result.columns.length === 0 || this.#store === null) {
      return this.#offerRun('table', 'No columns', 'The statement gave no columns.');
    }
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

  #statusLine({ seed, result, activity }: DataState): TemplateResult {
    return html`<footer class="status">
      ${result === null ? nothing : this.#resultText(result)}
      <form @submit=${(event: SubmitEvent) => this.#submitLimit(event)}>
        <label for="limit">Limit</label>
        <input
          id="limit"
          inputmode="numeric"
          autocomplete="off"
          spellcheck="false"
          .value=${String(seed.limit)}
          aria-invalid=${this.limitProblem ? 'true' : 'false'}
          aria-describedby=${this.limitProblem ? 'limit-problem' : nothing}
          title="Rows to read at most. Enter runs the statement again."
          ?disabled=${activity.kind === 'running'}
        />
        ${
          this.limitProblem
            ? html`<span id="limit-problem" class="failure" role="alert"
                >A whole number from 1 to ${maxLimit.toLocaleString('en')}</span
              >`
            : nothing
        }
      </form>
      <span class="space"></span>
      ${result === null ? nothing : html`<span class="selected">${this.#selectionText()}</span>`}
    </footer>`;
  }

  #resultText(result: Result): TemplateResult {
    return html`<span
        class="strong ${result.truncated ? 'truncated' : ''}"
        title=${result.truncated ? 'The limit cut the result' : ''}
        >${rowsText(result)}</span
      ><span>${columnsText(result)}</span
      ><span title="Time until the account had the result">${duration(result.elapsedMs)}</span
      ><span title="Query ${result.queryId}">${statementKind(result.sql)}</span
      ><span title="When the rows were read">at ${readAt(result.at)}</span>`;
  }

  #selectionText(): string {
    const grid = this.#grid;
    const result = this.state?.result;
    if (!grid || !result || grid.selection.active.row === headerRow) return '';
    const { top, bottom, left, right } = bounds(grid.selection);
    if (top === bottom && left === right) {
      return `Row ${(top + 1).toLocaleString('en')}, ${result.columns[left]?.name ?? ''}`;
    }
    return selectedText(bottom - top + 1, right - left + 1);
  }

  // ---- actions ---------------------------------------------------------------------------------------------

  #run(limit = this.state?.seed.limit ?? 1): void {
    this.host.post({ type: 'run', limit });
  }

  #submitLimit(event: SubmitEvent): void {
    event.preventDefault();
    const limit = limitOf(this.querySelector<HTMLInputElement>('#limit')?.value ?? '', maxLimit);
    this.limitProblem = limit === null;
    if (limit !== null) this.#run(limit);
  }

  #moved(): void {
    this.requestUpdate();
    this.#save();
  }

  async #copy(withHeader: boolean): Promise<void> {
    const grid = this.#grid;
    const result = this.state?.result;
    if (!grid || !result || this.#store === null) return;
    const { active, anchor } = grid.selection;
    if (active.row === headerRow && anchor.row === headerRow) {
      this.host.post({ type: 'copy', text: result.columns[active.column]?.name ?? '' });
      this.said = 'Copied the column name';
      return;
    }
    const { top, bottom, left, right } = bounds(grid.selection);
    try {
      const rows = await this.#store.read(top, bottom, left, right);
      await this.#completeCut(rows, top, left);
      const columns = result.columns.slice(left, right + 1);
      this.host.post({ type: 'copy', text: toTsv(rows, columns, withHeader) });
      this.said = copiedText(rows.length, columns.length);
    } catch (error) {
      this.said = `Nothing was copied: ${error instanceof Error ? error.message : String(error)}`;
    }
  }

  /** A copy holds whole values, also of cells that the grid shows cut. */
  async #completeCut(rows: Cell[][], top: number, left: number): Promise<void> {
    for (const [r, row] of rows.entries()) {
      for (const c of row.keys()) {
        if (this.#store?.isCut(top + r, left + c)) row[c] = await this.#wholeCell(top + r, left + c);
      }
    }
  }

  #wholeCell(row: number, column: number): Promise<Cell> {
    const id = this.state?.result?.id ?? '';
    const key = cellKey(row, column);
    return new Promise<Cell>((resolve, reject) => {
      this.#cellWaiting.set(key, { resolve, reject });
      this.host.post({ type: 'readCell', id, row, column });
    }).finally(() => this.#cellWaiting.delete(key));
  }

  async #open({ row, column: index }: Place): Promise<void> {
    const column = this.state?.result?.columns[index] as Column;
    const here = this.#store?.cell(row, index);
    const cut = this.#store?.isCut(row, index) ?? false;
    const open = { row, index, column, value: cut ? undefined : here, failure: null };
    this.openCell = open;
    if (!cut && here !== undefined) return;
    try {
      const value = await this.#wholeCell(row, index);
      if (this.openCell === open) this.openCell = { ...open, value };
    } catch (error) {
      const failure = error instanceof Error ? error.message : String(error);
      if (this.openCell === open) this.openCell = { ...open, failure };
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

const cellKey = (row: number, column: number): string => `${row}:${column}`;

customElements.define('firn-data', DataView);
