import { qualifiedName, storedName } from '../../sql/identifiers.js';
import { tokenize } from '../../sql/read/lexer.js';
import type { Token } from '../../sql/read/lexer.js';
import { tableNames } from '../../sql/read/tableNames.js';
import { sourceSchema } from '../binding.js';
import type { SourceSchema } from '../binding.js';
import type { Target } from '../config.js';

/** What of a target the names in its queries depend on. */
export type Bound = Pick<Target, 'database' | 'schema' | 'sources'>;

/**
 * A query of one target as it would be in another: names of tables in the source schema and in the store are those of the
 * other target's, and nothing else changes. Text that cannot be read stays as it is.
 */
export function rebind(sql: string, from: Bound, to: Bound): string {
  let tokens: readonly Token[];
  try {
    tokens = tokenize(sql);
  } catch {
    return sql;
  }
  const schemas = [
    { from: sourceSchema(from), to: sourceSchema(to) },
    { from: storeSchema(from), to: storeSchema(to) },
  ];
  const home = storedName(from.database);
  let text = '';
  let done = 0;
  for (const { start, end, place } of qualifiers(tokens, home)) {
    const found = schemas.find((pair) => same(pair.from, place));
    if (!found) continue;
    text += sql.slice(done, start) + qualifiedName(found.to.database, found.to.schema);
    done = end;
  }
  return text + sql.slice(done);
}

const storeSchema = ({ database, schema }: Bound): SourceSchema => ({
  database: storedName(database),
  schema: storedName(schema),
});

const same = (a: SourceSchema, b: SourceSchema): boolean =>
  a.database === b.database && a.schema === b.schema;

interface Qualifier {
  readonly start: number;
  readonly end: number;
  readonly place: SourceSchema;
}

/** The schema of every name of a table. */
function* qualifiers(tokens: readonly Token[], home: string): Iterable<Qualifier> {
  for (const path of tableNames(tokens)) {
    const [first, second] = path;
    if (first === undefined || second === undefined) continue;
    const [schema, database] = path.length > 2 ? [second.value, first.value] : [first.value, home];
    yield { start: first.start, end: (path.length > 2 ? second : first).end, place: { database, schema } };
  }
}
