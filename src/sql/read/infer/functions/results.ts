/** Rules of result types that several functions share. */
import { averageType, sumType } from '../../../../dataframe/arithmetic.js';
import { FLOAT, number, TEXT } from '../../types.js';
import type { SnowflakeType } from '../../types.js';
import { arithmetic, commonType, isMismatch, numericType, sized } from '../operators.js';
import type { Value } from '../model.js';
import type { CallInput, Result } from './signature.js';

const typeOf = (value: Value | undefined): SnowflakeType | null => value?.type ?? null;

/** The type of the argument at `index`. */
export const like =
  (index: number) =>
  ({ args }: CallInput): Result =>
    args[index]?.untyped === true ? 'untyped' : typeOf(args[index]);

/** The type in which the arguments from `from` on meet. */
export const common =
  (from: number, to?: number) =>
  ({ args }: CallInput): Result => {
    const type = commonType(args.slice(from, to));
    if (isMismatch(type)) return 'mismatch';
    return type.untyped === true ? 'untyped' : type.type;
  };

export const numberOf = ({ args: [value] }: CallInput): Result =>
  value === undefined || (value.type === null && value.untyped !== true) ? null : numericType(value);

export const quotient = ({ args: [a, b] }: CallInput): Result => {
  const result = arithmetic('/', a!, b!);
  return isMismatch(result) ? 'mismatch' : result.type;
};

export const remainder = ({ args: [a, b] }: CallInput): Result => {
  const result = arithmetic('%', a!, b!);
  return isMismatch(result) ? 'mismatch' : result.type;
};

export const total = (input: CallInput): Result => {
  const type = numberOf(input);
  return typeof type === 'string' ? type : sized(sumType(type));
};

export const average = (input: CallInput): Result => {
  const type = numberOf(input);
  return typeof type === 'string' ? type : sized(averageType(type));
};

/** Interpolated results have three more digits than the values. */
export function interpolated(value: Value | undefined): Result {
  if (value === undefined || (value.type === null && value.untyped !== true)) return null;
  const type = numericType(value);
  if (type?.kind !== 'NUMBER') return type === null ? 'mismatch' : FLOAT;
  return number(Math.min(38, type.precision + 3), Math.min(type.scale + 3, 37));
}

/** ROUND, TRUNC, CEIL, FLOOR: an exact number's scale becomes the number of places, and it gains a leading digit. */
export function rounded({ args: [value, places] }: CallInput): Result {
  if (value === undefined || (value.type === null && value.untyped !== true)) return null;
  if (value.type !== null && ['DATE', 'TIMESTAMP_NTZ', 'TIMESTAMP_LTZ'].includes(value.type.kind))
    return value.type;
  const type = numericType(value);
  if (type?.kind !== 'NUMBER') return type === null ? 'mismatch' : FLOAT;
  const digits = places === undefined ? 0 : Number(places.constant ?? Number.NaN);
  if (!Number.isInteger(digits)) return null;
  if (digits >= type.scale) return type;
  const scale = Math.max(digits, 0);
  return number(Math.min(38, type.precision - type.scale + 1 + scale), scale);
}

/** DECODE(subject, search, result, …, default). */
export function decoded({ args }: CallInput): Result {
  const [, ...rest] = args;
  const results = rest.filter((_, i) => i % 2 === 1 || (i === rest.length - 1 && rest.length % 2 === 1));
  const type = commonType(results);
  if (isMismatch(type)) return 'mismatch';
  return type.untyped === true ? 'untyped' : type.type;
}

/** A moment as it is; text counts as TIMESTAMP_NTZ. */
export function momentOf(value: Value | undefined): Result {
  if (value === undefined || value.untyped === true) return { kind: 'TIMESTAMP_NTZ', scale: 9 };
  switch (value.type?.kind) {
    case undefined:
      return null;
    case 'DATE':
    case 'TIMESTAMP_NTZ':
    case 'TIMESTAMP_LTZ':
    case 'TIMESTAMP_TZ':
      return value.type;
    case 'TEXT':
    case 'VARIANT':
      return { kind: 'TIMESTAMP_NTZ', scale: 9 };
    default:
      return 'mismatch';
  }
}

export const firstOrText = ({ args: [value] }: CallInput): Result =>
  value === undefined || value.untyped === true ? TEXT : value.type;
