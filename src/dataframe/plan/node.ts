import type { Expression } from '../expression/expression.js';
import type { CallId } from '../trace.js';
import type { SqlType } from '../type.js';
import type { AggregateNode } from './aggregate.js';
import type { DistinctNode } from './distinct.js';
import type { FilterNode } from './filter.js';
import type { FlattenNode } from './flatten.js';
import type { JoinNode } from './join.js';
import type { LatestNode } from './latest.js';
import type { LimitNode } from './limit.js';
import type { ProjectNode } from './project.js';
import type { RawSqlNode } from './rawSql.js';
import type { SampleNode } from './sample.js';
import type { SetOperationNode } from './setOperation.js';
import type { SortNode } from './sort.js';
import type { TableNode } from './table.js';
import type { UnionNode } from './union.js';

/** A column of a frame. */
export interface Field {
  readonly name: string;
  readonly type: SqlType | null;
  readonly nullable: boolean;
  /** The outer join whose unmatched rows make this column NULL, while nothing has replaced those NULLs. */
  readonly outer?: OuterJoin;
}

/** What a later condition needs to know about the left join it would undo. */
export interface OuterJoin {
  readonly call: CallId | undefined;
  /** The joined frame, as the author knows it. */
  readonly joined: string;
  /** The column of the kept side that the join compares with this one, if any. */
  readonly twin: string | undefined;
}

export interface NodeBase {
  readonly fields: readonly Field[];
  /** True where columns are not known (a missing table): reading one is not an error, it has been reported. */
  readonly open: boolean;
  /** The call that made the frame. */
  readonly call?: CallId;
}

export interface NamedExpression {
  readonly name: string;
  readonly expression: Expression;
}

export type Node =
  | AggregateNode
  | DistinctNode
  | FilterNode
  | FlattenNode
  | JoinNode
  | LatestNode
  | LimitNode
  | ProjectNode
  | RawSqlNode
  | SampleNode
  | SetOperationNode
  | SortNode
  | TableNode
  | UnionNode;

/** One function for every kind of node: a new kind does not compile until every visitor knows it. */
export type NodeVisitor<T> = {
  readonly [K in Node['kind']]: (node: Extract<Node, { readonly kind: K }>) => T;
};

export function visitNode<T>(node: Node, visitor: NodeVisitor<T>): T {
  return (visitor[node.kind] as (node: Node) => T)(node);
}

const NONE: readonly Node[] = [];

const INPUTS: NodeVisitor<readonly Node[]> = {
  aggregate: (n) => [n.input],
  distinct: (n) => [n.input],
  filter: (n) => [n.input],
  flatten: (n) => [n.input],
  join: (n) => [n.left, n.right],
  latest: (n) => [n.input],
  limit: (n) => [n.input],
  project: (n) => [n.input],
  rawSql: (n) => n.frames,
  sample: (n) => [n.input],
  setOperation: (n) => [n.left, n.right],
  sort: (n) => [n.input],
  table: () => NONE,
  union: (n) => [n.left, n.right],
};

export function inputs(node: Node): readonly Node[] {
  return visitNode(node, INPUTS);
}
