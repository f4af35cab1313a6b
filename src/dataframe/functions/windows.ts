import { arithmeticType, sumType } from '../arithmetic.js';
import type { Column } from '../columns/column.js';
import { expressionOf } from '../columns/expressionOf.js';
import type { Float, Int, NumberColumn } from '../columns/number.js';
import { operand } from '../columns/operand.js';
import type { Value } from '../columns/operand.js';
import type { Order } from '../columns/order.js';
import type { WindowSpec } from '../columns/window.js';
import { wrap } from '../columns/wrap.js';
import type { Expression } from '../expression/expression.js';
import { numberLiteral } from '../expression/literal.js';
import { ranking } from '../expression/ranking.js';
import { report } from '../problems.js';
import { here } from '../trace.js';
import { FLOAT, number } from '../type.js';
import type { SqlType } from '../type.js';

/** A window with an order: functions that ask for a row's place cannot do without. */
export interface OrderedWindow extends WindowSpec {
  readonly orderBy: Order | readonly Order[];
}

/** A function that becomes a column over a window. */
export interface WindowFunction<C extends Column> {
  /** The function's value for each row, counted in the window's order (`f() OVER (…)`). */
  over(window: OrderedWindow): C;
}

/** A function of a whole partition. */
export interface PartitionFunction<C extends Column> {
  /** The function's value for each row, among the rows with the same `by`, or all (`f() OVER (PARTITION BY …)`). */
  over(window: { readonly by?: Column | readonly Column[] }): C;
}

export interface NullsHandling {
  /** Skip NULLs (IGNORE NULLS). */
  readonly ignoreNulls?: boolean;
}

const PLACE = number(18, 0);

/** 1, 2, 3, … in the window's order; rows that the order does not tell apart are numbered arbitrarily (ROW_NUMBER). */
export function rowNumber(): WindowFunction<Int> {
  return rank_('ROW_NUMBER', PLACE);
}

/** The place, equal rows sharing one and the next places skipped: 1, 1, 3 (RANK). */
export function rank(): WindowFunction<Int> {
  return rank_('RANK', PLACE);
}

/** The place, equal rows sharing one: 1, 1, 2 (DENSE_RANK). */
export function denseRank(): WindowFunction<Int> {
  return rank_('DENSE_RANK', PLACE);
}

/** The place as a share, 0 to 1 (PERCENT_RANK). */
export function percentRank(): WindowFunction<Float> {
  return rank_('PERCENT_RANK', FLOAT);
}

/** The share of rows that come before or with this one, above 0 to 1 (CUME_DIST). */
export function cumeDist(): WindowFunction<Float> {
  return rank_('CUME_DIST', FLOAT);
}

/** The number, from 1, of the row's part when the window is cut in `parts` of equal size (NTILE). */
export function ntile(parts: number): WindowFunction<Int> {
  return wrapFunction(ranking('NTILE', [numberLiteral(parts)], PLACE, { call: here() }));
}

/** The value `offset` rows before this one; `otherwise` (default NULL) where there is no such row (LAG). */
export function lag<C extends Column>(
  column: C,
  offset = 1,
  otherwise?: Value,
  options: NullsHandling = {},
): WindowFunction<C> {
  return shifted('LAG', column, offset, otherwise, options);
}

/** The value `offset` rows after this one; `otherwise` (default NULL) where there is no such row (LEAD). */
export function lead<C extends Column>(
  column: C,
  offset = 1,
  otherwise?: Value,
  options: NullsHandling = {},
): WindowFunction<C> {
  return shifted('LEAD', column, offset, otherwise, options);
}

/** The first value of the frame, NULL if that row's is; without `rows` the frame ends at this row (FIRST_VALUE). */
export function firstValue<C extends Column>(column: C, options: NullsHandling = {}): WindowFunction<C> {
  return edge('FIRST_VALUE', column, options);
}

/** The last value of the frame, NULL if that row's is; without `rows` the frame ends at this row (LAST_VALUE). */
export function lastValue<C extends Column>(column: C, options: NullsHandling = {}): WindowFunction<C> {
  return edge('LAST_VALUE', column, options);
}

/** The value of the frame's row number `place`, from 1; NULL where the frame is shorter (NTH_VALUE). */
export function nthValue<C extends Column>(
  column: C,
  place: number,
  options: NullsHandling = {},
): WindowFunction<C> {
  if (!Number.isSafeInteger(place) || place < 1)
    report({
      code: 'invalid-argument',
      severity: 'error',
      message: `nthValue counts rows from 1, not ${place}.`,
      place: { call: here() },
    });
  return edge('NTH_VALUE', column, options, numberLiteral(place));
}

/** The value as a share of the partition's sum; NULL where the sum is zero (RATIO_TO_REPORT). */
export function shareOf(column: NumberColumn): PartitionFunction<NumberColumn> {
  const value = expressionOf(column);
  const type = arithmeticType('/', value.type, sumType(value.type));
  return wrap<NumberColumn>(
    ranking('RATIO_TO_REPORT', [value], type, { unordered: true, call: here() }),
  ) as PartitionFunction<NumberColumn>;
}

/** How often the value has changed so far, from 0; NULLs are no change (CONDITIONAL_CHANGE_EVENT). */
export function changeCount(column: Column): WindowFunction<Int> {
  return wrapFunction(ranking('CONDITIONAL_CHANGE_EVENT', [expressionOf(column)], PLACE, { call: here() }));
}

function rank_<C extends Column>(name: string, type: SqlType): WindowFunction<C> {
  return wrapFunction(ranking(name, [], type, { call: here() }));
}

function shifted<C extends Column>(
  name: string,
  column: C,
  offset: number,
  otherwise: Value | undefined,
  options: NullsHandling,
): WindowFunction<C> {
  const value = expressionOf(column);
  const hasDefault = otherwise !== undefined && otherwise !== null;
  const args = [
    value,
    ...(offset !== 1 || hasDefault ? [numberLiteral(offset)] : []),
    ...(hasDefault ? [operand(otherwise, value.type)] : []),
  ];
  return wrapFunction(ranking(name, args, value.type, { ...options, call: here() }));
}

function edge<C extends Column>(
  name: string,
  column: C,
  options: NullsHandling,
  ...more: readonly Expression[]
): WindowFunction<C> {
  const value = expressionOf(column);
  return wrapFunction(
    ranking(name, [value, ...more], value.type, { ...options, takesFrame: true, call: here() }),
  );
}

/** A column object at run time: only its `over` is offered until it stands over a window. */
function wrapFunction<C extends Column>(expression: ReturnType<typeof ranking>): WindowFunction<C> {
  return wrap<C>(expression);
}
