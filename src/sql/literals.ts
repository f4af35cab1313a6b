/**
 * Constants in SQL text. Every literal of every statement goes through here. Source of the rules: "String & binary data
 * types" (escape sequences) and "Numeric data types".
 */

export class LiteralError extends Error {
  override readonly name = 'LiteralError';
  readonly code = 'invalid-literal';
}

const HALF_A_CHARACTER = /\p{Surrogate}/u;

/**
 * Text in single quotes; quotes and backslashes are doubled, because Snowflake reads a backslash as an escape. U+0000 is
 * written with its code: after `\\0` digits of the text would be read as part of an octal code. Half of a character cannot
 * be sent and is refused.
 */
export function textLiteral(value: string): string {
  if (HALF_A_CHARACTER.test(value))
    throw new LiteralError('A text has half of a character (a lone surrogate), which no SQL can hold.');
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''").replaceAll('\0', '\\u0000')}'`;
}

/** Digits without an exponent, which would make it a FLOAT. */
export function numberLiteral(value: number | bigint): string {
  if (typeof value === 'bigint') return checkedDigits(value.toString());
  if (!Number.isFinite(value)) throw new LiteralError(`${value} is no SQL number.`);
  if (Object.is(value, -0)) return '0';
  const text = String(value);
  return checkedDigits(text.includes('e') ? withoutExponent(text) : text);
}

function checkedDigits(text: string): string {
  const digits = text.replace(/[-.]/g, '').replace(/^0+/, '').length;
  if (digits > 38) throw new LiteralError(`${text} has ${digits} digits; NUMBER holds 38.`);
  return text;
}

function withoutExponent(text: string): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (!match) throw new LiteralError(`${text} is no SQL number.`);
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  if (point >= digits.length) return sign + digits + '0'.repeat(point - digits.length);
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

export function booleanLiteral(value: boolean): string {
  return value ? 'TRUE' : 'FALSE';
}

/** `DATE '2026-01-31'`. */
export function dateLiteral(iso: string): string {
  return `DATE ${textLiteral(iso)}`;
}

/** `TIME '10:00:00'`. */
export function timeLiteral(iso: string): string {
  return `TIME ${textLiteral(iso)}`;
}

/** `[0.1, 0.2]::VECTOR(FLOAT, 2)`. */
export function vectorLiteral(elements: readonly number[], type: string): string {
  return `[${elements.map(numberLiteral).join(', ')}]::${type}`;
}

/** A cast, because plain `TIMESTAMP '…'` hangs on the session's TIMESTAMP_TYPE_MAPPING. */
export function timestampLiteral(
  iso: string,
  type: 'TIMESTAMP_NTZ' | 'TIMESTAMP_LTZ' | 'TIMESTAMP_TZ',
): string {
  return `${textLiteral(iso)}::${type}`;
}
