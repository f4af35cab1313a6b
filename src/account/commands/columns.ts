import type { AccountColumn, SnowflakeType } from '../account.js';
import type { Identity } from '../catalog/identity.js';
import type { CatalogColumn } from '../catalog/model.js';
import type { Names } from '../catalog/names.js';
import { refused, unsupported } from '../catalog/refusals.js';
import { duckdbType } from '../query/duckdbTypes.js';
import type { TagAssignment } from './clauses.js';
import { commentClause, tagClause, withTags } from './clauses.js';
import type { Grammar } from './grammar.js';
import { checkIdentity, identityClause } from './identity.js';

/** A column of a CREATE statement; its type is missing where a query gives it. */
export interface ColumnDefinition {
  readonly name: string;
  readonly type: SnowflakeType | null;
  readonly nullable: boolean;
  readonly default: string | null;
  readonly identity: Identity | null;
  readonly comment: string | null;
  readonly primaryKey: boolean;
  readonly uniqueKey: boolean;
  readonly tags: readonly TagAssignment[];
}

const CONSTRAINT_STARTS = ['CONSTRAINT', 'PRIMARY', 'UNIQUE', 'FOREIGN'];
/** Words that end a DEFAULT expression. */
const AFTER_DEFAULT = [
  ...CONSTRAINT_STARTS,
  'NOT',
  'COMMENT',
  'TAG',
  'WITH',
  'REFERENCES',
  'COLLATE',
  'MASKING',
];
/** What may follow a constraint; Snowflake keeps it as metadata and enforces none of it. */
const CONSTRAINT_WORDS = [
  'ENFORCED',
  'NOT ENFORCED',
  'VALIDATE',
  'NOVALIDATE',
  'RELY',
  'NORELY',
  'DEFERRABLE',
  'NOT DEFERRABLE',
  'INITIALLY DEFERRED',
  'INITIALLY IMMEDIATE',
  'ENABLE',
  'DISABLE',
];
/** Names the type of a column, or of a CTAS column list, does not start with. */
const NO_TYPE = [',', ')', 'COMMENT', 'NOT', 'NULL', 'TAG', 'WITH', 'DEFAULT'];

/** `(a NUMBER NOT NULL, b, …, PRIMARY KEY (a))` */
export function columnList(g: Grammar): ColumnDefinition[] {
  const columns: ColumnDefinition[] = [];
  const keys: { primary: boolean; names: readonly string[] }[] = [];
  g.list(() => {
    if (CONSTRAINT_STARTS.some((word) => g.looksAt(word)) && g.peek(1)?.kind !== 'operator') {
      keys.push(...tableConstraint(g));
    } else if (CONSTRAINT_STARTS.some((word) => g.looksAt(word, '('))) keys.push(...tableConstraint(g));
    else columns.push(columnDefinition(g));
  });
  const seen = new Set<string>();
  for (const { name } of columns) {
    if (seen.has(name)) throw refused(`duplicate column name '${name}'`, '002025', '42S21');
    seen.add(name);
  }
  return withKeys(columns, keys);
}

/** CONSTRAINT … PRIMARY KEY (…) | UNIQUE (…) | FOREIGN KEY (…) REFERENCES … */
export function tableConstraint(g: Grammar): { primary: boolean; names: readonly string[] }[] {
  if (g.try('CONSTRAINT')) g.identifier();
  if (g.try('FOREIGN', 'KEY')) {
    g.parenthesised();
    references(g);
    return [];
  }
  const primary = g.try('PRIMARY', 'KEY');
  if (!primary) g.expect('UNIQUE');
  const names = g.list(() => g.identifier());
  constraintWords(g);
  return [{ primary, names }];
}

export function withKeys<C extends ColumnDefinition | CatalogColumn>(
  columns: readonly C[],
  keys: readonly { primary: boolean; names: readonly string[] }[],
): C[] {
  for (const name of keys.flatMap((k) => k.names)) {
    if (!columns.some((c) => c.name === name)) throw invalidColumn(name);
  }
  return columns.map((c) => {
    const primary = keys.some((k) => k.primary && k.names.includes(c.name));
    const unique = keys.some((k) => !k.primary && k.names.includes(c.name));
    return {
      ...c,
      primaryKey: c.primaryKey || primary,
      uniqueKey: c.uniqueKey || unique,
      nullable: c.nullable && !primary,
    };
  });
}

export function invalidColumn(name: string): Error {
  return refused(`invalid identifier '${name}'`, '000904', '42000');
}

function references(g: Grammar): void {
  g.expect('REFERENCES');
  g.name();
  if (g.looksAt('(')) g.parenthesised();
  constraintWords(g);
}

function constraintWords(g: Grammar): void {
  while (CONSTRAINT_WORDS.some((words) => g.try(...words.split(' '))));
}

/** One `name [type] [constraints …]`. */
export function columnDefinition(g: Grammar): ColumnDefinition {
  const name = g.identifier();
  const type = g.atEnd || NO_TYPE.some((word) => g.looksAt(word)) ? null : g.type();
  const column = {
    name,
    type,
    nullable: true,
    default: null as string | null,
    identity: null as Identity | null,
    comment: null as string | null,
    primaryKey: false,
    uniqueKey: false,
    tags: [] as readonly TagAssignment[],
  };
  while (!g.atEnd && !g.looksAt(',') && !g.looksAt(')')) columnClause(g, column);
  return column;
}

