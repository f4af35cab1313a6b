import { html, nothing, type TemplateResult } from 'lit';
import type { DataState } from '../messages.js';

/** What the person can do about a state. */
export interface WaysOut {
  readonly run: () => void;
  readonly showLog: () => void;
}

const buttons = ({ run, showLog }: WaysOut): TemplateResult =>
  html`<button @click=${run}>Run Again</button>
    <button class="secondary" @click=${showLog}>Show Log</button>`;

/** What happened to the last run, over the rows of the one before. */
export function banner({ activity }: DataState, ways: WaysOut): TemplateResult | typeof nothing {
  if (activity.kind === 'cancelled') {
    return html`<div class="banner" role="status">
      <i class="codicon codicon-circle-slash" aria-hidden="true"></i>
      <span class="text">Cancelled. These are the rows of the run before.</span>
    </div>`;
  }
  if (activity.kind !== 'failed') return nothing;
  return html`<div class="banner failed" role="alert">
    <i class="codicon codicon-error" aria-hidden="true"></i>
    <span class="text"
      >${activity.message}<br /><span class="quiet">These are the rows of the run before.</span></span
    >
    <span class="buttons">${buttons(ways)}</span>
  </div>`;
}

/** What stands where the rows will be. */
export function withoutRows({ activity, seed }: DataState, ways: WaysOut): TemplateResult {
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
        <div class="buttons">${buttons(ways)}</div>
      </div>`;
    case 'cancelled':
      return offer('circle-slash', 'Cancelled', 'Nothing was read.', ways);
    default:
      return offer('table', 'No rows yet', 'Rows are not kept when the window closes.', ways);
  }
}

const offer = (icon: string, heading: string, text: string, { run }: WaysOut): TemplateResult =>
  html`<div class="message">
    <i class="codicon codicon-${icon} large" aria-hidden="true"></i>
    <h2>${heading}</h2>
    <p class="quiet">${text}</p>
    <div class="buttons"><button @click=${run}>Run</button></div>
  </div>`;
