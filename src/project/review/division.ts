import type { Binary } from '../../dataframe/expression/binary.js';
import type { Expression } from '../../dataframe/expression/expression.js';
import { children } from '../../dataframe/expression/walk.js';
import type { Node } from '../../dataframe/plan/node.js';
import type { ProblemMessage } from '../evaluation/protocol.js';
import { finding } from './finding.js';
import { isNonZero, placeIn } from './nonZero.js';
import type { Place } from './nonZero.js';
import { expressionsOf } from './plan.js';

/** Divisions whose divisor may be zero: the query fails at the first such row ("Division by zero"). */
export function* divisionByZero(node: Node): Iterable<ProblemMessage> {
  for (const expression of expressionsOf(node)) yield* divisions(expression, placeIn(node));
}

function* divisions(expression: Expression, place: Place): Iterable<ProblemMessage> {
  if (expression.kind === 'binary' && (expression.operator === '/' || expression.operator === '%'))
    if (!isNonZero(expression.right, place)) yield said(expression);
  if (expression.kind === 'case') {
    for (const { when, then } of expression.branches) {
      yield* divisions(when, place);
      yield* divisions(then, { ...place, guards: [...place.guards, when] });
    }
    if (expression.otherwise) yield* divisions(expression.otherwise, place);
    return;
  }
  if (expression.kind === 'window') for (const arg of expression.function.args) yield* divisions(arg, place);
  else for (const child of children(expression)) yield* divisions(child, place);
}

function said({ operator, right, call }: Binary): ProblemMessage {
  const divisor = right.kind === 'column' ? right.name : 'the divisor';
  const ways =
    operator === '/' ? 'safeDiv gives NULL there, div0 gives 0' : 'nullIf(0) on the divisor gives NULL there';
  return finding(
    'division-by-zero',
    'warning',
    `The query fails where ${divisor} is 0: ${ways}; a filter on the divisor before keeps such rows out.`,
    call,
    operator === '/' ? { instead: { method: 'safeDiv', of: 'div' } } : {},
  );
}
