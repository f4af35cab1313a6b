import type { Expression } from '../expression/expression.js';
import type { SqlType } from '../type.js';
import type { Column } from './column.js';

/** `UNKNOWN`: a type that is not known; `INT` and `DECIMAL` are NUMBER without and with digits after the point. */
export type ColumnClassName = Exclude<SqlType['kind'], 'NUMBER'> | 'INT' | 'DECIMAL' | 'UNKNOWN';

type ColumnClass = new (expression: Expression) => Column;

let classes: Readonly<Record<ColumnClassName, ColumnClass>> | undefined;

/** Says which class a column of each type has. Set once by `classes.ts`, so that the classes can make each other. */
export function setClasses(table: Readonly<Record<ColumnClassName, ColumnClass>>): void {
  classes = table;
}

/** The column object of an expression, of the class its type has. The caller says what the types promise. */
export function wrap<C extends Column>(expression: Expression): C {
  if (!classes) throw new Error('columns/classes.js must be loaded before columns are made.');
  return new classes[classNameOf(expression.type)](expression) as C;
}

function classNameOf(type: SqlType | null): ColumnClassName {
  if (type === null) return 'UNKNOWN';
  if (type.kind !== 'NUMBER') return type.kind;
  return type.scale === 0 ? 'INT' : 'DECIMAL';
}
