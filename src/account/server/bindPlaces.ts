/** Where a statement takes bind values. */
import { tokenize } from '../query/reading.js';
import type { Token } from '../../sql/read/lexer.js';

const isQuestionMark = (token: Token): boolean => token.kind === 'operator' && token.text === '?';

/** `:3`, but not the path in `v:3`: there the colon touches what is before it. */
function isNumbered(tokens: readonly Token[], at: number): boolean {
  const [before, colon, number] = [tokens[at - 1], tokens[at], tokens[at + 1]];
  return (
    colon?.text === ':' &&
    number?.kind === 'number' &&
    number.start === colon.end &&
    (before === undefined || before.end < colon.start || before.text === '(' || before.text === ',')
  );
}

/** How many bind places a statement has: its question marks, or the highest of its numbers. */
export function bindPlaces(sql: string): number {
  const tokens = tokenize(sql);
  const numbers = tokens.flatMap((_, at) => (isNumbered(tokens, at) ? [Number(tokens[at + 1]!.text)] : []));
  return Math.max(tokens.filter(isQuestionMark).length, ...numbers);
}
