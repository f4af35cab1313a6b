import { positionAt } from '../../sql/read/lexer.js';
import { TEXT } from '../../sql/read/types.js';
import { AccountError } from '../account.js';
import type { StatementResult } from '../account.js';
import { tokenize } from '../query/reading.js';
import { isBlock, parseBlock } from './parse.js';
import { Scope, rowVariable, substituted } from './scope.js';
import type { Table, Variable } from './scope.js';
import type { Block, Declaration, Piece, Step } from './syntax.js';
import { literalOf } from './values.js';

/** What runs a block's SQL. */
export interface Host {
  readonly execute: (sql: string) => Promise<StatementResult>;
  readonly signal: AbortSignal | undefined;
}

/** Runs a block; what it returns is its result, one row of one column or the table it gives. */
export async function runBlock(source: string, host: Host): Promise<Table> {
  const run = new Run(host);
  try {
    const done = await run.block(parseBlock(source), new Scope());
    return done.kind === 'return' ? done.table : NOTHING;
  } catch (error) {
    throw error instanceof Raised ? error.uncaught(source) : error;
  }
}

/** The result of a block that returns nothing. */
export const NOTHING: Table = {
  columns: [{ name: 'anonymous block', type: TEXT, nullable: true }],
  rows: [[null]],
};

type Done =
  { readonly kind: 'next' | 'break' | 'continue' } | { readonly kind: 'return'; readonly table: Table };
const NEXT: Done = { kind: 'next' };

/** An exception on its way to a handler. */
class Raised extends Error {
  constructor(
    readonly type: string,
    readonly code: string,
    readonly sqlState: string,
    message: string,
    readonly at: number,
  ) {
    super(message);
  }

  uncaught(source: string): AccountError {
    const { line, column } = positionAt(source, this.at);
    return new AccountError(
      `Uncaught exception of type '${this.type}' on line ${line} at position ${column} : ${this.message}`,
      this.code,
      this.sqlState,
      { line, column },
    );
  }
}

/** What the account refuses is an exception of the block. */
async function raising<T>(type: string, at: number, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof AccountError)) throw error;
    throw new Raised(type, error.code, error.sqlState, error.message, at);
  }
}

const CHANGES: ReadonlySet<StatementResult['kind']> = new Set(['insert', 'update', 'delete', 'merge']);

class Run {
  constructor(private readonly host: Host) {}

  async block({ declarations, body, handlers }: Block, outer: Scope): Promise<Done> {
    const scope = new Scope(outer);
    try {
      for (const declaration of declarations) await this.declare(declaration, scope);
      return await this.steps(body, scope);
    } catch (error) {
      if (!(error instanceof Raised) || this.host.signal?.aborted === true) throw error;
      const handler = handlers.find(({ names }) => names.includes(error.type) || names.includes('OTHER'));
      if (handler === undefined) throw error;
      return await this.steps(handler.body, handlerScope(error, scope));
    }
  }

  private async steps(steps: readonly Step[], scope: Scope): Promise<Done> {
    for (const step of steps) {
      this.host.signal?.throwIfAborted();
      const done = await this.step(step, scope);
      if (done.kind !== 'next') return done;
    }
    return NEXT;
  }

  private async step(step: Step, scope: Scope): Promise<Done> {
    switch (step.kind) {
      case 'sql':
        await this.statement(step.statement, step.into, scope);
        return NEXT;
      case 'declare':
        await this.declare(step.declaration, scope);
        return NEXT;
      case 'assign':
        await this.assign(step, scope);
        return NEXT;
      case 'if':
        for (const { condition, body } of step.branches)
          if (await this.isTrue(condition, scope)) return this.steps(body, scope);
        return this.steps(step.otherwise, scope);
      case 'while':
        return this.loop(scope, step.body, () => this.isTrue(step.condition, scope));
      case 'loop':
        return this.loop(scope, step.body, () => Promise.resolve(true));
      case 'repeat': {
        let first = true;
        return this.loop(scope, step.body, async () => {
          const goesOn = first || !(await this.isTrue(step.until, scope));
          first = false;
          return goesOn;
        });
      }
      case 'count':
        return this.count(step, scope);
      case 'rows':
        return this.rows(step, scope);
      case 'break':
      case 'continue':
        return { kind: step.kind };
      case 'return':
        return { kind: 'return', table: await this.returned(step.value, scope) };
      case 'returnTable':
        return { kind: 'return', table: await this.tableOf(step.of, scope, step.at) };
      case 'raise':
        throw this.raised(step, scope);
      case 'immediate':
        await this.immediate(step.text, step.using, scope);
        return NEXT;
      case 'block':
        return this.block(step.block, scope);
      case 'nothing':
        return NEXT;
    }
  }

  // Statements -----------------------------------------------------------------------------------------------------

