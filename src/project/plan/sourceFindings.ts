import { parseType } from '../../dataframe/type.js';
import { SessionError } from '../../session/session.js';
import type { Session } from '../../session/session.js';
import { schemaText } from '../binding.js';
import type { SourceSchema } from '../binding.js';
import type { CatalogColumn, CatalogTable } from '../catalog.js';
import { readTables } from '../pull/tables.js';
import type { SourceColumnRead, SourceFinding, SourceRead } from './sources.js';

/** Compares what definitions read with the tables that a target has now. One statement for tables, one for columns. */
export async function findingsNow(
  session: Session,
  schema: SourceSchema,
  reads: readonly SourceRead[],
): Promise<readonly SourceFinding[]> {
  const names = [...new Set(reads.map(({ table }) => table))].sort();
  if (names.length === 0) return [];
  return sourceFindings(reads, await tablesOf(session, schema, names), schema);
}

/** Snowflake's numbers for what does not exist, or may not be seen: a database without a right to it has no tables. */
const ABSENT: ReadonlySet<string> = new Set(['002003', '002043']);

async function tablesOf(
  session: Session,
  schema: SourceSchema,
  names: readonly string[],
): Promise<readonly CatalogTable[]> {
  try {
    return await readTables(session, schema, names);
  } catch (error) {
    if (error instanceof SessionError && ABSENT.has(error.code)) return [];
    throw error;
  }
}

/** What the tables have otherwise than the definitions were checked against. */
export function sourceFindings(
  reads: readonly SourceRead[],
  tables: readonly CatalogTable[],
  schema: SourceSchema,
): readonly SourceFinding[] {
  const byName = new Map(tables.map((table) => [table.name, table]));
  return reads.flatMap((read) => [...findingsOf(read, byName.get(read.table), schemaText(schema))]);
}

function* findingsOf(
  read: SourceRead,
  table: CatalogTable | undefined,
  schema: string,
): Iterable<SourceFinding> {
  const { definition, place, table: name } = read;
  if (!table) {
    yield {
      code: 'source-table-missing',
      severity: 'error',
      message: `${definition} reads the table ${name}, which ${schema} does not have, or the role may not see.`,
      definition,
      place,
      table: name,
      column: null,
      expected: null,
      found: null,
    };
    return;
  }
  const columns = new Map(table.columns.map((column) => [column.name, column]));
  for (const column of read.columns) yield* columnFindings(read, column, columns.get(column.name), schema);
}

function* columnFindings(
  { definition, table }: SourceRead,
  { name, type, nullable, certain, place }: SourceColumnRead,
  found: CatalogColumn | undefined,
  schema: string,
): Iterable<SourceFinding> {
  const base = { definition, place, table, column: name };
  const reads = `${definition} ${certain ? 'reads' : 'may read'} ${schema}.${table}.${name}`;
  if (!found) {
    yield {
      ...base,
      code: 'source-column-missing',
      severity: certain ? 'error' : 'warning',
      message: `${reads}, and the table has no such column.`,
      expected: type,
      found: null,
    };
    return;
  }
  if (found.type !== type)
    yield {
      ...base,
      code: 'source-column-type',
      severity: certain && kindOf(found.type) !== kindOf(type) ? 'error' : 'warning',
      message: `${reads}, which is ${found.type} there; the definition was checked with ${type}.`,
      expected: type,
      found: found.type,
    };
  if (found.nullable && !nullable)
    yield {
      ...base,
      code: 'source-column-nullable',
      severity: 'warning',
      message: `${reads}, which may be NULL there; the definition was checked with a column that may not.`,
      expected: 'NOT NULL',
      found: 'NULL',
    };
}

/** How wide a number or a text is decides no meaning; of what kind it is does. */
const kindOf = (type: string): string => parseType(type)?.kind ?? type;
