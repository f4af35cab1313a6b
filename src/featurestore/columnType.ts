import type { ResultColumn } from '../session/session.js';

/** A result column's type as DESCRIBE prints it: `NUMBER(10,2)`, `VARCHAR(16777216)`, `TIMESTAMP_NTZ`. */
export function columnType({ type, precision, scale, length }: ResultColumn): string {
  if (type === 'NUMBER' && precision !== undefined) return `NUMBER(${precision},${scale ?? 0})`;
  if (type === 'TEXT') return length === undefined ? 'VARCHAR' : `VARCHAR(${length})`;
  return type;
}
