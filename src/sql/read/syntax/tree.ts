/**
 * A Snowflake query or DML statement as its readers bind it: small, free of the parser's shapes, with names
 * resolved to their stored spelling and places in the source text.
 */
import type { SnowflakeType } from '../types.js';

/** An identifier: `text` is the stored spelling, `at` its offset in the source. */
export interface Name {
  readonly text: string;
  readonly at: number;
}

export type BinaryOperator =
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '||'
  | '='
  | '<>'
  | '<'
  | '<='
  | '>'
  | '>='
  | 'AND'
  | 'OR'
  | 'IS DISTINCT FROM'
  | 'IS NOT DISTINCT FROM';

export interface ColumnReference {
  readonly kind: 'column';
  readonly path: readonly Name[];
}
export interface Literal {
  readonly kind: 'literal';
  readonly type:
    'string' | 'number' | 'boolean' | 'null' | 'date' | 'time' | 'timestamp' | 'interval' | 'binary';
  readonly value: string;
}
export interface Star {
  readonly kind: 'star';
  readonly qualifier: readonly Name[];
  readonly exclude: readonly Name[];
  readonly rename: readonly (readonly [Name, Name])[];
  readonly replace: readonly (readonly [Expression, Name])[];
  readonly ilike: string | null;
}
export interface Call {
  readonly kind: 'call';
  readonly name: string;
  /** The database and schema before the name, where they are written. */
  readonly qualifier?: readonly Name[];
  readonly at: number;
  readonly args: readonly Expression[];
  readonly named: readonly (readonly [string, Expression])[];
  /** `COUNT(*)`. */
  readonly star: boolean;
  /** Of which table, or without which columns; absent where it is `*` alone. */
  readonly wildcard?: Star;
  readonly distinct: boolean;
  readonly withinGroup: readonly OrderItem[] | null;
  readonly nulls: 'IGNORE' | 'RESPECT' | null;
  readonly over: Window | null;
}

/** `x` or `x INT`, in which case the element is converted. */
export interface LambdaParameter extends Name {
  readonly type?: SnowflakeType;
}

export type Expression =
  | ColumnReference
  | Literal
  | Star
  | Call
  | { readonly kind: 'bind'; readonly index: number; readonly at: number }
  | { readonly kind: 'negate' | 'not'; readonly operand: Expression }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: 'isNull'; readonly operand: Expression; readonly negated: boolean }
  | {
      readonly kind: 'isBoolean';
      readonly operand: Expression;
      readonly value: boolean;
      readonly negated: boolean;
    }
  | {
      readonly kind: 'between';
      readonly operand: Expression;
      readonly low: Expression;
      readonly high: Expression;
      readonly negated: boolean;
    }
  | {
      readonly kind: 'in';
      readonly operand: Expression;
      readonly items: readonly Expression[];
      readonly query: Query | null;
      readonly negated: boolean;
    }
  | {
      readonly kind: 'like';
      readonly operator: 'LIKE' | 'ILIKE' | 'RLIKE';
      readonly operand: Expression;
      readonly patterns: readonly Expression[];
      readonly quantifier: 'ANY' | 'ALL' | null;
      readonly escape: Expression | null;
    }
  | {
      readonly kind: 'case';
      readonly operand: Expression | null;
      readonly whens: readonly (readonly [Expression, Expression])[];
      readonly otherwise: Expression | null;
    }
  | {
      readonly kind: 'cast';
      readonly operand: Expression;
      readonly type: SnowflakeType;
      readonly safe: boolean;
    }
  | { readonly kind: 'path'; readonly operand: Expression; readonly steps: readonly (string | number)[] }
  | { readonly kind: 'index'; readonly operand: Expression; readonly index: Expression }
  | { readonly kind: 'subquery'; readonly query: Query }
  | { readonly kind: 'exists'; readonly query: Query }
  | {
      readonly kind: 'quantified';
      readonly operator: BinaryOperator;
      readonly quantifier: 'ANY' | 'ALL';
      readonly operand: Expression;
      readonly query: Query;
    }
  | { readonly kind: 'array'; readonly items: readonly Expression[] }
  | { readonly kind: 'object'; readonly entries: readonly (readonly [Expression, Expression])[] }
  | { readonly kind: 'row'; readonly items: readonly Expression[] }
  /** `x -> body`, an argument of FILTER, TRANSFORM and REDUCE. */
  | {
      readonly kind: 'lambda';
      readonly parameters: readonly LambdaParameter[];
      readonly body: Expression;
    }
  | { readonly kind: 'default' };

export interface OrderItem {
  readonly value: Expression;
  readonly descending: boolean;
  readonly nullsFirst: boolean | null;
}

export interface FrameBound {
  readonly type: 'UNBOUNDED PRECEDING' | 'UNBOUNDED FOLLOWING' | 'CURRENT ROW' | 'PRECEDING' | 'FOLLOWING';
  readonly value: Expression | null;
}
export interface Frame {
  readonly unit: 'ROWS' | 'RANGE';
  readonly start: FrameBound;
  readonly end: FrameBound;
}
export interface Window {
  readonly partitionBy: readonly Expression[];
  readonly orderBy: readonly OrderItem[];
  readonly frame: Frame | null;
}

export interface SelectItem {
  readonly value: Expression;
  /** The written alias. */
  readonly alias: Name | null;
  /** The output name when there is no alias: the column's own name, or the upper-cased source text. */
  readonly label: string;
}