  private async statement(piece: Piece, into: readonly string[], scope: Scope): Promise<void> {
    const { table, kind } = await this.ask(() => substituted(piece.text, scope, 'statement'), piece.at);
    if (CHANGES.has(kind)) countChanged(table, scope);
    if (into.length === 0) return;
    if (table.rows.length > 1)
      throw this.statementError(
        `A SELECT INTO statement expects exactly 1 returned row, but got ${table.rows.length}.`,
        piece.at,
      );
    for (const [i, name] of into.entries()) {
      const column = table.columns[i];
      if (column === undefined)
        throw this.statementError(`The SELECT gives no value for the variable ${name}.`, piece.at);
      await this.setValue(name, literalOf(column, table.rows[0]?.[i] ?? null), scope, piece.at);
    }
  }

  /** Runs SQL and reads its result to the end; a refusal is an exception of the block. */
  private async ask(
    text: () => string,
    at: number,
    type: 'STATEMENT_ERROR' | 'EXPRESSION_ERROR' = 'STATEMENT_ERROR',
  ): Promise<{ readonly table: Table; readonly kind: StatementResult['kind'] }> {
    return raising(type, at, async () => {
      const result = await this.host.execute(text());
      const rows = [];
      for await (const batch of result.batches) rows.push(...batch);
      return { table: { columns: result.columns, rows }, kind: result.kind };
    });
  }

  private statementError(message: string, at: number): Raised {
    return new Raised('STATEMENT_ERROR', '090238', 'P0000', message, at);
  }

  private async immediate(text: Piece, using: readonly string[], scope: Scope): Promise<Table> {
    const { column, cell } = await this.value(text, null, scope);
    if (column.type.kind !== 'TEXT' || cell === null)
      throw this.statementError('EXECUTE IMMEDIATE takes a statement as text.', text.at);
    const values = using.map((name) => this.literal(name, scope, text.at));
    if (isBlock(tokenize(cell))) return raising('STATEMENT_ERROR', text.at, () => runBlock(cell, this.host));
    const { table, kind } = await this.ask(() => withValues(cell, values), text.at);
    if (CHANGES.has(kind)) countChanged(table, scope);
    return table;
  }

  // Variables ------------------------------------------------------------------------------------------------------

  private async declare(declaration: Declaration, scope: Scope): Promise<void> {
    const { name } = declaration;
    switch (declaration.kind) {
      case 'exception':
        return scope.declare(name, declaration);
      case 'query': {
        const { query, isCursor } = declaration;
        if (query === null) return scope.declare(name, { kind: 'rows', table: null });
        return scope.declare(
          name,
          isCursor ? { kind: 'cursor', query } : { kind: 'rows', table: await this.resultSet(query, scope) },
        );
      }
      case 'variable': {
        const { type, value } = declaration;
        const literal = value === null ? 'NULL' : await this.literalIn(value, type, scope);
        return scope.declare(name, { kind: 'value', type, literal });
      }
    }
  }

  private async assign({ name, value, at }: Extract<Step, { kind: 'assign' }>, scope: Scope): Promise<void> {
    const variable = scope.find(name);
    if (variable?.kind === 'rows') {
      const query = { text: value.text.replace(/^\(([\s\S]*)\)$/, '$1'), at: value.at };
      scope.set(name, { kind: 'rows', table: await this.resultSet(query, scope) });
      return;
    }
    const type = variable?.kind === 'value' ? variable.type : null;
    await this.setValue(name, await this.literalIn(value, type, scope), scope, at);
  }

  private async setValue(name: string, literal: string, scope: Scope, at: number): Promise<void> {
    const variable = scope.find(name);
    if (variable?.kind !== 'value')
      throw new Raised(
        'EXPRESSION_ERROR',
        '000904',
        '42000',
        `invalid identifier '${name}': no such variable is declared.`,
        at,
      );
    const cast =
      variable.type === null || literal === 'NULL'
        ? literal
        : await this.literalIn({ text: literal, at }, variable.type, scope);
    scope.set(name, { ...variable, literal: cast });
  }

  private resultSet(query: Piece, scope: Scope): Promise<Table> {
    const immediate = /^\s*EXECUTE\s+IMMEDIATE\b/i.exec(query.text);
    if (immediate !== null) {
      const text = { text: query.text.slice(immediate[0].length), at: query.at + immediate[0].length };
      return this.immediate(text, [], scope);
    }
    return this.ask(() => substituted(query.text, scope, 'statement'), query.at).then(({ table }) => table);
  }

  /** The rows of a RESULTSET, or of a cursor's query as it is now. */
  private async tableOf(name: string, scope: Scope, at: number): Promise<Table> {
    const variable = scope.find(name);
    if (variable?.kind === 'cursor') return this.resultSet(variable.query, scope);
    if (variable?.kind === 'rows' && variable.table !== null) return variable.table;
    throw new Raised(
      'EXPRESSION_ERROR',
      '000904',
      '42000',
      `invalid identifier '${name}': no cursor or RESULTSET of this name has a query.`,
      at,
    );
  }

  private literal(name: string, scope: Scope, at: number): string {
    const variable = scope.find(name);
    if (variable?.kind === 'value') return variable.literal;
    throw this.statementError(`Bind variable ${name} not set.`, at);
  }

