const numberParts = /^(-?)(\d*)\.?(\d*)(?:e([+-]?\d+))?$/i;

/** `12.5` with scale 2 as 1250; exact, exponents included. */
export function unscaled(text: string, scale: number): bigint {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = numberParts.exec(text) ?? [];
  const zeros = scale + Number(exponent) - fraction.length;
  const digits = BigInt(whole + fraction);
  const value = zeros >= 0 ? digits * 10n ** BigInt(zeros) : digits / 10n ** BigInt(-zeros);
  return sign === '-' ? -value : value;
}

/** All digits of a number, none of them an exponent's. */
export function plainDigits(cell: number | string): string {
  const text = String(cell);
  if (!/e/i.test(text)) return text;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = numberParts.exec(text) ?? [];
  const scale = Math.max(0, fraction.length - Number(exponent));
  const digits = unscaled(`${whole}.${fraction}e${exponent}`, scale)
    .toString()
    .padStart(scale + 1, '0');
  return `${sign}${scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`}`;
}

const dateParts = /^([+-]?\d{4,})-(\d\d)-(\d\d)/;
const timeParts = /(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:Z|([+-])(\d\d):?(\d\d))?$/;
const millisecondsOfDay = 86_400_000;

/** Days since 1970-01-01. */
export function epochDays(text: string): number {
  const [, year, month, day] = dateParts.exec(text) ?? [];
  return new Date(0).setUTCFullYear(Number(year), Number(month) - 1, Number(day)) / millisecondsOfDay;
}

/** Microseconds since midnight; null where the time is finer than that. */
export function microsecondsOfDay(text: string): bigint | null {
  const [, hours, minutes, seconds, fraction = ''] = timeParts.exec(text) ?? [];
  if (/[1-9]/.test(fraction.slice(6))) return null;
  const whole = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
  return BigInt(whole) * 1_000_000n + BigInt(fraction.slice(0, 6).padEnd(6, '0'));
}

/** Microseconds since 1970-01-01, in UTC where the text has an offset; null where the moment is finer than that. */
export function epochMicroseconds(text: string): bigint | null {
  const inDay = microsecondsOfDay(text);
  if (inDay === null) return null;
  const [, , , , , sign, hours = '0', minutes = '0'] = timeParts.exec(text) ?? [];
  const east = (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1);
  return (BigInt(epochDays(text)) * 1440n - BigInt(east)) * 60_000_000n + inDay;
}
