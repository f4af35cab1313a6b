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
const NANOSECONDS = /^-?\d{10,}$/;

/** Drivers send dates as milliseconds and timestamps as nanoseconds since the epoch, or as text. */
function moment(type: SnowflakeType, value: string): string {
  if (!NANOSECONDS.test(value)) return value;
  const milliseconds = type.kind === 'DATE' ? Number(value) : Number(BigInt(value) / 1_000_000n);
  const iso = new Date(milliseconds).toISOString();
  if (type.kind === 'DATE') return iso.slice(0, 10);
  const micros = ((BigInt(value) / 1000n) % 1_000_000n).toString().padStart(6, '0');
  return `${iso.slice(0, 19).replace('T', ' ')}.${micros}`;
}

const NANOSECONDS_AT = /^(-?\d{10,}) (\d+)$/;

/** A moment in nanoseconds, and its offset from UTC in minutes plus 1440. */
function zoned(value: string): string {
  const [, nanoseconds, shifted] = NANOSECONDS_AT.exec(value) ?? [];
  if (nanoseconds === undefined)
    return NANOSECONDS.test(value) ? `${moment(TIMESTAMP_NTZ, value)} +0000` : value;
  const offset = Number(shifted) - 1440;
  const wall = BigInt(nanoseconds) + BigInt(offset) * 60_000_000_000n;
  const digits = (n: number): string => String(n).padStart(2, '0');
  const [hours, minutes] = [Math.trunc(Math.abs(offset) / 60), Math.abs(offset) % 60];
  return `${moment(TIMESTAMP_NTZ, String(wall))} ${offset < 0 ? '-' : '+'}${digits(hours)}${digits(minutes)}`;
}

function exact(value: string): Bound {
  const [whole = '', fraction = ''] = value.replace(/^[+-]/, '').split('.');
  const type = number(Math.min(38, Math.max(1, whole.length + fraction.length)), fraction.length);
  return convert(bound(quote(value), TEXT, false), type);
}

/** @throws AccountError 100132 when there is no such value. */
export function bindValue(binds: readonly AccountBind[], index: number, where: Place): Bound {
  const bind = binds[index - 1];
  if (bind === undefined) {
    throw new AccountError(
      `SQL compilation error: error line ${where.line} at position ${where.column}\nBind variable :${index} not set.`,
      '002049',
      '42601',
      where,
    );
  }
  if (bind.value === null) return bound('NULL', { kind: 'NULL' });
  const type = TYPES[bind.type];
  if (bind.type === 'FIXED') return { ...exact(bind.value), nullable: false, constant: bind.value };
  if (bind.type === 'VARIANT') return bound(`CAST(${quote(bind.value)} AS JSON)`, VARIANT, false);
  if (type.kind === 'TIMESTAMP_TZ')
    return { ...convert(bound(quote(zoned(bind.value)), TEXT, false), type), nullable: false };
  const text =
    type.kind === 'DATE' || type.kind.startsWith('TIMESTAMP') ? moment(type, bind.value) : bind.value;
  if (bind.type === 'TIMESTAMP_LTZ')
    return bound(`CAST(${quote(text)} AS TIMESTAMP) AT TIME ZONE 'UTC'`, TIMESTAMP_LTZ, false);
  return {
    ...convert(bound(quote(text), TEXT, false), type),
    nullable: false,
    ...(bind.type === 'TEXT' ? { constant: text } : {}),
  };
}
