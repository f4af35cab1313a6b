import { expressionOf } from '../../../../src/dataframe/columns/expressionOf.js';
import type { Column } from '../../../../src/index.js';
import type { PairCondition } from '../evaluator/meanings.js';
import { quoted } from './names.js';

/**
 * Marks around callbacks and conditions in a program's text. Run, they become calls that tell the callback's parameters
 * (as loading a definition file does) and keep the condition; read, they are left out.
 */
const OPEN = '\ue001';
const NAMES = '\ue002';
const CLOSE = '\ue003';
const KEPT = '\ue004';

export const lambda = (parameters: readonly string[], body: string): string =>
  `${OPEN}${parameters.map(quoted).join(', ')}${NAMES}(${parameters.join(', ')}) => ${body}${CLOSE}`;

/** A condition over two rows that `Kept` will have. */
export const captured = (condition: string, left: string, right: string): string =>
  `${KEPT}${left}, ${right}${NAMES}${condition}${CLOSE}`;

/** A frame without a variable, by the name it is run under. */
export const chained = (id: string): string => `\ue005${id}\ue006`;

export const readableText = (text: string, chains: ReadonlyMap<string, string>): string =>
  text
    .replace(/\ue005(\w+)\ue006/g, (_, id: string) => readableText(chains.get(id) ?? '', chains))
    .replace(/[\ue001\ue004][^\ue002]*\ue002/g, '')
    .replaceAll(CLOSE, '');

export const runnableText = (text: string): string =>
  text
    .replace(/[\ue005\ue006]/g, '')
    .replace(/\ue001([^\ue002]*)\ue002/g, 'callback(1, [$1], ')
    .replace(/\ue004([^\ue002]*)\ue002/g, 'keep($1, ')
    .replaceAll(CLOSE, ')');

/** Keeps the condition that a callback gave, with its rows. */
export class Kept {
  condition: PairCondition | undefined;

  readonly keep = (left: object, right: object, condition: Column): Column => {
    this.condition = {
      expression: expressionOf(condition),
      leftRow: ownerOf(left),
      rightRow: ownerOf(right),
    };
    return condition;
  };
}

function ownerOf(row: object): object {
  const [column] = Object.values(row) as Column[];
  const expression = column && expressionOf(column);
  if (expression?.kind !== 'column') throw new Error('A row has columns.');
  return expression.owner;
}
