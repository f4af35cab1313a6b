import { binary } from '../../dataframe/expression/binary.js';
import type { Expression } from '../../dataframe/expression/expression.js';
import { columnReference } from '../../dataframe/expression/column.js';
import { numberLiteral } from '../../dataframe/expression/literal.js';
import { ranking } from '../../dataframe/expression/ranking.js';
import { replaceColumns } from '../../dataframe/expression/replace.js';
import { window } from '../../dataframe/expression/window.js';
import type { Ordering } from '../../dataframe/expression/window.js';
import type { AggregateNode } from '../../dataframe/plan/aggregate.js';
import type { DistinctNode } from '../../dataframe/plan/distinct.js';
import type { FilterNode } from '../../dataframe/plan/filter.js';
import type { FlattenNode } from '../../dataframe/plan/flatten.js';
import type { JoinNode } from '../../dataframe/plan/join.js';
import type { LatestNode } from '../../dataframe/plan/latest.js';
import type { LimitNode } from '../../dataframe/plan/limit.js';
import { nameOf } from '../../dataframe/plan/names.js';
import { visitNode } from '../../dataframe/plan/node.js';
import type { NamedExpression, Node } from '../../dataframe/plan/node.js';
import type { ProjectNode } from '../../dataframe/plan/project.js';
import type { RawSqlNode } from '../../dataframe/plan/rawSql.js';
import type { SampleNode } from '../../dataframe/plan/sample.js';
import type { SetOperationNode } from '../../dataframe/plan/setOperation.js';
import type { SortNode } from '../../dataframe/plan/sort.js';
import type { TableNode } from '../../dataframe/plan/table.js';
import type { UnionNode } from '../../dataframe/plan/union.js';
import { BOOLEAN, number } from '../../dataframe/type.js';
import { splitName } from '../identifiers.js';
import type { PlanFacts } from './liveness.js';
import * as merge from './merge.js';
import type { CteNames } from './names.js';
import { isBare, isPlain, selectFrom, takesJoin } from './select.js';
import type { Body, Combination, Cte, FromItem, RawText, Select, Source } from './select.js';

/**
 * Folds the plan into SELECTs: a step becomes part of the SELECT before it as far as SQL's order of evaluation allows
 * (FROM, WHERE, GROUP BY, HAVING, windows, QUALIFY, DISTINCT, ORDER BY, LIMIT). Where it does not, where the author
 * named a frame, and where a frame is read twice, the SELECT is sealed into a CTE.
 */
export class Folder {
  readonly ctes: Cte[] = [];
  readonly #sealed = new Map<Node, Source>();
  readonly #root: Node;
  readonly #facts: PlanFacts;
  readonly #names: CteNames;
  readonly #resolveTable: (name: string) => string;

  constructor(root: Node, facts: PlanFacts, names: CteNames, resolveTable: (name: string) => string) {
    this.#root = root;
    this.#facts = facts;
    this.#names = names;
    this.#resolveTable = resolveTable;
  }

  /** The query's last SELECT; `ctes` then holds those before it. */
  fold(): Body {
    return this.#body(this.#root, undefined);
  }

