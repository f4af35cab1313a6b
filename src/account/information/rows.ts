import type { SnowflakeType } from '../account.js';
import type { RelationColumn, ResolvedRows } from '../query/translation.js';
import { duckdbType } from '../query/duckdbTypes.js';

/** A column of an INFORMATION_SCHEMA relation and the DuckDB expression that gives it. */
export interface InformationColumn {
  readonly name: string;
  readonly type: SnowflakeType;
  readonly sql: string;
}

/** A DuckDB string literal. */
export function literal(text: string | null): string {
  return text === null ? 'NULL' : `'${text.replaceAll("'", "''")}'`;
}

/** `SELECT expression AS c1, … from` as a relation the translator can read. */
export function selected(
  fullName: string,
  columns: readonly InformationColumn[],
  from: string,
): ResolvedRows {
  const items = columns.map((c, i) => `CAST(${c.sql} AS ${duckdbType(c.type)}) AS c${i + 1}`);
  return {
    kind: 'rows',
    fullName,
    sql: `SELECT ${items.join(', ')} ${from}`,
    columns: relationColumns(columns),
  };
}

/** A few rows known now, as a relation. */
export function constant(
  fullName: string,
  columns: readonly { readonly name: string; readonly type: SnowflakeType }[],
  rows: readonly Readonly<Record<string, string | null>>[],
): ResolvedRows {
  const typed = columns.map((c, i) => `CAST(NULL AS ${duckdbType(c.type)}) AS c${i + 1}`).join(', ');
  const empty = `SELECT ${typed} WHERE false`;
  const given = rows.map((row) => {
    const cells = columns.map((c) => `CAST(${literal(row[c.name] ?? null)} AS ${duckdbType(c.type)})`);
    return `SELECT ${cells.join(', ')}`;
  });
  return {
    kind: 'rows',
    fullName,
    sql: [empty, ...given].join(' UNION ALL '),
    columns: relationColumns(columns),
  };
}

function relationColumns(
  columns: readonly { readonly name: string; readonly type: SnowflakeType }[],
): RelationColumn[] {
  return columns.map(({ name, type }, i) => ({ name, physicalName: `c${i + 1}`, type, nullable: true }));
}
