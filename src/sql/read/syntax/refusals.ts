/** Refusals of the reading stages, with their place in the source. */
import { ReadError } from '../readError.js';
import { positionAt } from '../lexer.js';
import type { Token } from '../lexer.js';

export function syntaxError(source: string, token: Token | undefined): ReadError {
  const offset = token?.start ?? source.length;
  const { line, column } = positionAt(source, offset);
  return new ReadError(
    `SQL compilation error:\nsyntax error line ${line} at position ${column} unexpected '${token?.text ?? '<EOF>'}'.`,
    '001003',
    '42000',
    { line, column },
  );
}

export function unsupported(source: string, feature: string, token: Token | undefined): ReadError {
  const position = token === undefined ? undefined : positionAt(source, token.start);
  return new ReadError(
    `SQL compilation error:\nUnsupported feature '${feature}'.`,
    '000002',
    '0A000',
    position,
  );
}
