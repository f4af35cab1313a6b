import { catalog } from './catalog.js';
import type { SourceTable } from './catalog.js';
import { Frame } from './frame.js';
import type { Field } from './plan/node.js';
import { tableNode } from './plan/table.js';
import { report } from './problems.js';
import { closest } from './suggestion.js';
import { here } from './trace.js';
import { parseType } from './type.js';

/** A source table by its name in the project's sources. Its columns come from the catalog snapshot (`firn pull`). */
export function table<S>(name: string): Frame<S> {
  const found = catalog()?.table(name);
  if (!found) reportUnknownTable(name);
  return new Frame(
    tableNode(name, found ? fieldsOf(found) : [], found === undefined, found?.keys ?? [], here()),
  );
}

function fieldsOf(source: SourceTable): readonly Field[] {
  return source.columns.map(({ name, type, nullable }) =>
    Object.freeze({ name, type: parseType(type), nullable }),
  );
}

function reportUnknownTable(name: string): void {
  const known = catalog();
  const suggestion = known && closest(name, known.names ?? []);
  const help = suggestion ? `Did you mean ${suggestion}?` : 'Run `firn pull` to read the catalog again.';
  report({
    code: 'unknown-table',
    severity: 'error',
    message: `The catalog snapshot has no table ${name}. ${help}`,
    place: { call: here(), argument: name },
    ...(suggestion ? { suggestion } : {}),
  });
}
