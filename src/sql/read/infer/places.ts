/** Where an expression stands. */
import type { Expression } from '../syntax/tree.js';

/** Offsets of the first and the last token of an expression that have one. */
export interface Extent {
  readonly first: number;
  readonly last: number;
}

/** The names and calls of an expression, from the first to the last; null when it holds none. */
export function firstPlace(e: Expression): Extent | null {
  const places: number[] = [];
  collect(e, places);
  return places.length === 0 ? null : { first: Math.min(...places), last: Math.max(...places) };
}

function collect(e: Expression, places: number[]): void {
  const into = (...parts: readonly (Expression | null)[]) => {
    for (const part of parts) if (part !== null) collect(part, places);
  };
  switch (e.kind) {
    case 'column':
      places.push(...e.path.map((n) => n.at));
      return;
    case 'call':
      places.push(e.at);
      into(...e.args);
      return;
    case 'binary':
      return into(e.left, e.right);
    case 'between':
      return into(e.operand, e.low, e.high);
    case 'in':
    case 'row':
    case 'array':
      return into(...(e.kind === 'in' ? [e.operand] : []), ...e.items);
    case 'case':
      return into(e.operand, ...e.whens.flat(), e.otherwise);
    case 'bind':
      places.push(e.at);
      return;
    case 'negate':
    case 'not':
    case 'isNull':
    case 'isBoolean':
    case 'like':
    case 'cast':
    case 'path':
      return into(e.operand);
    case 'index':
      return into(e.operand, e.index);
    default:
      return;
  }
}
