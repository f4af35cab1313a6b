import { html, nothing, type TemplateResult } from 'lit';
import { maxLimit, type DataState } from '../messages.js';
import { columnsText, duration, readAt, rowsText, statementKind } from './words.js';

type Result = NonNullable<DataState['result']>;

export interface StatusLine {
  readonly state: DataState;
  /** Whether what stands in the limit's field is no limit. */
  readonly limitProblem: boolean;
  readonly selection: string;
  readonly setLimit: (text: string) => void;
}

/** How many rows there are and may be, how long they took, and what is selected. */
export function statusLine({ state, limitProblem, selection, setLimit }: StatusLine): TemplateResult {
  const { seed, result, activity } = state;
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    setLimit((event.target as HTMLFormElement).querySelector('input')?.value ?? '');
  };
  return html`<footer class="status">
    ${result === null ? nothing : about(result)}
    <form @submit=${submit}>
      <label for="limit">Limit</label>
      <input
        id="limit"
        inputmode="numeric"
        autocomplete="off"
        spellcheck="false"
        .value=${String(seed.limit)}
        aria-invalid=${limitProblem ? 'true' : 'false'}
        aria-describedby=${limitProblem ? 'limit-problem' : nothing}
        title="Rows to read at most. Enter runs the statement again."
        ?disabled=${activity.kind === 'running'}
      />
      ${
        limitProblem
          ? html`<span id="limit-problem" class="failure" role="alert"
              >A whole number from 1 to ${maxLimit.toLocaleString('en')}</span
            >`
          : nothing
      }
    </form>
    <span class="space"></span>
    <span class="selected">${selection}</span>
  </footer>`;
}

function about(result: Result): TemplateResult {
  const { truncated, elapsedMs, queryId, sql, at } = result;
  return html`<span
      class="strong ${truncated ? 'truncated' : ''}"
      title=${truncated ? 'The limit cut the result' : nothing}
      >${rowsText(result)}</span
    ><span>${columnsText(result)}</span
    ><span title="Time until the account had the result">${duration(elapsedMs)}</span
    ><span title="Query ${queryId}">${statementKind(sql)}</span
    ><span title="When the rows were read">at ${readAt(at)}</span>`;
}
