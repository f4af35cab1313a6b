import type { AccountBind } from '../account.js';
import { AccountError } from '../account.js';
import { isObject } from './requestBody.js';

const bindTypes: Readonly<Record<AccountBind['type'], true>> = {
  FIXED: true,
  REAL: true,
  BOOLEAN: true,
  TEXT: true,
  VARIANT: true,
  BINARY: true,
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

function bind(position: number, type: unknown, value: unknown): AccountBind {
  // A null has no type of its own; some drivers say so.
  if (value === null && type === 'ANY') return { type: 'TEXT', value };
  if (!isBindType(type)) throw invalid(`number ${position} has the unknown type ${String(type)}`);
  if (value !== null && typeof value !== 'string')
    throw invalid(`the value of number ${position} is not text`);
  return { type, value: type === 'TIME' && value !== null ? timeText(value) : value };
}

/** The binds of a request: one value for each place in the statement, or a list of such rows. */
export interface Binds {
  /** Without rows: an empty list when the statement has no binds. */
  readonly rows: readonly (readonly AccountBind[])[];
  /** True when the request held a list of values for each place ("array binding"). */
  readonly many: boolean;
}

/** The request's `bindings`, `{"1": {type, value}, …}`, in order. A value may be a list, one for each row. */
export function readBinds(bindings: unknown): Binds {
  if (bindings === undefined || bindings === null) return { rows: [[]], many: false };
  if (!isObject(bindings)) throw invalid('not an object');
  const given = Array.from({ length: Object.keys(bindings).length }, (_, index) => {
    const raw = bindings[String(index + 1)];
    if (!isObject(raw)) throw invalid(`number ${index + 1} is missing`);
    return raw;
  });
  const many = given.some(({ value }) => Array.isArray(value));
  if (!many) return { rows: [given.map(({ type, value }, at) => bind(at + 1, type, value))], many };
  const lists = given.map(({ type, value }, at) => {
    if (!Array.isArray(value)) throw invalid(`number ${at + 1} has one value and others have a list`);
    return { type, values: value as readonly unknown[] };
  });
  const count = lists[0]?.values.length ?? 0;
  const shorter = lists.findIndex(({ values }) => values.length !== count);
  if (shorter >= 0)
    throw invalid(`number ${shorter + 1} has another number of values than the first, ${count}`);
  const rows = Array.from({ length: count }, (_, row) =>
    lists.map(({ type, values }, at) => bind(at + 1, type, values[row])),
  );
  return { rows, many };
}