function columnClause(
  g: Grammar,
  column: { -readonly [K in keyof ColumnDefinition]: ColumnDefinition[K] },
): void {
  if (g.try('CONSTRAINT')) g.identifier();
  const comment = commentClause(g);
  const identity = comment === undefined ? identityClause(g) : undefined;
  const tags = comment === undefined && identity === undefined ? tagClause(g) : undefined;
  if (comment !== undefined) column.comment = comment;
  else if (identity !== undefined) column.identity = identity;
  else if (tags !== undefined) column.tags = tags;
  else if (g.try('NOT', 'NULL')) column.nullable = false;
  else if (g.try('NULL')) column.nullable = true;
  else if (g.try('DEFAULT')) column.default = g.textUntil(() => endsDefault(g));
  else if (g.try('PRIMARY', 'KEY')) {
    column.primaryKey = true;
    column.nullable = false;
  } else if (g.try('UNIQUE')) column.uniqueKey = true;
  else if (g.looksAt('REFERENCES')) references(g);
  else if (g.try('COLLATE')) refuseCollation(g.string());
  else if (CONSTRAINT_WORDS.some((words) => g.try(...words.split(' ')))) return;
  else {
    g.refuse('MASKING POLICY', 'WITH MASKING POLICY', 'PROJECTION POLICY', 'AS', 'CHECK');
    g.unexpected();
  }
}

function endsDefault(g: Grammar): boolean {
  return g.looksAt(',') || g.looksAt(')') || AFTER_DEFAULT.some((word) => g.looksAt(word));
}

/** Only the plain binary collation is the same in both engines. */
function refuseCollation(name: string): void {
  if (name !== '' && name !== 'utf8') throw unsupported(`COLLATE '${name}'`);
}

/** Definitions whose types are all known, as the catalog keeps them. */
export function catalogColumns(names: Names, definitions: readonly ColumnDefinition[]): CatalogColumn[] {
  return definitions.map((definition, i) => {
    if (definition.type === null)
      throw refused(`Missing data type of column '${definition.name}'.`, '002040', '42601');
    const column = {
      ...definition,
      physical: `c${i + 1}`,
      type: definition.type,
      tags: withTags(names, {}, definition.tags),
    };
    checkIdentity(column);
    return column;
  });
}

/**
 * A query's columns under a CREATE statement's column list: the list names and describes, the query gives the types
 * the list leaves out. Without a list the query's own names hold, and must differ.
 */
export function columnsOfQuery(
  names: Names,
  definitions: readonly ColumnDefinition[] | undefined,
  query: readonly AccountColumn[],
  what: string,
): CatalogColumn[] {
  if (definitions !== undefined && definitions.length !== query.length) {
    throw refused(
      `Invalid column definition list for ${what}: ${definitions.length} columns are declared, the query has ${query.length}.`,
      '002026',
      '42601',
    );
  }
  const columns = query.map((column, i) => {
    const declared = definitions?.[i];
    if (declared?.identity != null)
      throw unsupported(`AUTOINCREMENT in a table that a query fills (${declared.name})`);
    return {
      name: declared?.name ?? column.name,
      physical: `c${i + 1}`,
      type: declared?.type ?? column.type,
      nullable: declared?.type == null ? column.nullable && (declared?.nullable ?? true) : declared.nullable,
      default: declared?.default ?? null,
      comment: declared?.comment ?? null,
      primaryKey: declared?.primaryKey ?? false,
      uniqueKey: declared?.uniqueKey ?? false,
      tags: withTags(names, {}, declared?.tags ?? []),
    };
  });
  const twice = columns.find((column, i) => columns.findIndex((c) => c.name === column.name) !== i);
  if (twice !== undefined) throw refused(`duplicate column name '${twice.name}'`, '002025', '42S21');
  return columns;
}

/** `(c1 DECIMAL(38,0) NOT NULL, …)` for DuckDB. */
export function duckdbColumns(columns: readonly CatalogColumn[]): string {
  return columns.map((c) => duckdbColumn(c.physical, c.type, c.nullable)).join(', ');
}

/**
 * One column's definition. DuckDB packs the bits of 128-bit numbers, which NUMBER(38, 0) is, and takes a hundred times
 * as long to read them as to read them unpacked.
 */
export function duckdbColumn(physical: string, type: SnowflakeType, nullable: boolean): string {
  const text = duckdbType(type);
  const isWide = /^(?:HUGEINT|DECIMAL\((?:19|[23]\d),)/.test(text);
  return `${physical} ${text}${isWide ? ' USING COMPRESSION uncompressed' : ''}${nullable ? '' : ' NOT NULL'}`;
}

/** A physical column name no column of the table has. */
export function freePhysical(columns: readonly CatalogColumn[]): string {
  return `c${Math.max(0, ...columns.map((c) => Number(c.physical.slice(1)))) + 1}`;
}