export interface Sample {
  readonly rows: boolean;
  readonly size: string;
  readonly seed: string | null;
  /** BLOCK and SYSTEM take whole blocks. */
  readonly block: boolean;
}

interface Aliased {
  readonly alias: Name | null;
  readonly columnAliases: readonly Name[];
  readonly sample: Sample | null;
}
/** A value of PIVOT or a column of UNPIVOT with the name that AS gives it. */
export type PivotValue = readonly [Expression, Name | null];
/** What PIVOT makes columns of: values as they are written, all that its column has, or those that a query gives. */
export type PivotValues =
  | { readonly kind: 'list'; readonly items: readonly PivotValue[] }
  | { readonly kind: 'any'; readonly orderBy: readonly OrderItem[] }
  | { readonly kind: 'query'; readonly query: Query };

export type FromItem =
  | ({ readonly kind: 'relation'; readonly path: readonly Name[] } & Aliased)
  | ({ readonly kind: 'derived'; readonly query: Query; readonly lateral: boolean } & Aliased)
  | ({
      readonly kind: 'function';
      readonly path: readonly Name[];
      readonly call: Call;
      readonly lateral: boolean;
    } & Aliased)
  | ({
      readonly kind: 'pivot';
      readonly source: FromItem;
      readonly aggregate: Call;
      readonly column: ColumnReference;
      readonly values: PivotValues;
      /** DEFAULT ON NULL. */
      readonly fallback: Expression | null;
    } & Aliased)
  | ({
      readonly kind: 'unpivot';
      readonly source: FromItem;
      /** The new column of values, and that of the names of the columns they came from. */
      readonly value: Name;
      readonly name: Name;
      readonly columns: readonly PivotValue[];
      readonly includeNulls: boolean;
    } & Aliased)
  | { readonly kind: 'joined'; readonly first: FromItem; readonly joins: readonly Join[] };

export interface Join {
  readonly type: 'INNER' | 'LEFT' | 'RIGHT' | 'FULL' | 'CROSS' | 'ASOF';
  readonly natural: boolean;
  readonly item: FromItem;
  readonly on: Expression | null;
  readonly using: readonly Name[];
  readonly matchCondition: Expression | null;
}

export type Grouping =
  { readonly kind: 'all' } | { readonly kind: 'list'; readonly items: readonly GroupItem[] };
export type GroupItem =
  | { readonly kind: 'expression'; readonly value: Expression }
  | {
      readonly kind: 'sets';
      readonly operator: 'ROLLUP' | 'CUBE' | 'GROUPING SETS';
      readonly sets: readonly (readonly Expression[])[];
    };

export interface Select {
  readonly kind: 'select';
  readonly distinct: boolean;
  readonly items: readonly SelectItem[];
  readonly from: readonly FromItem[];
  readonly where: Expression | null;
  readonly groupBy: Grouping | null;
  readonly having: Expression | null;
  readonly qualify: Expression | null;
}
export interface SetOperation {
  readonly kind: 'set';
  readonly operator: 'UNION' | 'UNION ALL' | 'INTERSECT' | 'EXCEPT';
  /** UNION BY NAME: columns meet by their names, and one that a side has not is NULL there. */
  readonly byName?: boolean;
  readonly left: Body;
  readonly right: Body;
}
export interface Values {
  readonly kind: 'values';
  readonly rows: readonly (readonly Expression[])[];
}
export type Body = Select | SetOperation | Values | { readonly kind: 'query'; readonly query: Query };

export interface Cte {
  readonly name: Name;
  readonly columns: readonly Name[];
  readonly query: Query;
}
export interface Query {
  /** Offsets in the source, without the parentheses around; only where the query is a whole statement or stands in its own. */
  readonly range?: { readonly start: number; readonly end: number };
  readonly ctes: readonly Cte[];
  readonly recursive: boolean;
  readonly body: Body;
  readonly orderBy: readonly OrderItem[];
  readonly limit: Expression | null;
  readonly offset: Expression | null;
}

/** The table that a DML statement changes. */
export interface Target {
  readonly path: readonly Name[];
  readonly alias: Name | null;
}
export interface Assignment {
  readonly column: Name;
  readonly value: Expression;
}
export interface Insert {
  readonly kind: 'insert';
  readonly target: Target;
  readonly columns: readonly Name[];
  readonly source: Query;
  readonly overwrite: boolean;
}
export interface Update {
  readonly kind: 'update';
  readonly target: Target;
  readonly set: readonly Assignment[];
  readonly from: readonly FromItem[];
  readonly where: Expression | null;
}
export interface Delete {
  readonly kind: 'delete';
  readonly target: Target;
  readonly using: readonly FromItem[];
  readonly where: Expression | null;
}
export type MergeAction =
  | { readonly kind: 'update'; readonly set: readonly Assignment[] }
  | { readonly kind: 'delete' }
  | { readonly kind: 'insert'; readonly columns: readonly Name[]; readonly values: readonly Expression[] };
export interface MergeWhen {
  readonly matched: boolean;
  readonly condition: Expression | null;
  readonly action: MergeAction;
}
export interface Merge {
  readonly kind: 'merge';
  readonly target: Target;
  readonly source: FromItem;
  readonly on: Expression;
  readonly whens: readonly MergeWhen[];
}
export type Statement = { readonly kind: 'query'; readonly query: Query } | Insert | Update | Delete | Merge;
