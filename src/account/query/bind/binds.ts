/** Bind variables as typed literals. Source: "SQL API: binding variables", and what drivers send. */
import type { AccountBind, SnowflakeType } from '../../account.js';
import { AccountError } from '../../account.js';
import {
  BINARY,
  BOOLEAN,
  DATE,
  FLOAT,
  TEXT,
  TIME,
  TIMESTAMP_LTZ,
  TIMESTAMP_NTZ,
  TIMESTAMP_TZ,
  VARIANT,
  number,
} from '../../../sql/read/types.js';
import { bound, quote } from './bound.js';
import type { Bound } from './bound.js';
import { convert } from './coerce.js';
import type { Place } from './errors.js';

const TYPES: Readonly<Record<AccountBind['type'], SnowflakeType>> = {
  FIXED: number(38, 0),
  REAL: FLOAT,
  BOOLEAN,
  TEXT,
  VARIANT,
  BINARY,
  DATE,
  TIME,
  TIMESTAMP_NTZ,
  TIMESTAMP_LTZ,
  TIMESTAMP_TZ,
};
const WHOLE = /^-?\d+$/;

function floorDivide(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  return dividend % divisor < 0n ? quotient - 1n : quotient;
}

const digits = (n: number | bigint, count: number): string => String(n).padStart(count, '0');

/** Nanoseconds since the epoch as text, to the microsecond below. */
function stampText(nanoseconds: bigint): string {
  const seconds = floorDivide(nanoseconds, 1_000_000_000n);
  const micros = floorDivide(nanoseconds - seconds * 1_000_000_000n, 1000n);
  const iso = new Date(Number(seconds) * 1000).toISOString();
  return `${iso.slice(0, 19).replace('T', ' ')}.${digits(micros, 6)}`;
}

/** Drivers send dates as milliseconds and timestamps as nanoseconds since the epoch, or as text. */
function moment(type: SnowflakeType, value: string): string {
  if (!WHOLE.test(value)) return value;
  return type.kind === 'DATE' ? new Date(Number(value)).toISOString().slice(0, 10) : stampText(BigInt(value));
}

const WHOLE_AT = /^(-?\d+) (\d+)$/;

/** A moment in nanoseconds, and its offset from UTC in minutes plus 1440. */
function zoned(value: string): string {
  const [, nanoseconds, shifted] = WHOLE_AT.exec(value) ?? [];
  if (nanoseconds === undefined) return WHOLE.test(value) ? `${stampText(BigInt(value))} +0000` : value;
  const offset = Number(shifted) - 1440;
  const wall = BigInt(nanoseconds) + BigInt(offset) * 60_000_000_000n;
  const [hours, minutes] = [Math.trunc(Math.abs(offset) / 60), Math.abs(offset) % 60];
  return `${stampText(wall)} ${offset < 0 ? '-' : '+'}${digits(hours, 2)}${digits(minutes, 2)}`;
}

function exact(value: string): Bound {
  const [whole = '', fraction = ''] = value.replace(/^[+-]/, '').split('.');
  const type = number(Math.min(38, Math.max(1, whole.length + fraction.length)), fraction.length);
  return convert(bound(quote(value), TEXT, false), type);
}

/** A bind's value as the text that `typed` converts. */
export function bindText({ type, value }: AccountBind): string | null {
  if (value === null) return null;
  switch (type) {
    case 'DATE':
    case 'TIMESTAMP_NTZ':
    case 'TIMESTAMP_LTZ':
      return moment(TYPES[type], value);
    case 'TIMESTAMP_TZ':
      return zoned(value);
    default:
      return value;
  }
}

/** DuckDB text of a VARCHAR that `bindText` gave, as a value of the bind's type; numbers apart. */
export function typed(type: Exclude<AccountBind['type'], 'FIXED'>, sql: string): Bound {
  if (type === 'VARIANT') return bound(`CAST(${sql} AS JSON)`, VARIANT);
  if (type === 'TIMESTAMP_LTZ') return bound(`CAST(${sql} AS TIMESTAMP) AT TIME ZONE 'UTC'`, TIMESTAMP_LTZ);
  return convert(bound(sql, TEXT), TYPES[type]);
}

/** A value of the one row of binds that a statement has, or the values of many rows as columns. */
export interface BindValues {
  /** @throws AccountError 002049 when there is no such value. */
  value(index: number, where: Place): Bound;
}

export function notSet(index: number, where: Place): AccountError {
  return new AccountError(
    `SQL compilation error: error line ${where.line} at position ${where.column}\nBind variable :${index} not set.`,
    '002049',
    '42601',
    where,
  );
}

/** One value for each place. */
export class BindRow implements BindValues {
  constructor(private readonly binds: readonly AccountBind[]) {}

  value(index: number, where: Place): Bound {
    const bind = this.binds[index - 1];
    if (bind === undefined) throw notSet(index, where);
    const text = bindText(bind);
    if (text === null) return bound('NULL', { kind: 'NULL' });
    if (bind.type === 'FIXED') return { ...exact(text), nullable: false, constant: text };
    const constant = bind.type === 'TEXT' ? { constant: text } : {};
    return { ...typed(bind.type, quote(text)), nullable: false, ...constant };
  }
}
