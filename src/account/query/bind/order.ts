/**
 * ORDER BY items and window frames as DuckDB text.
 * Source: "ORDER BY" (NULL is the largest value: last ascending, first descending), "Window function syntax and usage".
 */
import type { Expression, Frame, FrameBound, OrderItem, Window } from '../../../sql/read/syntax/tree.js';
import { datePartNamed } from '../../../sql/read/dateParts.js';
import type { DatePart } from '../../../sql/read/dateParts.js';
import type { Bound } from './bound.js';
import { quote } from './bound.js';
import { byMoment } from './coerce.js';
import { unsupportedFeature } from './errors.js';

type Bind = (value: Expression) => Bound;

export function direction(item: OrderItem): string {
  const nullsFirst = item.nullsFirst ?? item.descending;
  return `${item.descending ? ' DESC' : ' ASC'} NULLS ${nullsFirst ? 'FIRST' : 'LAST'}`;
}

export function orderText(items: readonly OrderItem[], bind: Bind): string {
  return items.map((item) => `${byMoment(bind(item.value)).sql}${direction(item)}`).join(', ');
}

/** One increment of an interval. */
interface Increment {
  readonly amount: string;
  readonly part: DatePart;
}

/** The increments of `1 year, 3 days`, in their order; a number alone counts seconds. Source: "Interval constants". */
export function increments(value: string): readonly Increment[] {
  return value.split(',').map((written) => {
    const [, amount, word = ''] = /^\s*([+-]?\d+(?:\.\d+)?)\s*([a-zA-Z]*)\s*$/.exec(written) ?? [];
    const part = word === '' ? 'second' : datePartNamed(word);
    if (amount === undefined || part === undefined || !INTERVAL_PARTS.has(part))
      throw unsupportedFeature(`INTERVAL '${value}'`);
    return { amount, part };
  });
}

const INTERVAL_PARTS: ReadonlySet<DatePart> = new Set([
  'year',
  'quarter',
  'month',
  'week',
  'day',
  'hour',
  'minute',
  'second',
  'millisecond',
  'microsecond',
]);

/** Some increments as one DuckDB INTERVAL. */
export function intervalText(parts: readonly Increment[]): string {
  return `INTERVAL ${quote(parts.map(({ amount, part }) => `${amount} ${part}`).join(' '))}`;
}

function boundText(frameBound: FrameBound, isStart: boolean): string {
  const { type, value } = frameBound;
  if (value === null) return type;
  if (value.kind === 'literal' && value.type === 'number') return `${value.value} ${type}`;
  if (value.kind === 'literal' && value.type === 'interval') {
    const nearer = isStart === (type === 'PRECEDING');
    return `${intervalText(increments(inMicroseconds(value.value, nearer ? Math.floor : Math.ceil)))} ${type}`;
  }
  throw unsupportedFeature('window frame with an expression');
}

/** Times are kept in microseconds: no row lies between a bound in nanoseconds and the microsecond inside the frame. */
function inMicroseconds(interval: string, round: (x: number) => number): string {
  return interval.replace(
    /(\d+)\s*(?:nanosecond|nanosec|nsecond|nsec|ns)s?\b/gi,
    (_all, amount: string) => `${round(Number(amount) / 1000)} microseconds`,
  );
}

function frameText(frame: Frame): string {
  return `${frame.unit} BETWEEN ${boundText(frame.start, true)} AND ${boundText(frame.end, false)}`;
}

/** ` OVER (…)`; `implied` is the frame of a call with none of its own. */
export function windowText(window: Window, bind: Bind, implied?: string): string {
  const parts: string[] = [];
  if (window.partitionBy.length > 0)
    parts.push(
      `PARTITION BY ${window.partitionBy.map((e) => distinguished(bind(e), 'PARTITION BY').sql).join(', ')}`,
    );
  if (window.orderBy.length > 0) parts.push(`ORDER BY ${orderText(window.orderBy, bind)}`);
  if (window.frame !== null) parts.push(frameText(window.frame));
  else if (implied !== undefined) parts.push(implied);
  return ` OVER (${parts.join(' ')})`;
}

/** A value by whose equality rows are put together. Equal TIMESTAMP_TZ may differ in their offsets. */
export function distinguished<T extends Pick<Bound, 'type'>>(value: T, clause: string): T {
  if (value.type.kind === 'TIMESTAMP_TZ')
    throw unsupportedFeature(
      `${clause} of a TIMESTAMP_TZ; cast it to TIMESTAMP_LTZ for its moment or to TIMESTAMP_NTZ for its wall time`,
    );
  return value;
}
