import { SqlError } from './value.js';

/** Days and times by the Gregorian calendar: a day is its number since 1970, a time nanoseconds since then. */

export const SECOND = 1_000_000_000n;
export const DAY = 86_400n * SECOND;

export interface Civil {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
}

export type Unit = 'second' | 'minute' | 'hour' | 'day' | 'week' | 'month' | 'quarter' | 'year';

const floorDivide = (a: bigint, b: bigint): bigint => (a - (((a % b) + b) % b)) / b;

export function dayOf(year: number, month: number, day: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return Math.round(date.getTime() / 86_400_000);
}

export function civil(day: number): Civil {
  const date = new Date(day * 86_400_000);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

export const daysIn = (year: number, month: number): number =>
  dayOf(year, month + 1, 1) - dayOf(year, month, 1);

/** The day a time is in, and the nanoseconds since its midnight. */
export const dayOfTime = (time: bigint): number => Number(floorDivide(time, DAY));
export const timeOfDay = (time: bigint): bigint => time - floorDivide(time, DAY) * DAY;
export const midnight = (day: number): bigint => BigInt(day) * DAY;

const pad = (n: number | bigint, length: number) => String(n).padStart(length, '0');

export function formatDay(day: number): string {
  const { year, month, day: d } = civil(day);
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(d, 2)}`;
}

export function formatTimeOfDay(time: bigint): string {
  const seconds = time / SECOND;
  return `${pad(seconds / 3600n, 2)}:${pad((seconds / 60n) % 60n, 2)}:${pad(seconds % 60n, 2)}`;
}

/** With milliseconds, as TIMESTAMP_NTZ_OUTPUT_FORMAT says. */
export function formatTime(time: bigint): string {
  const rest = timeOfDay(time);
  return `${formatDay(dayOfTime(time))} ${formatTimeOfDay(rest)}.${pad((rest % SECOND) / 1_000_000n, 3)}`;
}

export function parseDay(text: string): number | null {
  const match = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text);
  if (!match) return null;
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number];
  return month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month) ? dayOf(year, month, day) : null;
}

export function parseTime(text: string): bigint | null {
  const match = /^(\S+?)(?:[ T](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)?$/.exec(text);
  const day = match && parseDay(match[1] ?? '');
  if (!match || day === null) return null;
  const [hour, minute, second] = match.slice(2, 5).map((t) => Number(t ?? 0)) as [number, number, number];
  if (hour > 23 || minute > 59 || second > 59) return null;
  const fraction = BigInt((match[5] ?? '').padEnd(9, '0'));
  return midnight(day) + BigInt(hour * 3600 + minute * 60 + second) * SECOND + fraction;
}

/** With the offset from UTC that a moment is written with, if any. */
export function parseMoment(text: string): bigint | null {
  const match = /^(.*?) ?(?:Z|([+-])(\d{2}):(\d{2}))?$/.exec(text);
  const time = match && parseTime(match[1] ?? '');
  if (!match || time === null) return null;
  const offset = BigInt(Number(match[3] ?? 0) * 60 + Number(match[4] ?? 0)) * 60n * SECOND;
  return match[2] === '-' ? time + offset : time - offset;
}

export function parseTimeOfDay(text: string): bigint | null {
  const time = parseTime(`1970-01-01 ${text}`);
  return time === null ? null : timeOfDay(time);
}

export function addMonths(day: number, months: number): number {
  const { year, month, day: d } = civil(day);
  const count = year * 12 + (month - 1) + months;
  const [y, m] = [Math.floor(count / 12), (((count % 12) + 12) % 12) + 1];
  return dayOf(y, m, Math.min(d, daysIn(y, m)));
}

const MONTHS: Partial<Record<Unit, number>> = { month: 1, quarter: 3, year: 12 };
const DAYS: Partial<Record<Unit, number>> = { day: 1, week: 7 };
export const SECONDS: Partial<Record<Unit, bigint>> = { second: 1n, minute: 60n, hour: 3600n };

export function addToDay(day: number, unit: Unit, amount: number): number {
  const months = MONTHS[unit];
  return inRange(months ? addMonths(day, months * amount) : day + (DAYS[unit] ?? 0) * amount);
}

/** DATEADD: months keep the day of the month where it exists, and the time of day. */
export function addToTime(time: bigint, unit: Unit, amount: number): bigint {
  const seconds = SECONDS[unit];
  if (seconds) return time + seconds * SECOND * BigInt(amount);
  return midnight(addToDay(dayOfTime(time), unit, amount)) + timeOfDay(time);
}

function inRange(day: number): number {
  const { year } = civil(day);
  if (!(year >= -9999 && year <= 9999)) throw new SqlError('Date out of range');
  return day;
}

const monthCount = ({ year, month }: Civil) => year * 12 + month - 1;

/** DATEDIFF counts the boundaries of the unit between the two. */
export function boundaries(unit: Unit, from: bigint, to: bigint): number {
  const seconds = SECONDS[unit];
  if (seconds) return Number(floorDivide(to, seconds * SECOND) - floorDivide(from, seconds * SECOND));
  const [a, b] = [dayOfTime(from), dayOfTime(to)];
  if (unit === 'day') return b - a;
  if (unit === 'week') return (weekStart(b) - weekStart(a)) / 7;
  const months = MONTHS[unit] ?? 1;
  const slice = (day: number) => Math.floor(monthCount(civil(day)) / months);
  return slice(b) - slice(a);
}

/** Monday 1 to Sunday 7; 1 January 1970 was a Thursday. */
export const isoDayOfWeek = (day: number): number => ((((day + 3) % 7) + 7) % 7) + 1;
const weekStart = (day: number): number => day - isoDayOfWeek(day) + 1;

/** The week belongs to the year that its Thursday is in. */
export function isoWeek(day: number): number {
  const thursday = weekStart(day) + 3;
  return Math.floor((thursday - dayOf(civil(thursday).year, 1, 1)) / 7) + 1;
}

export const dayOfYear = (day: number): number => day - dayOf(civil(day).year, 1, 1) + 1;
export const DAY_NAMES = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

export const isoYear = (day: number): number => civil(weekStart(day) + 3).year;

export const MONTH_NAMES = [
  'Jan',
  'Feb',
  'Mar',
  'Apr',
  'May',
  'Jun',
  'Jul',
  'Aug',
  'Sep',
  'Oct',
  'Nov',
  'Dec',
];

/** Of the month, the quarter or the year. */
export function lastDay(day: number, unit: Unit = 'month'): number {
  return addMonths(truncateDay(unit, day), MONTHS[unit] ?? 1) - 1;
}

export function truncateDay(unit: Unit, day: number): number {
  const { year, month } = civil(day);
  switch (unit) {
    case 'week':
      return weekStart(day);
    case 'month':
      return dayOf(year, month, 1);
    case 'quarter':
      return dayOf(year, month - ((month - 1) % 3), 1);
    case 'year':
      return dayOf(year, 1, 1);
    default:
      return day;
  }
}

export function truncateTime(unit: Unit, time: bigint): bigint {
  const seconds = SECONDS[unit];
  if (seconds) return floorDivide(time, seconds * SECOND) * seconds * SECOND;
  return midnight(truncateDay(unit, dayOfTime(time)));
}

/** TIME_SLICE counts slices from 1970, weeks from the Monday of that week. */
export function sliceStart(time: bigint, amount: number, unit: Unit): bigint {
  const seconds = SECONDS[unit];
  if (seconds) {
    const length = seconds * SECOND * BigInt(amount);
    return floorDivide(time, length) * length;
  }
  const day = dayOfTime(time);
  const months = MONTHS[unit];
  if (months) {
    const length = months * amount;
    const since = monthCount(civil(day)) - 1970 * 12;
    return midnight(addMonths(0, Math.floor(since / length) * length));
  }
  const length = (DAYS[unit] ?? 1) * amount;
  const origin = unit === 'week' ? weekStart(0) : 0;
  return midnight(origin + Math.floor((day - origin) / length) * length);
}

/** MONTHS_BETWEEN: whole on the same day of the month and between last days; else the rest counts in 31 days. */
export function monthsBetween(later: bigint, earlier: bigint): number {
  const [a, b] = [dayOfTime(later), dayOfTime(earlier)];
  const [x, y] = [civil(a), civil(b)];
  const months = monthCount(x) - monthCount(y);
  if (x.day === y.day || (a === lastDay(a) && b === lastDay(b))) return months;
  const time = (t: bigint) => Number(timeOfDay(t)) / Number(DAY);
  return months + (x.day - y.day + time(later) - time(earlier)) / 31;
}

/** DATE_FROM_PARTS: months and days beyond the calendar go on. */
export function dayFromParts(year: number, month: number, day: number): number {
  return inRange(dayOf(year, month, 1) + day - 1);
}
