import { html, type TemplateResult } from 'lit';
import type { DataState } from '../messages.js';
import { soFar } from './words.js';

export interface ToolbarActions {
  readonly run: () => void;
  readonly cancel: () => void;
  readonly copy: () => void;
  readonly showStatement: () => void;
}

interface IconButton {
  readonly icon: string;
  readonly label: string;
  readonly keys?: string;
  readonly disabled?: boolean;
  readonly action: () => void;
}

const iconButton = ({ icon, label, keys, disabled = false, action }: IconButton): TemplateResult =>
  html`<button
    class="icon"
    title=${keys === undefined ? label : `${label} (${keys})`}
    aria-label=${label}
    ?disabled=${disabled}
    @click=${action}
  >
    <i class="codicon codicon-${icon}" aria-hidden="true"></i>
  </button>`;

/** What is shown, from where, and what can be done with it. While a statement runs, cancelling comes first. */
export function toolbar({ seed, activity, result }: DataState, actions: ToolbarActions): TemplateResult {
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
            <button class="secondary cancel" @click=${actions.cancel}>
              <i class="codicon codicon-debug-stop" aria-hidden="true"></i>Cancel
            </button>`
        : iconButton({ icon: 'refresh', label: 'Run again', action: actions.run })
    }
    ${iconButton({
      icon: 'copy',
      label: 'Copy with column names',
      keys: 'Ctrl+Shift+C',
      disabled: result === null || result.rowCount === 0,
      action: actions.copy,
    })}
    ${iconButton({
      icon: 'code',
      label: 'Show the statement that ran',
      disabled: result === null,
      action: actions.showStatement,
    })}
  </header>`;
}
