/** What an entry of the function table is. */
import type { SnowflakeType } from '../../account.js';
import type { Bound } from '../bind/bound.js';
import type { Environment } from '../bind/environment.js';
import type { Place } from '../bind/errors.js';
import type { Call, Expression, OrderItem } from '../../../sql/read/syntax/tree.js';

/** One call, as its definition sees it. */
export interface CallSite {
  readonly call: Call;
  readonly where: Place;
  readonly env: Environment;
  bind(value: Expression): Bound;
  /** All positional arguments, bound once. */
  readonly args: readonly Bound[];
  /** `OVER (…)` with a blank before it, or nothing. `frame` is used where the call has ORDER BY and no frame of its own. */
  over(frame?: string): string;
  /** `ORDER BY …` items. */
  order(items: readonly OrderItem[]): string;
  /** DuckDB text that numbers the rows from 1; refused where a row has no number of its own. */
  rowNumber(): string;
  /** The SELECT is bound in two levels. */
  readonly levelled: boolean;
  /** Binds a value in which window functions may stand, though the call is one; `always` when one will. */
  beneath(bind: () => Bound, always: boolean): Bound;
  /** The body of a lambda whose parameters have these values. */
  lambda(lambda: Extract<Expression, { kind: 'lambda' }>, values: readonly Bound[]): Bound;
}

export interface FunctionDefinition {
  readonly kind: 'scalar' | 'aggregate' | 'window';
  /** Fewest and most positional arguments. */
  readonly min: number;
  readonly max: number;
  readonly bind: (site: CallSite) => Bound;
}

/** Functions by upper-case name. */
export type FunctionGroup = Readonly<Record<string, FunctionDefinition>>;

export type ResultRule = SnowflakeType | ((args: readonly Bound[]) => SnowflakeType);
