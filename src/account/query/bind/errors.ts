/** Refusals while names and types are resolved, worded as Snowflake words them. */
import { AccountError } from '../../account.js';
import type { BoundType } from './bound.js';
import { settled } from './bound.js';
import { typeText } from '../../../sql/read/types.js';
import { positionAt } from '../../../sql/read/lexer.js';

export interface Place {
  readonly line: number;
  readonly column: number;
}

export function place(source: string, at: number): Place {
  return positionAt(source, at);
}

function located(message: string, code: string, state: string, where: Place | undefined): AccountError {
  const prefix = where === undefined ? '' : `error line ${where.line} at position ${where.column}\n`;
  return new AccountError(`SQL compilation error: ${prefix}${message}`, code, state, where);
}

export const invalidIdentifier = (name: string, where?: Place): AccountError =>
  located(`invalid identifier '${name}'`, '000904', '42000', where);

export const ambiguousColumn = (name: string, where?: Place): AccountError =>
  located(`ambiguous column name '${name}'`, '002023', '42601', where);

export const notGrouped = (name: string, where?: Place): AccountError =>
  located(`'${name}' is not a valid group by expression`, '000979', '42601', where);

export const unknownFunction = (name: string, where?: Place): AccountError =>
  new AccountError(`SQL compilation error:\nUnknown function ${name}`, '002140', '42601', where);

export const unknownTableFunction = (name: string, where?: Place): AccountError =>
  new AccountError(
    `SQL compilation error:\nInvalid identifier '${name}': unknown table function.`,
    '002141',
    '42601',
    where,
  );

export function wrongArguments(name: string, count: number, where?: Place): AccountError {
  return located(
    `invalid argument count (${count}) for function '${name}'`,
    count === 0 ? '000938' : '000939',
    '22023',
    where,
  );
}

export function wrongType(name: string, types: readonly BoundType[], where?: Place): AccountError {
  const list = types.map((t) => typeText(settled(t))).join(', ');
  return located(`Invalid argument types for function '${name}': (${list})`, '001044', '42P13', where);
}

export const unsupportedFeature = (feature: string, where?: Place): AccountError =>
  new AccountError(`SQL compilation error:\nUnsupported feature '${feature}'.`, '000002', '0A000', where);

export const badArgument = (message: string, where?: Place): AccountError =>
  located(message, '001015', '22023', where);
