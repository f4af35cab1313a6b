import type { AccountBind } from '../account.js';
import { AccountError } from '../account.js';
import { isObject } from './requestBody.js';

const bindTypes: Readonly<Record<AccountBind['type'], true>> = {
  FIXED: true,
  REAL: true,
  BOOLEAN: true,
  TEXT: true,
  VARIANT: true,
  DATE: true,
  TIME: true,
  TIMESTAMP_NTZ: true,
  TIMESTAMP_LTZ: true,
  TIMESTAMP_TZ: true,
};

const isBindType = (type: unknown): type is AccountBind['type'] =>
  typeof type === 'string' && type in bindTypes;

const invalid = (what: string) => new AccountError(`Invalid bind variables: ${what}.`, '002049', '42601');

/** Drivers send a time as nanoseconds since midnight, or as text. */
function timeText(value: string): string {
  if (!/^\d+$/.test(value)) return value;
  const [seconds, nanoseconds] = [BigInt(value) / 1_000_000_000n, BigInt(value) % 1_000_000_000n];
  const clock = [seconds / 3600n, (seconds / 60n) % 60n, seconds % 60n].map((part) =>
    String(part).padStart(2, '0'),
  );
  return `${clock.join(':')}.${String(nanoseconds).padStart(9, '0')}`;
}

function bind(position: number, raw: unknown): AccountBind {
  if (!isObject(raw)) throw invalid(`number ${position} is missing`);
  const { type, value } = raw;
  if (Array.isArray(value)) {
    throw new AccountError(
      'The local account does not take array binds; send one row a statement, or PUT and COPY.',
      '000002',
      '0A000',
    );
  }
  // A null has no type of its own; some drivers say so.
  if (value === null && type === 'ANY') return { type: 'TEXT', value };
  if (!isBindType(type)) throw invalid(`number ${position} has the unknown type ${String(type)}`);
  if (value !== null && typeof value !== 'string')
    throw invalid(`the value of number ${position} is not text`);
  return { type, value: type === 'TIME' && value !== null ? timeText(value) : value };
}

/** The request's `bindings`, `{"1": {type, value}, …}`, in order. */
export function readBinds(bindings: unknown): readonly AccountBind[] | undefined {
  if (bindings === undefined || bindings === null) return undefined;
  if (!isObject(bindings)) throw invalid('not an object');
  const count = Object.keys(bindings).length;
  return Array.from({ length: count }, (_, index) => bind(index + 1, bindings[String(index + 1)]));
}
