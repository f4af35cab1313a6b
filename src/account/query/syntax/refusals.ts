/** Refusals of the reading stages, with their place in the source. */
import { AccountError } from '../../account.js';
import { positionAt } from '../lexer.js';
import type { Token } from '../lexer.js';

export function syntaxError(source: string, token: Token | undefined): AccountError {
  const offset = token?.start ?? source.length;
  const { line, column } = positionAt(source, offset);
  return new AccountError(
    `SQL compilation error:\nsyntax error line ${line} at position ${column} unexpected '${token?.text ?? '<EOF>'}'.`,
    '001003',
    '42000',
    { line, column },
  );
}

export function unsupported(source: string, feature: string, token: Token | undefined): AccountError {
  const position = token === undefined ? undefined : positionAt(source, token.start);
  return new AccountError(
    `SQL compilation error:\nUnsupported feature '${feature}'.`,
    '000002',
    '0A000',
    position,
  );
}
