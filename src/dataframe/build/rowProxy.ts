import type { Column } from '../columns/column.js';
import { wrap } from '../columns/wrap.js';
import { columnReference } from '../expression/column.js';
import { POISON } from '../expression/poison.js';
import { fieldsByName } from '../plan/fieldIndex.js';
import type { Node } from '../plan/node.js';
import { newRow } from '../plan/row.js';
import type { Row } from '../plan/row.js';
import { report } from '../problems.js';
import { closest } from '../suggestion.js';
import { here, sourceOf } from '../trace.js';
import type { CallId } from '../trace.js';

/** The object that a callback is given for a row, and the row's identity in the plan. */
export interface OpenRow {
  readonly row: Row;
  readonly proxy: object;
}

/** One row for every frame that a callback takes. */
export function openRows(callback: object, nodes: readonly Node[]): readonly OpenRow[] {
  const source = sourceOf(callback);
  return nodes.map((node, i) => {
    const parameter = source?.parameters[i];
    return openRow(node, newRow(parameter), source?.id);
  });
}

function openRow(node: Node, row: Row, callback: CallId | undefined): OpenRow {
  const fields = fieldsByName(node);
  const made = new Map<string, Column>();
  const column = (name: string): Column => {
    const before = made.get(name);
    if (before) return before;
    const field = fields.get(name);
    if (!field) {
      if (!node.open) reportUnknownColumn(name, node, { callback, parameter: row.parameter });
      return wrap(POISON);
    }
    const found = wrap<Column>(columnReference(row, name, field.type));
    made.set(name, found);
    return found;
  };
  const isColumn = (name: string | symbol): name is string => typeof name === 'string' && fields.has(name);
  const proxy = new Proxy(Object.create(null) as object, {
    // Symbols, `then` and `toJSON` are asked for by the runtime (inspection, await), never by a definition.
    get: (_target, name) =>
      typeof name === 'symbol' || ((name === 'then' || name === 'toJSON') && !fields.has(name))
        ? undefined
        : column(name),
    has: (_target, name) => isColumn(name),
    ownKeys: () => [...fields.keys()],
    getOwnPropertyDescriptor: (_target, name) =>
      isColumn(name) ? { value: column(name), enumerable: true, configurable: true } : undefined,
    set: () => false,
    defineProperty: () => false,
    deleteProperty: () => false,
  });
  return { row, proxy };
}

/** Where an unknown column was asked for: in a callback, or as the text of an argument. */
export interface AskedAt {
  readonly callback?: CallId;
  readonly parameter?: string;
  readonly argument?: string;
}

export function reportUnknownColumn(name: string, node: Node, at: AskedAt): void {
  const names = node.fields.map((f) => f.name);
  const suggestion = closest(name, names);
  const whose = node.kind === 'table' ? `in ${node.name}` : 'in this frame';
  const help = suggestion ? `Did you mean ${suggestion}?` : `It has ${listed(names)}.`;
  report({
    code: 'unknown-column',
    severity: 'error',
    message: `There is no column ${name} ${whose}. ${help}`,
    place: { call: here(), ...at, column: name },
    ...(suggestion ? { suggestion } : {}),
  });
}

function listed(names: readonly string[]): string {
  if (names.length === 0) return 'no columns';
  const shown = names.slice(0, 12).join(', ');
  return names.length > 12 ? `${shown} and ${names.length - 12} more` : shown;
}
