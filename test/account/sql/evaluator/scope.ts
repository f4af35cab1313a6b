import type { ColumnReference } from '../../../../src/dataframe/expression/column.js';
import { columnIndex } from './relation.js';
import type { Relation, RelationColumn } from './relation.js';
import type { Place, Typed } from './typed.js';
import type { Row, Value } from './value.js';

export const placesOf = (rows: readonly Row[]): Place[] => rows.map((row, index) => ({ row, rows, index }));

/** Columns of relations that stand side by side in one row, found by the row that owns them. */
export function scopeOf(parts: readonly (readonly [object, Relation])[]): (column: ColumnReference) => Typed {
  return (column) => {
    let offset = 0;
    for (const [owner, relation] of parts) {
      if (owner === column.owner) return columnTyped(relation, column.name, offset);
      offset += relation.columns.length;
    }
    throw new Error(`${column.name} belongs to none of the rows.`);
  };
}

export function columnTyped(relation: Relation, name: string, offset = 0): Typed {
  const index = columnIndex(relation, name);
  return {
    type: (relation.columns[index] as RelationColumn).type,
    of: (place) => place.row[offset + index] as Value,
  };
}
