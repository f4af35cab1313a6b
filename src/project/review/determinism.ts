import type { Expression } from '../../dataframe/expression/expression.js';
import { definitionOf } from '../../dataframe/facts/columns.js';
import { inputs } from '../../dataframe/plan/node.js';
import type { Node } from '../../dataframe/plan/node.js';
import type { CallId } from '../../dataframe/trace.js';
import type { ProblemMessage } from '../evaluation/protocol.js';
import { finding } from './finding.js';
import { expressionsOf, within } from './plan.js';

/** What gives another result for the same rows: from run to run, or from session to session. */
export function* notDeterministic(node: Node): Iterable<ProblemMessage> {
  yield* floatKeys(node);
  for (const expression of expressionsOf(node).flatMap((e) => [...within(e)])) {
    yield* chance(expression);
    yield* floatSum(node, expression);
    yield* sessionTimeZone(expression);
  }
}

const ARBITRARY: Readonly<Record<string, string>> = {
  MODE: 'MODE takes an arbitrary one of equally frequent values. mostFrequent says which.',
  ANY_VALUE: 'ANY_VALUE takes an arbitrary value of the group. Take max, min or maxBy.',
};

function* chance(expression: Expression): Iterable<ProblemMessage> {
  if (expression.kind !== 'aggregate') return;
  const message = ARBITRARY[expression.name];
  if (message !== undefined) yield finding('arbitrary-value', 'warning', message, expression.call);
}

const SUMS: ReadonlySet<string> = new Set(['SUM', 'AVG']);
const EQUALITIES: ReadonlySet<string> = new Set(['=', '<>', 'IS NOT DISTINCT FROM']);

/** Sums of FLOAT depend on the order of the rows, another one in each run: they are equal to nothing, nor a key. */
function* floatSum(node: Node, expression: Expression): Iterable<ProblemMessage> {
  if (expression.kind !== 'binary' || !EQUALITIES.has(expression.operator)) return;
  for (const side of [expression.left, expression.right])
    if (side.kind === 'column' && isFloatSum(node, side.name))
      yield floatSumAt(side.name, 'compared', expression.call);
}

function* floatKeys(node: Node): Iterable<ProblemMessage> {
  if (node.kind !== 'aggregate') return;
  for (const { expression } of node.keys)
    if (expression.kind === 'column' && isFloatSum(node, expression.name))
      yield floatSumAt(expression.name, 'grouped by', node.call);
}

function isFloatSum(node: Node, column: string): boolean {
  return inputs(node).some((input) => {
    const made = definitionOf(input, column)?.expression;
    return made?.kind === 'aggregate' && SUMS.has(made.name) && made.args[0]?.type?.kind === 'FLOAT';
  });
}

const floatSumAt = (column: string, used: string, call: CallId | undefined): ProblemMessage =>
  finding(
    'float-sum',
    'warning',
    `${column} is a sum of FLOAT, whose last digits depend on the order of the rows: it is another one after a refresh, and is ${used} here. Sum toNumber(38, 6) of the values.`,
    call,
  );

/** Functions that give a part of a moment, or a moment without its zone. */
const PARTS =
  /^(YEAR|QUARTER|MONTH|WEEK|WEEKISO|DAY|DAYOF\w*|DAYNAME|HOUR|MINUTE|DATE_TRUNC|TIME_SLICE|LAST_DAY|TO_DATE|TO_TIME|TO_CHAR|DATE_PART|DATEDIFF|TRUNC)$/;

function* sessionTimeZone(expression: Expression): Iterable<ProblemMessage> {
  const isLocal = (e: Expression) => e.type?.kind === 'TIMESTAMP_LTZ';
  const depends =
    expression.kind === 'cast'
      ? isLocal(expression.operand) && !isLocal(expression)
      : expression.kind === 'call' && PARTS.test(expression.name) && expression.args.some(isLocal);
  if (!depends) return;
  yield finding(
    'session-time-zone',
    'information',
    "This reads a TIMESTAMP_LTZ in the session's time zone: another session may get another day. Store TIMESTAMP_NTZ in one zone, or convert the column in its source.",
    'call' in expression ? expression.call : undefined,
  );
}
