/** Every query that these tests translate is also inferred: the two readings must agree on names, types and NULLs. */
import { expect } from 'vitest';
import type { NameResolver, ResolvedRelation, Translation } from '../../../src/account/query/translation.js';
import { inferQuery } from '../../../src/sql/read/infer.js';
import type { InferredColumn } from '../../../src/sql/read/infer.js';
import type { CatalogRelation, ReadCatalog } from '../../../src/sql/read/infer/model.js';
import { parseStatement } from '../../../src/sql/read/syntax/parse.js';
import { typeText } from '../../../src/sql/read/types.js';

function relationOf(resolved: ResolvedRelation): CatalogRelation {
  const { fullName } = resolved;
  const path = fullName.split('.');
  if (resolved.kind !== 'view') return { id: fullName, path, columns: resolved.columns };
  const statement = parseStatement(resolved.text);
  if (statement.kind !== 'query') throw new Error(`${fullName} is no query`);
  const { columns } = inferQuery(statement.query, resolved.text, catalogOf(resolved.within));
  const names = resolved.columns ?? columns.map((c) => c.name);
  return { id: fullName, path, columns: columns.map((c, i) => ({ ...c, name: names[i] ?? c.name })) };
}

export function catalogOf(resolver: NameResolver): ReadCatalog {
  return { names: [], relation: (path) => relationOf(resolver.relation(path)) };
}

/** The session's values, which only the account knows, and conversions that may fail in one form and not in another. */
const MAY_BE_LOOSER = /\b(CURRENT_|ENTITY_DETAIL|TO_(DATE|TIME|TIMESTAMP))/i;

/** What the account says, where the inference says nothing: an unknown type is no wrong one. */
const described = (column: InferredColumn, real: Translation['columns'][number] | undefined): string => {
  const type =
    column.type === null && real !== undefined ? typeText(real.type) : column.type && typeText(column.type);
  const looser = column.nullable && real?.nullable === false && MAY_BE_LOOSER.test(column.name);
  return `${column.name} ${type}${column.nullable && !looser ? '' : ' NOT NULL'}`;
};

export function expectSameReading(sql: string, { columns, kind }: Translation, resolver: NameResolver): void {
  if (kind !== 'select') return;
  const statement = parseStatement(sql);
  if (statement.kind !== 'query') throw new Error(`read as ${statement.kind}: ${sql}`);
  const inferred = inferQuery(statement.query, sql, catalogOf(resolver));
  expect(
    inferred.problems.filter((p) => p.code !== 'sql-type-unknown' && p.code !== 'table-outside'),
    sql,
  ).toEqual([]);
  if (inferred.open) return;
  expect(
    inferred.columns.map((c, i) => described(c, columns[i])),
    sql,
  ).toEqual(columns.map((c) => `${c.name} ${typeText(c.type)}${c.nullable ? '' : ' NOT NULL'}`));
}
