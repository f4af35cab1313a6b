import { functionCall } from '../expression/call.js';
import { cast } from '../expression/cast.js';
import type { Expression } from '../expression/expression.js';
import { report } from '../problems.js';
import { here } from '../trace.js';
import { ARRAY, FLOAT, sameVectors } from '../type.js';
import { Column } from './column.js';
import { expressionOf } from './expressionOf.js';
import type { Float } from './number.js';
import { describeType, operand } from './operand.js';
import type { ArrayCol } from './semiStructured.js';
import { wrap } from './wrap.js';

type VectorValue = Vector | readonly number[];

/**
 * VECTOR: a fixed number of 32-bit numbers, such as an embedding. Snowflake compares vectors byte by byte, which says
 * nothing about their values, so there are no comparisons here: use the distances. Constants are arrays of numbers.
 */
export class Vector extends Column {
  declare protected readonly sqlType: 'VECTOR';

  /**
   * The cosine of the angle between the vectors: 1 for the same direction, 0 for a right angle, -1 for the opposite. A
   * FLOAT; NULL where one is NULL, an error of the query where one is all zeros (VECTOR_COSINE_SIMILARITY).
   */
  vectorCosine(other: VectorValue): Float {
    return distance(this, 'vectorCosine', 'VECTOR_COSINE_SIMILARITY', other);
  }

  /** The length of the line between the vectors, a FLOAT; NULL where one is NULL (VECTOR_L2_DISTANCE). */
  vectorL2(other: VectorValue): Float {
    return distance(this, 'vectorL2', 'VECTOR_L2_DISTANCE', other);
  }

  /** The sum of the products of the elements, a FLOAT; NULL where one is NULL (VECTOR_INNER_PRODUCT). */
  vectorInner(other: VectorValue): Float {
    return distance(this, 'vectorInner', 'VECTOR_INNER_PRODUCT', other);
  }

  /** The elements as ARRAY; NULL stays NULL (`CAST(x AS ARRAY)`). */
  toArray(): ArrayCol {
    return wrap(cast(expressionOf(this), ARRAY, false, here()));
  }
}

function distance(column: Vector, method: string, name: string, other: VectorValue): Float {
  const left = expressionOf(column);
  const right = operand(other, left.type);
  expectSameVectors(method, left, right);
  return wrap(functionCall(name, [left, right], FLOAT, here()));
}

function expectSameVectors(method: string, left: Expression, right: Expression): void {
  if (!left.type || !right.type || sameVectors(left.type, right.type)) return;
  report({
    code: 'type-mismatch',
    severity: 'error',
    message: `${method} takes vectors of one element type and length, not ${describeType(left.type)} and ${describeType(right.type)}.`,
    place: { call: here() },
  });
}
