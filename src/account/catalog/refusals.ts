import { AccountError } from '../account.js';

/** Snowflake's refusals about objects, by its own numbers and words. */

function compilation(text: string): string {
  return `SQL compilation error:\n${text}`;
}

/** `kind` as the message spells it: `Table`, `View`, `Object`, `Database`, … */
export function doesNotExist(kind: string, name: string): AccountError {
  return new AccountError(
    compilation(`${kind} '${name}' does not exist or not authorized.`),
    '002003',
    '02000',
  );
}

export function cannotOperate(): AccountError {
  return new AccountError(
    compilation('Object does not exist, or operation cannot be performed.'),
    '002043',
    '02000',
  );
}

export function alreadyExists(name: string): AccountError {
  return new AccountError(compilation(`Object '${name}' already exists.`), '002002', '42710');
}

/** CREATE over an object of another kind; OR REPLACE does not help. */
export function existsAs(name: string, actual: string): AccountError {
  return new AccountError(
    compilation(`Object '${name}' already exists as ${underscored(actual)}`),
    '001998',
    '42710',
  );
}

/** ALTER or DROP of an object of another kind. */
export function wrongKind(name: string, actual: string, wanted: string): AccountError {
  return new AccountError(
    compilation(
      `Object found is of type '${underscored(actual)}', not specified type '${underscored(wanted)}': ${name}.`,
    ),
    '002203',
    '02000',
  );
}

function underscored(kind: string): string {
  return kind.replaceAll(' ', '_');
}

export function unsupported(feature: string, hint = ''): AccountError {
  return new AccountError(
    compilation(`Unsupported feature '${feature}'.${hint === '' ? '' : ` ${hint}`}`),
    '000002',
    '0A000',
  );
}

export function invalidValue(value: string, property: string, hint = ''): AccountError {
  return new AccountError(
    compilation(`invalid value [${value}] for parameter '${property}'${hint === '' ? '' : `: ${hint}`}`),
    '001008',
    '22023',
  );
}

export function refused(text: string, code: string, sqlState: string): AccountError {
  return new AccountError(compilation(text), code, sqlState);
}

export function noCurrentDatabase(operation: string): AccountError {
  return new AccountError(
    `Cannot perform ${operation}. This session does not have a current database. Call 'USE DATABASE', or use a qualified name.`,
    '090105',
    '22000',
  );
}

export function noCurrentSchema(operation: string): AccountError {
  return new AccountError(
    `Cannot perform ${operation}. This session does not have a current schema. Call 'USE SCHEMA', or use a qualified name.`,
    '090106',
    '22000',
  );
}