  #body(node: Node, owner: string | undefined): Body {
    const name = nameOf(node) ?? owner;
    return visitNode<Body>(node, {
      aggregate: (n) => this.#aggregate(n, name),
      distinct: (n) => this.#distinct(n, name),
      filter: (n) => this.#filter(n, name),
      flatten: (n) => this.#flatten(n, name),
      join: (n) => this.#join(n, name),
      latest: (n) => this.#latest(n, name),
      limit: (n) => this.#limit(n, name),
      project: (n) => this.#project(n, name),
      rawSql: (n) => this.#rawSql(n, name),
      sample: (n) => this.#sample(n, name),
      setOperation: (n) => this.#setOperation(n, name),
      sort: (n) => this.#sort(n, name),
      table: (n) => this.#table(n),
      union: (n) => this.#union(n, name),
    });
  }

  // ---- sealing

  /** The node as a SELECT that a following step may extend. */
  #open(node: Node, owner: string | undefined): Select {
    if (this.#mustSeal(node)) return this.#selectSealed(node, owner);
    const body = this.#body(node, owner);
    if (body.kind !== 'select') return this.#seal(node, body, owner);
    // Inside a query only a row limit makes an order matter.
    return body.limit === null && body.orderBy.length > 0 ? { ...body, orderBy: [] } : body;
  }

  #mustSeal(node: Node): boolean {
    if (node === this.#root || isTableView(node)) return false;
    return nameOf(node) !== undefined || (this.#facts.uses.get(node) ?? 0) > 1;
  }

  #selectSealed(node: Node, owner: string | undefined): Select {
    const before = this.#sealed.get(node);
    return before ? this.#use(before, node) : this.#seal(node, this.#body(node, owner), owner);
  }

  /** Puts what the node has become into a CTE and selects from it. */
  #seal(node: Node, body: Body, owner: string | undefined): Select {
    const name = this.#names.take(nameOf(node), owner, body);
    this.ctes.push({ name, body, call: node.call });
    const source: Source = {
      text: this.#names.written(name),
      name,
      fields: this.#liveFields(node),
      open: body.kind === 'raw' || node.open,
    };
    this.#sealed.set(node, source);
    return this.#use(source, node);
  }

  /** Every use is a source of its own, so that a frame can be joined to itself. */
  #use(source: Source, node: Node): Select {
    return selectFrom({ ...source }, this.#liveFields(node), node.call);
  }

  #liveFields(node: Node) {
    const live = this.#facts.live.get(node);
    const keys = new Set(node.kind === 'aggregate' ? node.keys.map((k) => k.name) : []);
    return node.fields.filter((f) => live?.has(f.name) || keys.has(f.name));
  }

  #isLive(node: Node, column: NamedExpression): boolean {
    return this.#facts.live.get(node)?.has(column.name) ?? false;
  }

  // ---- steps

  #table(node: TableNode): Select {
    const text = this.#resolveTable(node.name);
    const source: Source = {
      text,
      name: splitName(text).at(-1) ?? text,
      fields: node.fields,
      open: node.open,
    };
    return selectFrom(source, this.#liveFields(node), node.call);
  }

  #project(node: ProjectNode, owner: string | undefined): Select {
    const columns = node.columns.filter((c) => this.#isLive(node, c));
    const expressions = columns.map((c) => c.expression);
    let select = this.#open(node.input, owner);
    if (this.#projectionNeedsOwnSelect(select, columns)) select = this.#seal(node.input, select, owner);
    const projected = {
      ...select,
      columns: columns.map((c) => ({ name: c.name, expression: merge.over(select, c.expression) })),
      call: node.call,
    };
    const lostItsWindow = projected.qualify.length > 0 && !merge.computesWindow(projected);
    if (!lostItsWindow) return projected;
    const sealed = this.#seal(node.input, select, owner);
    return {
      ...sealed,
      columns: columns.map((c, i) => ({
        name: c.name,
        expression: merge.over(sealed, expressions[i] ?? c.expression),
      })),
    };
  }

  #projectionNeedsOwnSelect(select: Select, columns: readonly NamedExpression[]): boolean {
    const expressions = columns.map((c) => c.expression);
    const windows = expressions.some(merge.hasWindow);
    const unchanged = columns.every((c) => c.expression.kind === 'column' && c.expression.name === c.name);
    return (
      (select.distinct && !(unchanged && columns.length === select.columns.length)) ||
      (select.limit !== null && (windows || (select.orderBy.length > 0 && !unchanged))) ||
      (windows && select.qualify.length > 0) ||
      merge.nestsWindows(select, expressions) ||
      merge.repeatsComputation(select, expressions)
    );
  }

  #filter(node: FilterNode, owner: string | undefined): Select {
    let select = this.#open(node.input, owner);
    const windowed = merge.hasWindow(node.condition);
    const needsOwn =
      select.distinct ||
      select.limit !== null ||
      (windowed && select.qualify.length > 0) ||
      (select.group !== null && merge.havingReadsHidden(select, node.condition)) ||
      merge.callsAgain(select, node.condition, (c) => this.#isLive(node, c)) ||
      merge.nestsWindows(select, [node.condition]);
    if (needsOwn) select = this.#seal(node.input, select, owner);
    const conditions = merge.conjuncts(merge.over(select, node.condition));
    const clause =
      windowed || merge.computesWindow(select) ? 'qualify' : select.group !== null ? 'having' : 'where';
    return {
      ...select,
      [clause]: [...select[clause], ...conditions],
      columns: select.columns.filter((c) => this.#isLive(node, c)),
      call: node.call,
    };
  }

  #aggregate(node: AggregateNode, owner: string | undefined): Select {
    const aggregates = node.aggregates.filter((c) => this.#isLive(node, c));
    const columns = [...node.keys, ...aggregates];
    const expressions = columns.map((c) => c.expression);
    let select = this.#open(node.input, owner);
    const needsOwn =
      select.group !== null ||
      select.distinct ||
      select.limit !== null ||
      select.qualify.length > 0 ||
      merge.readsWindow(select, expressions) ||
      merge.repeatsComputation(select, expressions);
    if (needsOwn) select = this.#seal(node.input, select, owner);
    return {
      ...select,
      group: node.keys.map((k) => merge.over(select, k.expression)),
      columns: columns.map((c) => ({ name: c.name, expression: merge.over(select, c.expression) })),
      call: node.call,
    };
  }

  #join(node: JoinNode, owner: string | undefined): Select {
    let left = this.#open(node.left, owner);
    if (!isPlain(left) || !takesJoin(left, node.type)) left = this.#seal(node.left, left, owner);
    let right = this.#open(node.right, owner);
    // Rows that an inner join finds can be filtered after it as well.
    const filtered = node.type === 'inner' ? right.where : [];
    if (!isBare({ ...right, where: right.where.slice(filtered.length) }))
      right = this.#seal(node.right, right, owner);
    const sides = new Map<object, Select>([
      [node.leftRow, left],
      [node.rightRow, right],
    ]);
    const onSides = (condition: Expression) =>
      replaceColumns(condition, (c) => {
        const side = sides.get(c.owner);
        return side ? merge.over(side, c) : c;
      });
    const on = node.on && onSides(node.on);
    const match = node.match && onSides(node.match);
    const live = this.#facts.live.get(node);
    const ofLeft = new Set(node.left.fields.map((f) => f.name));
    const columns = [...left.columns, ...right.columns.filter((c) => !ofLeft.has(c.name))];
    return {
      ...left,
      from: left.joins.length === 0 ? withHint(left.from, node.leftRow.parameter) : left.from,
      joins: [
        ...left.joins,
        { ...withHint(right.from, node.rightRow.parameter), type: node.type, on, match, call: node.call },
      ],
      where: [...left.where, ...right.where],
      columns: columns.filter((c) => live?.has(c.name)),
      call: node.call,
    };
  }

  #flatten(node: FlattenNode, owner: string | undefined): Select {
    let left = this.#open(node.input, owner);
    if (!isPlain(left) || !takesJoin(left, 'flatten')) left = this.#seal(node.input, left, owner);
    const source: Source = { text: 'LATERAL FLATTEN', name: 'FLATTENED', fields: FLATTENED, open: false };
    const onSource = (e: Expression) =>
      replaceColumns(e, (c) =>
        c.owner === node.element ? columnReference(source, c.name, c.type) : merge.over(left, c),
      );
    const columns = node.columns.map((c) => ({ name: c.name, expression: onSource(c.expression) }));
    return {
      ...left,
      from: left.joins.length === 0 ? withHint(left.from, node.row.parameter) : left.from,
      joins: [
        ...left.joins,
        {
          ...withHint({ source }, node.element.parameter),
          type: 'flatten',
          on: null,
          flatten: { input: onSource(node.array), outer: node.outer },
          call: node.call,
        },
      ],
      columns: [...left.columns, ...columns].filter((c) => this.#isLive(node, c)),
      call: node.call,
    };
  }

  #distinct(node: DistinctNode, owner: string | undefined): Select {
    let select = this.#open(node.input, owner);
    const extra = select.columns.length !== node.input.fields.length;
    if (select.limit !== null || extra) select = this.#seal(node.input, select, owner);
    return { ...select, distinct: true, call: node.call };
  }

  #sort(node: SortNode, owner: string | undefined): Select {
    let select = this.#open(node.input, owner);
    const expressions = node.orderBy.map((o) => o.expression);
    const needsOwn =
      select.limit !== null ||
      merge.nestsWindows(select, expressions) ||
      merge.ordersByHidden(select, expressions);
    if (needsOwn) select = this.#seal(node.input, select, owner);
    return { ...select, orderBy: orderingOver(select, node.orderBy), call: node.call };
  }

  #limit(node: LimitNode, owner: string | undefined): Select {
    const sorted = node.input.kind === 'sort' && !this.#mustSeal(node.input);
    let select = sorted ? this.#sort(node.input as SortNode, owner) : this.#open(node.input, owner);
    if (select.limit !== null) select = this.#seal(node.input, select, owner);
    return {
      ...select,
      columns: select.columns.filter((c) => select.distinct || this.#isLive(node, c)),
      limit: node.count,
      call: node.call,
    };
  }

  #latest(node: LatestNode, owner: string | undefined): Select {
    let select = this.#open(node.input, owner);
    const keys = node.keys.map((name) => columnReference(node.row, name, null));
    const orders = node.orderBy.map((o) => o.expression);
    const needsOwn =
      (select.group !== null && !merge.areSimple(select, [...keys, ...orders])) ||
      select.distinct ||
      select.limit !== null ||
      select.qualify.length > 0 ||
      merge.readsWindow(select, [...keys, ...orders]) ||
      orders.some(merge.hasWindow);
    if (needsOwn) select = this.#seal(node.input, select, owner);
    const place = window(
      ranking('ROW_NUMBER', [], number(18, 0)),
      keys.map((k) => merge.over(select, k)),
      orderingOver(select, node.orderBy),
      null,
      node.call,
    );
    return {
      ...select,
      qualify: [binary('=', place, numberLiteral(1), BOOLEAN, node.call)],
      columns: select.columns.filter((c) => this.#isLive(node, c)),
      call: node.call,
    };
  }

  /** SAMPLE stands behind a table: it takes rows before anything else of its SELECT does. */
  #sample(node: SampleNode, owner: string | undefined): Select {
    let select = this.#open(node.input, owner);
    if (!isBare(select)) select = this.#seal(node.input, select, owner);
    return {
      ...select,
      from: { ...select.from, sample: node.size },
      columns: select.columns.filter((c) => this.#isLive(node, c)),
      call: node.call,
    };
  }

  #setOperation(node: SetOperationNode, owner: string | undefined): Combination {
    const names = node.fields.map((f) => f.name);
    const arms = [node.left, node.right].map((side) => reordered(this.#arm(side, owner), names));
    return { kind: 'combination', operator: node.operator, arms, call: node.call };
  }

  #union(node: UnionNode, owner: string | undefined): Combination {
    const names = (node.distinct ? node.fields : this.#liveFields(node)).map((f) => f.name);
    const arms = [node.left, node.right]
      .flatMap((side) => this.#arms(side, node.distinct, owner))
      .map((arm) => reordered(arm, names));
    return { kind: 'combination', operator: node.distinct ? 'UNION' : 'UNION ALL', arms, call: node.call };
  }

  /** A union inside becomes arms of this one, unless it drops duplicates that this one keeps. */
  #arms(node: Node, distinct: boolean, owner: string | undefined): readonly Select[] {
    if (node.kind === 'union' && (distinct || !node.distinct) && !this.#mustSeal(node))
      return this.#union(node, owner).arms;
    return [this.#arm(node, owner)];
  }

  #arm(node: Node, owner: string | undefined): Select {
    const select = this.#open(node, owner);
    const live = this.#facts.live.get(node);
    const hasMore = select.columns.some((c) => !live?.has(c.name));
    return select.limit !== null || (select.distinct && hasMore) ? this.#seal(node, select, owner) : select;
  }

  #rawSql(node: RawSqlNode, owner: string | undefined): RawText {
    const sources = node.frames.map((frame) => {
      const select = this.#open(frame, owner);
      return (
        isBare(select) && isTableOrSealed(frame, this.#sealed) ? select : this.#seal(frame, select, owner)
      ).from.source;
    });
    return { kind: 'raw', texts: node.texts, sources, call: node.call };
  }
}

/** A table, or plain columns of one: naming it makes no CTE. */
function isTableView(node: Node): boolean {
  if (node.kind === 'table') return true;
  return (
    node.kind === 'project' &&
    node.columns.every((c) => c.expression.kind === 'column') &&
    isTableView(node.input)
  );
}

function isTableOrSealed(node: Node, sealed: ReadonlyMap<Node, Source>): boolean {
  return node.kind === 'table' || sealed.has(node);
}

function withHint<T extends FromItem>(item: T, parameter: string | undefined): T {
  return item.hint === undefined && parameter !== undefined ? { ...item, hint: parameter } : item;
}

function orderingOver(select: Select, orderBy: readonly Ordering[]): readonly Ordering[] {
  return orderBy.map((o) => ({ ...o, expression: merge.over(select, o.expression) }));
}

function reordered(select: Select, names: readonly string[]): Select {
  const columns = names.map((name): NamedExpression => {
    const column = select.columns.find((c) => c.name === name);
    if (!column) throw new Error(`The second frame of a union has no ${name}.`);
    return column;
  });
  return { ...select, columns };
}

/** The columns that FLATTEN has. */
const FLATTENED = ['SEQ', 'KEY', 'PATH', 'INDEX', 'VALUE', 'THIS'].map((name) =>
  Object.freeze({ name, type: null, nullable: true }),
);
