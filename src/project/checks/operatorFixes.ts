import type { ProblemMessage } from '../evaluation/protocol.js';
import type { CallPlace } from '../evaluation/places.js';
import { tokenAfter } from '../evaluation/tokens.js';
import type { Fix } from '../model.js';
import type { Range } from '../text.js';
import type { Locator } from './locate.js';
import { replacement } from './rule.js';

/** An operator in the file, with the texts of its operands. */
interface Written {
  readonly text: string;
  readonly whole: Range;
  readonly operands: readonly string[];
  readonly operator: string;
  /** The operands of the operator that is this one's left operand. */
  readonly leftOperands: readonly string[];
}

/** What was meant, where the problem of an operator leaves no choice. */
export function operatorFix(problem: ProblemMessage, locator: Locator): Fix | undefined {
  const correct = CORRECTIONS[problem.code];
  const found = correct && locator.call(problem.place.call);
  const module = found && locator.module(found.file);
  if (!correct || !found || !module) return undefined;
  const { text } = module.source;
  const corrected = correct(written(text, found.place, [...module.places.calls.values()]), problem);
  return corrected === undefined
    ? undefined
    : replacement(locator.span(found.file, found.place.whole), corrected);
}

function written(
  text: string,
  { whole, arguments: operands }: CallPlace,
  all: readonly CallPlace[],
): Written {
  const textOf = ({ start, end }: Range): string => text.slice(start, end);
  const [left, right] = operands;
  const inner = all.find(
    (place) =>
      place.whole.start === left?.start && place.whole.end === left.end && place.arguments.length === 2,
  );
  const from = left ? tokenAfter(text, left.end) : 0;
  return {
    text: textOf(whole),
    whole,
    operands: operands.map(textOf),
    operator: left && right ? (/^[^\s/]+/.exec(text.slice(from, right.start))?.[0] ?? '') : '',
    leftOperands: inner?.arguments.map(textOf) ?? [],
  };
}

type Correction = (written: Written, problem: ProblemMessage) => string | undefined;

const CORRECTIONS: Readonly<Partial<Record<string, Correction>>> = {
  'loose-equality': ({ operands: [a, b], operator }) => `${a ?? ''} ${operator}= ${b ?? ''}`,

  'null-comparison': ({ operands, operator }) => {
    const column = operands.find((operand) => operand !== 'null' && operand !== 'undefined');
    if (column === undefined || operands.every((operand) => operand === column)) return undefined;
    return `${receiver(column)}.${operator.startsWith('!') ? 'notNull' : 'isNull'}()`;
  },

  'chained-comparison': ({ operands: [left, right], operator, leftOperands: [, middle] }) =>
    middle === undefined ? undefined : `${left ?? ''} && ${middle} ${operator} ${right ?? ''}`,

  'date-arithmetic': ({ operands: [a, b] }, { suggestion }) =>
    suggestion === undefined || b === undefined ? undefined : `${receiver(b)}.${suggestion}(${a ?? ''})`,

  'column-as-condition': ({ text, operands: [operand] }) => (text.startsWith('!!') ? operand : undefined),
};

/** An expression that a method can be called on. */
function receiver(text: string): string {
  return /^[\p{ID_Start}_$][\w$]*(\.[\w$]+|\([^()]*\)|\[[^[\]]*\])*$/u.test(text) ? text : `(${text})`;
}
