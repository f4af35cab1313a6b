import { expressionOf } from '../../../../src/dataframe/columns/expressionOf.js';
import type { Column } from '../../../../src/index.js';
import type { Told } from '../evaluator/meanings/meaning.js';
import { quoted } from './names.js';

/**
 * Marks around callbacks in a program's text. Run, they become calls that tell the callback's parameters (as loading a
 * definition file does) and keep what it gives; read, they are left out.
 */
const OPEN = '\ue001';
const NAMES = '\ue002';
const CLOSE = '\ue003';

export const lambda = (parameters: readonly string[], body: string): string =>
  `${OPEN}${parameters.join(', ')}${NAMES}${body}${CLOSE}`;

/** A frame without a variable, by the name it is run under. */
export const chained = (id: string): string => `\ue005${id}\ue006`;

export const readableText = (text: string, chains: ReadonlyMap<string, string>): string =>
  text
    .replace(/\ue005(\w+)\ue006/g, (_, id: string) => readableText(chains.get(id) ?? '', chains))
    .replace(/\ue001([^\ue002]*)\ue002/g, '($1) => ')
    .replaceAll(CLOSE, '');

export const runnableText = (text: string): string =>
  text
    .replace(/[\ue005\ue006]/g, '')
    .replace(/\ue001([^\ue002]*)\ue002/g, (_, names: string) => {
      const told = names.split(', ').map(quoted).join(', ');
      return `callback(1, [${told}], (${names}) => keep([${names}], `;
    })
    .replaceAll(CLOSE, '))');

/** Keeps what the callbacks of a step gave, in the order in which they were called. */
export class Kept {
  told: Told[] = [];

  readonly keep = <T>(rows: readonly object[], result: T): T => {
    this.told.push({ rows: rows.map(ownerOf), result });
    return result;
  };
}

function ownerOf(row: object): object {
  const [column] = Object.values(row) as Column[];
  const expression = column && expressionOf(column);
  if (expression?.kind !== 'column') throw new Error('A row has columns.');
  return expression.owner;
}
