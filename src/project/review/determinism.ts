import type { Expression } from '../../dataframe/expression/expression.js';
import type { Node } from '../../dataframe/plan/node.js';
import type { ProblemMessage } from '../evaluation/protocol.js';
import { finding } from './finding.js';
import { expressionsOf, within } from './plan.js';

/** What gives another result for the same rows: from run to run, or from session to session. */
export function* notDeterministic(node: Node): Iterable<ProblemMessage> {
  for (const expression of expressionsOf(node).flatMap((e) => [...within(e)])) {
    yield* chance(expression);
    yield* floatSum(expression);
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

/** Sums of FLOAT depend on the order of the rows, which is another one in each run. */
function* floatSum(expression: Expression): Iterable<ProblemMessage> {
  if (expression.kind !== 'aggregate' || !SUMS.has(expression.name)) return;
  if (expression.args[0]?.type?.kind !== 'FLOAT') return;
  yield finding(
    'float-sum',
    'hint',
    `${expression.name} of FLOAT depends on the order of the rows in its last digits, and is another one after a refresh. Convert with toNumber(38, 6) where values are compared.`,
    expression.call,
  );
}

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
