import { html, LitElement, type TemplateResult } from 'lit';
import type { Cell, Column } from '../messages.js';
import { typeName, wholeText } from './cells.js';

/** What the dialog shows; `value` is undefined while the whole value is on its way. */
export interface OpenCell {
  readonly row: number;
  readonly index: number;
  readonly column: Column;
  readonly value: Cell | undefined;
  readonly failure: string | null;
}

/** One value at length. Escape and Close end it; the view gives the focus back to the grid on `close`. */
export class CellDialog extends LitElement {
  static override properties = { open: { attribute: false } };

  declare open: OpenCell | null;

  constructor() {
    super();
    this.open = null;
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override updated(): void {
    const dialog = this.querySelector('dialog');
    if (this.open !== null && dialog?.open === false) dialog.showModal();
    if (this.open === null && dialog?.open === true) dialog.close();
  }

  protected override render(): TemplateResult {
    return html`<dialog
      aria-labelledby="cell-name"
      @close=${() => this.dispatchEvent(new CustomEvent('cell-closed'))}
      @click=${(event: MouseEvent) => this.#closeFromBackdrop(event)}
    >
      ${this.open === null ? '' : this.#content(this.open)}
    </dialog>`;
  }

  #content({ row, column, value, failure }: OpenCell): TemplateResult {
    return html`
      <header>
        <h2 id="cell-name">${column.name}</h2>
        <span class="quiet">${typeName(column)} · row ${(row + 1).toLocaleString('en')}</span>
      </header>
      ${
        failure !== null
          ? html`<p class="failure" role="alert">The value cannot be read: ${failure}</p>`
          : html`<pre tabindex="0" autofocus class=${value === null ? 'null' : ''}>
${value === undefined ? 'Reading the value…' : wholeText(value, column)}</pre>`
      }
      <footer>
        <button
          class="secondary"
          ?disabled=${value === undefined || value === null}
          @click=${() => this.dispatchEvent(new CustomEvent('copy-value'))}
        >
          Copy
        </button>
        <button @click=${() => this.querySelector('dialog')?.close()}>Close</button>
      </footer>
    `;
  }

  #closeFromBackdrop(event: MouseEvent): void {
    if (event.target instanceof HTMLDialogElement) event.target.close();
  }
}

customElements.define('firn-cell', CellDialog);
