import type { Cell, Cursor, ResultColumn } from '../session/session.js';
import type { CommandContext } from './command.js';
import { Table } from './table.js';

/** A result and when its statement was sent. */
export interface Result {
  readonly cursor: Cursor;
  readonly began: number;
  /** Most rows to print; undefined: all. */
  readonly limit?: number | undefined;
}

const pageRows = 1000;

/** Prints a result page by page, as a table or as JSON; never more of it in memory than a page. */
export async function printRows(context: CommandContext, { cursor, began, limit }: Result): Promise<void> {
  const elapsed = performance.now() - began;
  const count = Math.min(cursor.rowCount, limit ?? Infinity);
  const truncated = cursor.rowCount > count;
  if (context.json) return printJson(context, cursor, count, truncated);
  const table = new Table(
    context.output,
    cursor.columns.map((column) => ({ title: column.name, type: typeText(column) })),
  );
  if (count === 0) await table.rows([]);
  for await (const page of pages(context, cursor, count)) await table.rows(page);
  context.output.say(summary(count, truncated, elapsed));
}

async function* pages(
  { interrupt }: CommandContext,
  cursor: Cursor,
  count: number,
): AsyncGenerator<readonly (readonly Cell[])[]> {
  for (let start = 0; start < count; start += pageRows) {
    interrupt.signal.throwIfAborted();
    yield await cursor.page(start, Math.min(pageRows, count - start));
  }
}

async function printJson(
  context: CommandContext,
  cursor: Cursor,
  count: number,
  truncated: boolean,
): Promise<void> {
  const { output } = context;
  await output.data(`{"columns":${JSON.stringify(cursor.columns)},"rows":[`);
  let separator = '';
  for await (const page of pages(context, cursor, count)) {
    await output.data(separator + page.map((row) => `\n${JSON.stringify(row)}`).join(','));
    separator = ',';
  }
  await output.data(`\n],"rowCount":${count},"truncated":${truncated}}\n`);
}

/** `NUMBER(38,0)`, `TEXT`, `TIMESTAMP_NTZ`. */
function typeText({ type, precision, scale }: ResultColumn): string {
  return type === 'NUMBER' && precision !== undefined ? `NUMBER(${precision},${scale ?? 0})` : type;
}

function summary(count: number, truncated: boolean, elapsed: number): string {
  const rows = `${count} ${count === 1 ? 'row' : 'rows'}`;
  const shown = truncated ? `First ${rows}; there are more (--limit N shows more)` : rows;
  return `${shown} in ${duration(elapsed)}`;
}

export function duration(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}