  // Expressions ----------------------------------------------------------------------------------------------------

  private async value(piece: Piece, type: string | null, scope: Scope) {
    const sql = (): string =>
      `SELECT (${substituted(piece.text, scope, 'expression')})${type === null ? '' : `::${type}`}`;
    const { table } = await this.ask(sql, piece.at, 'EXPRESSION_ERROR');
    const [column] = table.columns;
    if (column === undefined) throw new Error('A SELECT of one expression has one column.');
    return { column, cell: table.rows[0]?.[0] ?? null };
  }

  private async literalIn(piece: Piece, type: string | null, scope: Scope): Promise<string> {
    const { column, cell } = await this.value(piece, type, scope);
    return literalOf(column, cell);
  }

  private async isTrue(piece: Piece, scope: Scope): Promise<boolean> {
    return (await this.value(piece, 'BOOLEAN', scope)).cell === '1';
  }

  private async returned(piece: Piece | null, scope: Scope): Promise<Table> {
    if (piece === null) return NOTHING;
    const { column, cell } = await this.value(piece, null, scope);
    return { columns: [{ ...column, name: 'anonymous block', nullable: true }], rows: [[cell]] };
  }

  private raised({ name, at }: Extract<Step, { kind: 'raise' }>, scope: Scope): Raised {
    if (name === null) {
      const current = scope.find(CURRENT);
      if (current?.kind === 'exception' && current.raised instanceof Raised) return current.raised;
      return this.statementError('RAISE without a name stands in a handler only.', at);
    }
    const variable = scope.find(name);
    if (variable?.kind !== 'exception')
      return this.statementError(`The exception ${name} is not declared.`, at);
    return new Raised(name, String(variable.code), 'P0001', variable.message || `Raised ${name}.`, at);
  }

  // Loops ----------------------------------------------------------------------------------------------------------

  private async loop(scope: Scope, body: readonly Step[], goesOn: () => Promise<boolean>): Promise<Done> {
    while (await goesOn()) {
      this.host.signal?.throwIfAborted();
      const done = await this.steps(body, new Scope(scope));
      if (done.kind === 'return') return done;
      if (done.kind === 'break') break;
    }
    return NEXT;
  }

  private async count(step: Extract<Step, { kind: 'count' }>, scope: Scope): Promise<Done> {
    const bound = async (piece: Piece) => Number((await this.value(piece, 'INTEGER', scope)).cell);
    const [from, to] = [await bound(step.from), await bound(step.to)];
    const inner = new Scope(scope);
    let left = to - from + 1;
    return this.loop(inner, step.body, () => {
      if (left <= 0) return Promise.resolve(false);
      const at = step.reverse ? from + left - 1 : to - left + 1;
      inner.declare(step.name, { kind: 'value', type: null, literal: String(at) });
      left -= 1;
      return Promise.resolve(true);
    });
  }

  private async rows(step: Extract<Step, { kind: 'rows' }>, scope: Scope): Promise<Done> {
    const table = await this.tableOf(step.of, scope, step.at);
    const inner = new Scope(scope);
    let next = 0;
    return this.loop(inner, step.body, () => {
      const row = table.rows[next++];
      if (row !== undefined) inner.declare(step.name, rowVariable(table, row));
      return Promise.resolve(row !== undefined);
    });
  }
}

/** No name of a variable: what is being handled. */
const CURRENT = ' ';

function handlerScope(raised: Raised, outer: Scope): Scope {
  const scope = new Scope(outer);
  const text = (value: string): Variable => ({
    kind: 'value',
    type: null,
    literal: `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`,
  });
  scope.declare('SQLCODE', { kind: 'value', type: null, literal: String(Number(raised.code)) });
  scope.declare('SQLERRM', text(raised.message));
  scope.declare('SQLSTATE', text(raised.sqlState));
  scope.declare(CURRENT, { kind: 'exception', code: 0, message: '', raised });
  return scope;
}

/** SQLROWCOUNT, SQLFOUND and SQLNOTFOUND: of the last statement that changes rows. */
function countChanged({ rows }: Table, scope: Scope): void {
  const changed = (rows[0] ?? []).reduce((sum, cell) => sum + Number(cell ?? 0), 0);
  const declare = (name: string, literal: string): void => {
    const variable: Variable = { kind: 'value', type: null, literal };
    if (!scope.set(name, variable)) scope.declare(name, variable);
  };
  declare('SQLROWCOUNT', String(changed));
  declare('SQLFOUND', changed > 0 ? 'TRUE' : 'FALSE');
  declare('SQLNOTFOUND', changed > 0 ? 'FALSE' : 'TRUE');
}

/** `?` in a statement as values, in order. */
function withValues(sql: string, values: readonly string[]): string {
  if (values.length === 0) return sql;
  let text = '';
  let from = 0;
  let next = 0;
  for (const token of tokenize(sql)) {
    if (token.text !== '?' || token.kind !== 'operator') continue;
    text += sql.slice(from, token.start) + (values[next++] ?? '?');
    from = token.end;
  }
  return text + sql.slice(from);
}
