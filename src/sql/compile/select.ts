import type { Expression } from '../../dataframe/expression/expression.js';
import { columnReference } from '../../dataframe/expression/column.js';
import type { Ordering } from '../../dataframe/expression/window.js';
import type { JoinType } from '../../dataframe/plan/join.js';
import type { Field, NamedExpression } from '../../dataframe/plan/node.js';
import type { SampleSize } from '../../dataframe/plan/sample.js';
import type { SetOperator } from '../../dataframe/plan/setOperation.js';
import type { CallId } from '../../dataframe/trace.js';

/** A table or CTE as one SELECT uses it. Column references of the SELECT's expressions are owned by it. */
export interface Source {
  /** As written after FROM. */
  readonly text: string;
  /** The stored name alone, for making aliases. */
  readonly name: string;
  /** Columns it has that the plan knows. */
  readonly fields: readonly Field[];
  /** It may have others. */
  readonly open: boolean;
}

/** A source at its place in FROM. */
export interface FromItem {
  readonly source: Source;
  /** The callback's name for its row. */
  readonly hint?: string;
  /** How much of it is read. */
  readonly sample?: SampleSize;
}

export interface JoinItem extends FromItem {
  readonly type: JoinType | 'flatten';
  readonly on: Expression | null;
  /** MATCH_CONDITION of an as-of join. */
  readonly match?: Expression;
  /** What LATERAL FLATTEN takes apart. */
  readonly flatten?: { readonly input: Expression; readonly outer: boolean };
  readonly call?: CallId;
}

/** One SELECT being put together; expressions are over the columns of its sources. */
export interface Select {
  readonly kind: 'select';
  readonly from: FromItem;
  readonly joins: readonly JoinItem[];
  readonly where: readonly Expression[];
  /** Null: not grouped. Empty: one group. */
  readonly group: readonly Expression[] | null;
  readonly having: readonly Expression[];
  readonly qualify: readonly Expression[];
  readonly columns: readonly NamedExpression[];
  readonly distinct: boolean;
  readonly orderBy: readonly Ordering[];
  readonly limit: number | null;
  /** The call that asked for the grouping, the row limit, …: the last one that changed the block. */
  readonly call?: CallId;
}

/** Whole rows of several SELECTs combined. */
export interface Combination {
  readonly kind: 'combination';
  readonly operator: SetOperator | 'UNION' | 'UNION ALL';
  readonly arms: readonly Select[];
  readonly call?: CallId;
}

/** Text of the author; `texts[0] sources[0] texts[1] …`. */
export interface RawText {
  readonly kind: 'raw';
  readonly texts: readonly string[];
  readonly sources: readonly Source[];
  readonly call?: CallId;
}

export type Body = Select | Combination | RawText;

export interface Cte {
  readonly name: string;
  readonly body: Body;
  readonly call?: CallId;
}

/** The columns of a source, nothing else. */
export function selectFrom(source: Source, fields: readonly Field[], call?: CallId): Select {
  return {
    kind: 'select',
    from: { source },
    joins: [],
    where: [],
    group: null,
    having: [],
    qualify: [],
    columns: fields.map((f) => ({ name: f.name, expression: columnReference(source, f.name, f.type) })),
    distinct: false,
    orderBy: [],
    limit: null,
    call,
  };
}

/** A SELECT of plain columns of one source and nothing more: it can be read as the source itself. */
export function isBare(select: Select): boolean {
  return (
    select.joins.length === 0 &&
    select.where.length === 0 &&
    select.from.sample === undefined &&
    isPlain(select)
  );
}

/**
 * Whether a join can follow those the SELECT has. An as-of join stands alone; FLATTEN stands after a comma, which binds
 * less than JOIN, so that nothing but another FLATTEN can follow it.
 */
export function takesJoin(select: Select, type: JoinItem['type']): boolean {
  if (type === 'asof') return select.joins.length === 0;
  if ((type === 'full' || type === 'right') && select.where.length > 0) return false;
  return select.joins.every((j) => j.type !== 'asof' && (j.type !== 'flatten' || type === 'flatten'));
}

/** A SELECT of plain columns, perhaps joined and filtered. */
export function isPlain(select: Select): boolean {
  return (
    select.group === null &&
    select.qualify.length === 0 &&
    !select.distinct &&
    select.limit === null &&
    select.orderBy.length === 0 &&
    select.columns.every((c) => c.expression.kind === 'column')
  );
}
