/** An expression after binding: DuckDB text and Snowflake type. */
import type { SnowflakeType } from '../../account.js';
import { MAX_TEXT } from '../../../sql/read/types.js';

/** The type of an untyped NULL, which takes the type of its surroundings. */
export interface NullType {
  readonly kind: 'NULL';
}
export type BoundType = SnowflakeType | NullType;

export interface Bound {
  /** DuckDB text whose DuckDB type is exactly `duckdbType(type)`; self-delimiting, so that it can stand in any place. */
  readonly sql: string;
  readonly type: BoundType;
  /** False only where a NULL is impossible: NOT NULL columns read directly, literals. */
  readonly nullable: boolean;
  /** A text or number literal's value, for functions that act on it while binding (formats, parts, paths). */
  readonly constant?: string;
  /** Of a VARIANT: the kind of the value it was just made of, where JSON does not tell it. */
  readonly was?: SnowflakeType['kind'];
}

export const bound = (sql: string, type: BoundType, nullable = true): Bound => ({ sql, type, nullable });

/** The one printer of DuckDB text literals. */
export function quote(text: string): string {
  const literal = (part: string) => `'${part.replaceAll("'", "''")}'`;
  // DuckDB's text would end at U+0000.
  return text.includes('\0') ? `(${text.split('\0').map(literal).join(' || chr(0) || ')})` : literal(text);
}

/** The one printer of DuckDB identifiers. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A result never has an untyped column: Snowflake shows NULL as TEXT. */
export function settled(type: BoundType): SnowflakeType {
  return type.kind === 'NULL' ? { kind: 'TEXT', length: MAX_TEXT } : type;
}
