import type { Token } from '../../sql/read/lexer.js';
import { AccountError } from '../account.js';
import type { AccountColumn, WireRow } from '../account.js';
import { tokenize } from '../query/reading.js';
import type { Piece } from './syntax.js';
import { literalOf } from './values.js';

/** Rows that a query gave. */
export interface Table {
  readonly columns: readonly AccountColumn[];
  readonly rows: readonly WireRow[];
}

export type Variable =
  /** `literal` is SQL that means the value; the type, as SQL writes it, is what is assigned is cast to. */
  | { readonly kind: 'value'; readonly type: string | null; readonly literal: string }
  | { readonly kind: 'row'; readonly cells: ReadonlyMap<string, string> }
  | { readonly kind: 'cursor'; readonly query: Piece }
  | { readonly kind: 'rows'; readonly table: Table | null }
  | { readonly kind: 'exception'; readonly code: number; readonly message: string; readonly raised?: Error };

/** The names that hold in a block. */
export class Scope {
  private readonly variables = new Map<string, Variable>();

  constructor(private readonly outer: Scope | null = null) {}

  find(name: string): Variable | undefined {
    return this.variables.get(name) ?? this.outer?.find(name);
  }

  declare(name: string, variable: Variable): void {
    this.variables.set(name, variable);
  }

  /** Changes a variable where it was declared; false: there is none. */
  set(name: string, variable: Variable): boolean {
    if (this.variables.has(name)) this.variables.set(name, variable);
    else return this.outer?.set(name, variable) ?? false;
    return true;
  }
}

/** A row as a variable: `r.COLUMN` is a cell. */
export function rowVariable({ columns }: Table, row: WireRow): Variable {
  return { kind: 'row', cells: new Map(columns.map((c, i) => [c.name, literalOf(c, row[i] ?? null)])) };
}

/**
 * A text with variables' values in place of their names: `:name` in SQL; in expressions, which have no columns, the bare
 * name too.
 * @throws AccountError 002049 where a name with a colon is no variable
 */
export function substituted(text: string, scope: Scope, kind: 'statement' | 'expression'): string {
  const tokens = tokenize(text);
  const bare = kind === 'expression' && !tokens.some(({ value }) => value === 'SELECT');
  let result = '';
  let from = 0;
  for (let i = 0; i < tokens.length; i++) {
    const colon = isColon(tokens, i);
    const at = colon ? i + 1 : i;
    const name = tokens[at];
    if (name === undefined || (!colon && !(bare && isBareName(tokens, i)))) continue;
    const found = valueAt(tokens, at, scope);
    if (found === null) {
      if (!colon) continue;
      throw new AccountError(`Bind variable :${name.text} not set.`, '002049', '42601');
    }
    result += text.slice(from, tokens[i]?.start) + found.literal;
    from = tokens[found.last]?.end ?? from;
    i = found.last;
  }
  return result + text.slice(from);
}

/** `:name`, and not the path of a VARIANT (`column:name`). */
function isColon(tokens: readonly Token[], i: number): boolean {
  const [before, colon, name] = [tokens[i - 1], tokens[i], tokens[i + 1]];
  if (colon?.text !== ':' || (name?.kind !== 'word' && name?.kind !== 'quoted')) return false;
  const endsOperand =
    before !== undefined && (before.kind !== 'operator' || before.text === ')' || before.text === ']');
  return !endsOperand || before.end < colon.start;
}

function isBareName(tokens: readonly Token[], i: number): boolean {
  const kind = tokens[i]?.kind;
  return (kind === 'word' || kind === 'quoted') && tokens[i - 1]?.text !== '.' && tokens[i + 1]?.text !== '(';
}

function valueAt(
  tokens: readonly Token[],
  at: number,
  scope: Scope,
): { readonly literal: string; readonly last: number } | null {
  const variable = scope.find(tokens[at]?.value ?? '');
  if (variable?.kind === 'value') return { literal: variable.literal, last: at };
  if (variable?.kind !== 'row' || tokens[at + 1]?.text !== '.') return null;
  const cell = variable.cells.get(tokens[at + 2]?.value ?? '');
  return cell === undefined ? null : { literal: cell, last: at + 2 };
}
