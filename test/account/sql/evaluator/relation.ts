import { writeJson } from './json.js';
import type { Type } from './type.js';
import { Failure, Loose } from './value.js';
import type { Row, Value } from './value.js';

export interface RelationColumn {
  readonly name: string;
  readonly type: Type;
}

/** Rows with typed columns. */
export interface Relation {
  readonly columns: readonly RelationColumn[];
  readonly rows: readonly Row[];
}

export function columnIndex({ columns }: Relation, name: string): number {
  const index = columns.findIndex((c) => c.name === name);
  if (index < 0)
    throw new Error(`There is no column ${name} among ${columns.map((c) => c.name).join(', ')}.`);
  return index;
}

/** Whether nothing tells the rows apart. */
export const sameRow = (a: Row, b: Row): boolean => a.every((value, i) => sameValue(value, b[i] ?? null));

function sameValue(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return false;
  if (a instanceof Failure || b instanceof Failure || a instanceof Loose || b instanceof Loose) return false;
  return writeJson(a) === writeJson(b);
}
