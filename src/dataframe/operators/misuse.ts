import { report } from '../problems.js';
import { here } from '../trace.js';
import type { Column } from '../columns/column.js';
import { refused, reportOperator } from './operands.js';

/** A column where JavaScript decides what happens next: `if`, loops, `switch`, the left of a statement's `&&`. */
export function columnDecides(construct: string): void {
  reportOperator(
    'column-as-condition',
    `${construct} decides once, when the definition is read; a column has a value in every row. Use c ? a : b, && and || for values, filter for rows.`,
  );
}

/** `!!column`: a condition is one already. */
export function doubleNegation(): void {
  reportOperator(
    'column-as-condition',
    '!! makes no condition of a column: a BOOLEAN is one already, others are compared (=== , > …) or asked notNull().',
  );
}

const INERT: Readonly<Record<string, string>> = {
  '++': 'a column is not counted up: write x + 1',
  '--': 'a column is not counted down: write x - 1',
  await: 'a column is not waited for: it holds no data',
};

/** An operator that can do nothing with a column. */
export function inertOperator(operator: string): void {
  reportOperator('operator-misuse', `${operator}: ${INERT[operator] ?? 'not for columns'}.`);
}

/** `typeof column`: TypeScript's types of columns speak of their values, JavaScript of the object that stands for them. */
export function typeAsked(): void {
  report({
    code: 'typeof-column',
    severity: 'warning',
    message:
      "typeof gives 'object' for every column, whatever its values are. Take columns and constants in functions of their own.",
    place: { call: here() },
  });
}

/** `r.NAME.length > 3`, which JavaScript would answer for the method itself. */
export function methodAsValue(): Column {
  return refused(
    'operator-misuse',
    'This is a method of the column, not a value: call it, as in r.NAME.length().',
  );
}
