import { nodeOf } from '../dataframe/frame.js';
import type { Frame } from '../dataframe/frame.js';
import { inputs } from '../dataframe/plan/node.js';
import type { Node } from '../dataframe/plan/node.js';
import { formatType } from '../dataframe/type.js';
import type { CompiledQuery } from './compiled.js';
import { Folder } from './compile/fold.js';
import { planFacts } from './compile/liveness.js';
import { CteNames } from './compile/names.js';
import { printBody } from './compile/printSelect.js';
import { Writer } from './compile/writer.js';
import { splitName } from './identifiers.js';

export interface CompileOptions {
  /** The fully qualified, written name of a source table. */
  readonly resolveTable: (name: string) => string;
  /** Stored names that no CTE may have, such as all tables of the catalog. */
  readonly takenNames?: Iterable<string>;
}

/** The frame as one Snowflake query: readable, and the same text every time. The frame must have no problems. */
export function compile(frame: Frame<unknown>, options: CompileOptions): CompiledQuery {
  const root = nodeOf(frame);
  const sources = sourceTables(root, options.resolveTable);
  const tableNames = [...sources.values()].map((written) => splitName(written).at(-1) ?? written);
  const names = new CteNames([...tableNames, ...(options.takenNames ?? [])]);
  const folder = new Folder(root, planFacts(root), names, (name) => sources.get(name) ?? name);
  const body = folder.fold();

  const writer = new Writer();
  const cteNames = new Set(folder.ctes.map((cte) => cte.name));
  const isCte = (name: string) => cteNames.has(name);
  folder.ctes.forEach((cte, i) => {
    writer.write(i === 0 ? 'WITH ' : ',\n');
    writer.from(cte.call, () => {
      writer.write(`${names.written(cte.name)} AS (\n`);
      printBody(writer, cte.body, '  ', isCte);
      writer.write('\n)');
    });
  });
  if (folder.ctes.length > 0) writer.write('\n');
  printBody(writer, body, '', isCte);
  return Object.freeze({
    sql: writer.text,
    columns: Object.freeze(
      root.fields.map((f) => Object.freeze({ name: f.name, type: f.type && formatType(f.type) })),
    ),
    sources: Object.freeze([...new Set(sources.values())]),
    map: Object.freeze(writer.map),
  });
}

/** Source name → written name, in the order in which the query first reads them. */
function sourceTables(root: Node, resolve: (name: string) => string): ReadonlyMap<string, string> {
  const tables = new Map<string, string>();
  const seen = new Set<Node>();
  const visit = (node: Node) => {
    if (seen.has(node)) return;
    seen.add(node);
    if (node.kind === 'table' && !tables.has(node.name)) tables.set(node.name, resolve(node.name));
    inputs(node).forEach(visit);
  };
  visit(root);
  return tables;
}
