import './columns/classes.js';
import type { Bool } from './columns/boolean.js';
import type { Column } from './columns/column.js';
import type { Order } from './columns/order.js';
import type { ArrayCol, ObjectCol, Variant } from './columns/semiStructured.js';
import type { Int } from './columns/number.js';
import type { Text } from './columns/text.js';
import { aggregate, keysComputed, keysNamed, NO_KEYS } from './build/aggregate.js';
import type { Keys } from './build/aggregate.js';
import { asofJoin } from './build/asof.js';
import { dropNull, filter } from './build/filter.js';
import type { Allowance } from './build/filter.js';
import { flatten } from './build/flatten.js';
import type { Element } from './build/flatten.js';
import { crossJoin, joinOn, joinUsing } from './build/join.js';
import { antiJoin, semiJoin } from './build/matching.js';
import { mostFrequent } from './build/mostFrequent.js';
import type { Ties } from './build/mostFrequent.js';
import * as project from './build/project.js';
import { rollup } from './build/rollup.js';
import * as rows from './build/rows.js';
import { sample } from './build/sample.js';
import { withSessionId } from './build/sessions.js';
import type { SessionSpec } from './build/sessions.js';
import { setOperation, union, unionWithNulls } from './build/union.js';
import { unpivot } from './build/unpivot.js';
import { nameNode } from './plan/names.js';
import type { Node } from './plan/node.js';
import type { SampleSize } from './plan/sample.js';
import { NAME } from './trace.js';
import type { Nameable } from './trace.js';
import type { Interval } from './functions/intervals.js';
import type { Selector } from './functions/selectors.js';
import type { LiteralOf } from './functions/literals.js';

/** What `select`, `withColumns` and `agg` callbacks give: names and columns. */
export type Columns = Record<string, Column>;

/** Constants that replace NULLs, by column. */
export type Fills<S> = { readonly [K in keyof S]?: S[K] | LiteralOf<S[K]> };

/** How rows of `asofJoin` belong together. */
export interface AsofSpec<K, T> {
  /** Columns that both frames have under the same name and that must be equal. */
  readonly by: readonly K[];
  /** The columns of the other frame that come out. */
  readonly take: readonly T[];
  /** How far away the other row may be; what is further is NULL. */
  readonly within?: Interval;
}

/**
 * A table that is described, not loaded. Every method gives a new frame; nothing is computed until the SQL is run.
 * `S` is its row: names and column classes.
 */
export class Frame<S> implements Nameable {
  readonly #node: Node;

  /** @internal Frames are made by `table`, `sql` and by methods of frames. */
  constructor(node: Node) {
    this.#node = node;
  }

  /** @internal */
  static nodeOf(frame: Frame<unknown>): Node {
    return frame.#node;
  }

  /** @internal */
  [NAME](variable: string): void {
    nameNode(this.#node, variable);
  }

  /** The node as a following step reads it, which is where an order gets lost. */
  #step(): Node {
    rows.noteLostOrder(this.#node);
    return this.#node;
  }

  /** Exactly these columns: `select(r => ({ DAY: r.ORDER_DATE, VALUE: r.QUANTITY.mul(r.PRICE) }))`. */
  select<R extends Columns>(columns: (row: S) => R): Frame<R> {
    return new Frame(project.select(this.#step(), columns));
  }

  /**
   * The columns with these names, in this order, or those that a rule chooses: `pick(columns.matching(/_AMT$/))`. With a
   * rule alone the frame's type keeps all columns.
   */
  pick<K extends keyof S>(...names: readonly (K | Selector)[]): Frame<{ [P in K]: S[P] }> {
    return new Frame(project.pick(this.#step(), names));
  }

  /** All columns but these. */
  drop<K extends keyof S>(...names: readonly K[]): Frame<Omit<S, K>> {
    return new Frame(project.drop(this.#step(), names.map(String)));
  }

  /** New name → old name: `rename({ CUSTOMER: 'O_CUSTOMER_SK' })`. The columns keep their places. */
  rename<const M extends Record<string, keyof S & string>>(
    names: M,
  ): Frame<Omit<S, M[keyof M]> & { [N in keyof M]: S[M[N]] }> {
    return new Frame(project.rename(this.#step(), names));
  }

  /** Every column with a prefix before its name, so that a join has no two columns of one name. */
  prefixed<const P extends string>(prefix: P): Frame<{ [K in keyof S & string as `${P}${K}`]: S[K] }> {
    return new Frame(project.prefixed(this.#step(), prefix));
  }

  /** All columns and these. A column of the same name and type is replaced where it stands. */
  withColumns<R extends Columns>(columns: (row: S) => R): Frame<S & R> {
    return new Frame(project.withColumns(this.#step(), columns));
  }

  /**
   * All columns and the number, from 1, of the session that the row is in: a new one begins where more than `gap` has
   * passed since the row before. `withSessionId('SESSION', r => ({ by: r.USER, at: r.AT, gap: minutes(30) }))`.
   */
  withSessionId<const N extends string>(
    name: N,
    session: (row: S) => SessionSpec,
  ): Frame<S & { [P in N]: Int }> {
    return new Frame(withSessionId(this.#step(), name, session));
  }

  /** All columns, some replaced where they stand; the type may change. */
  replaceColumns<R extends { [K in keyof R]: K extends keyof S ? Column : never }>(
    columns: (row: S) => R,
  ): Frame<Omit<S, keyof R> & R> {
    return new Frame(project.replaceColumns(this.#step(), columns));
  }

  /** All columns, NULLs replaced in these: `fillNull({ PRICE: 0, STORE: 'none' })`. */
  fillNull(values: Fills<S>): Frame<S> {
    return new Frame(project.fillNull(this.#step(), values));
  }

  /** The rows where the condition is true: neither false nor NULL. */
  filter(condition: (row: S) => Bool, options: Allowance = {}): Frame<S> {
    return new Frame(filter(this.#step(), condition, options));
  }

  /** The rows that have a value in each of these columns. */
  dropNull<K extends keyof S>(...names: readonly K[]): Frame<S> {
    return new Frame(dropNull(this.#step(), names.map(String)));
  }

  /** Every pair of rows for which the condition is true. A NULL key matches nothing. */
  join<O>(other: Frame<O>, on: (left: S, right: O) => Bool, options: Allowance = {}): Frame<S & O> {
    return new Frame(joinOn('inner', this.#step(), other.#step(), on, options));
  }

  /** `join`, and the rows of this frame that match nothing, with NULLs in the other's columns. */
  leftJoin<O>(other: Frame<O>, on: (left: S, right: O) => Bool): Frame<S & O> {
    return new Frame(joinOn('left', this.#step(), other.#step(), on, {}));
  }

  /** `join`, and the rows of the other frame that match nothing, with NULLs in this one's columns. */
  rightJoin<O>(other: Frame<O>, on: (left: S, right: O) => Bool): Frame<S & O> {
    return new Frame(joinOn('right', this.#step(), other.#step(), on, {}));
  }

  /** `join`, and the rows of both frames that match nothing. */
  fullJoin<O>(other: Frame<O>, on: (left: S, right: O) => Bool): Frame<S & O> {
    return new Frame(joinOn('full', this.#step(), other.#step(), on, {}));
  }

  /** Every row with every row. */
  crossJoin<O>(other: Frame<O>): Frame<S & O> {
    return new Frame(crossJoin(this.#step(), other.#step()));
  }

  /** `join` on columns that both frames have under the same name; they come out once. */
  joinUsing<O, K extends keyof S & keyof O & string>(other: Frame<O>, ...keys: readonly K[]): Frame<S & O> {
    return new Frame(joinUsing('inner', this.#step(), other.#step(), keys.map(String), {}));
  }

  /** `leftJoin` on columns that both frames have under the same name; they come out once. */
  leftJoinUsing<O, K extends keyof S & keyof O & string>(
    other: Frame<O>,
    ...keys: readonly K[]
  ): Frame<S & O> {
    return new Frame(joinUsing('left', this.#step(), other.#step(), keys.map(String), {}));
  }

  /**
   * The rows for which the other frame has a match; each comes out once, with this frame's columns only. The condition
   * compares keys: `(o, ret) => o.ID.eq(ret.ORDER_ID)`; it may add conditions on the other frame alone. Compiled to a
   * join on the other frame's distinct keys, which dynamic tables refresh incrementally (EXISTS they do not).
   */
  semiJoin<O>(other: Frame<O>, on: (left: S, right: O) => Bool): Frame<S> {
    return new Frame(semiJoin(this.#step(), other.#step(), on));
  }

  /**
   * The rows for which the other frame has no match, those with a NULL key among them. The condition is one of
   * `semiJoin`. Compiled to a left join of which the rows that found nothing stay.
   */
  antiJoin<O>(other: Frame<O>, on: (left: S, right: O) => Bool): Frame<S> {
    return new Frame(antiJoin(this.#step(), other.#step(), on));
  }

  /**
   * Every row once, with the closest row of the other frame: `(l, r) => l.AT.ge(r.AT)` is the last one before or at the
   * same time, `gt` the last before, `le` and `lt` the first after. Columns are NULL where there is none, or none
   * `within` the interval. Among rows of the other frame with equal keys and times an arbitrary one is taken: `latestBy`
   * makes them one. (ASOF JOIN … MATCH_CONDITION.)
   */
  asofJoin<O, K extends keyof S & keyof O, T extends keyof O>(
    other: Frame<O>,
    at: (left: S, right: O) => Bool,
    spec: AsofSpec<K, T>,
  ): Frame<S & { [P in T]: O[P] }> {
    const by = spec.by.map(String);
    const take = spec.take.map(String);
    return new Frame(asofJoin(this.#step(), other.#step(), at, { ...spec, by, take }));
  }

  /** Groups of rows with the same values in these columns (NULLs are one group): `.groupBy('K').agg(…)`. */
  groupBy<K extends keyof S>(...keys: readonly K[]): Group<S, { [P in K]: S[P] }> {
    const node = this.#step();
    return new Group(node, keysNamed(node, keys.map(String)));
  }

  /** Groups by computed keys: `.groupByComputed(r => ({ YEAR: r.ORDER_DATE.year() })).agg(…)`. */
  groupByComputed<R extends Columns>(keys: (row: S) => R): Group<S, R> {
    const node = this.#step();
    return new Group(node, keysComputed(node, keys));
  }

  /**
   * Groups by all keys, by all but the last, and so on to the whole frame, one below the other:
   * `rollup(['REGION', 'STORE'], 'LEVEL', r => ({ TOTAL: sum(r.PRICE) }))`. Keys that a row is not grouped by are NULL;
   * the column named second says how many it is grouped by, so that a total can be told from a group whose key is NULL.
   * Compiled to a UNION ALL of groupings, which dynamic tables refresh incrementally (GROUP BY ROLLUP they do not).
   */
  rollup<K extends keyof S, const L extends string, R extends Columns>(
    keys: readonly K[],
    level: L,
    aggregates: (row: S) => R,
  ): Frame<{ [P in K]: S[P] } & R & { [P in L]: Int }> {
    return new Frame(rollup(this.#step(), keys.map(String), level, aggregates));
  }

  /** One row for the whole frame. */
  agg<R extends Columns>(aggregates: (row: S) => R): Frame<R> {
    return new Frame(aggregate(this.#step(), NO_KEYS(), aggregates));
  }

  /** Rows that differ in at least one column. */
  distinct(): Frame<S> {
    return new Frame(rows.distinct(this.#step()));
  }

  /** The order of the result. Only the last step of a query and a following `limit` keep it. */
  sort(order: (row: S) => Order | readonly Order[]): Frame<S> {
    return new Frame(rows.sort(this.#step(), order));
  }

  /** At most so many rows; which ones is arbitrary unless `sort` stands before. For previews: it forces full refreshes. */
  limit(count: number): Frame<S> {
    return new Frame(rows.limit(this.#node, count));
  }

  /**
   * Some rows at random, other ones each time: `sample({ rows: 100 })` or `sample({ percent: 5 })`. For looking at data
   * only: dynamic tables refuse it, and so does a feature view with `refresh`. (SAMPLE.)
   */
  sample(size: SampleSize): Frame<S> {
    return new Frame(sample(this.#step(), size));
  }

  /** The rows of both frames, matched by column name, duplicates kept. */
  unionAll(other: Frame<S>): Frame<S> {
    return new Frame(union(this.#step(), other.#step(), false));
  }

  /** The different rows of both frames, matched by column name; NULLs are equal here. */
  union(other: Frame<S>): Frame<S> {
    return new Frame(union(this.#step(), other.#step(), true));
  }

  /**
   * The different rows that both frames have, compared as wholes by column name; NULLs are equal here (INTERSECT). Forces
   * full refreshes: `semiJoin` on the keys does not.
   */
  intersect(other: Frame<S>): Frame<S> {
    return new Frame(setOperation('INTERSECT', this.#step(), other.#step()));
  }

  /**
   * The different rows that the other frame lacks, compared as wholes by column name; NULLs are equal here (EXCEPT).
   * Forces full refreshes: `antiJoin` on the keys does not.
   */
  except(other: Frame<S>): Frame<S> {
    return new Frame(setOperation('EXCEPT', this.#step(), other.#step()));
  }

  /** `unionAll` of frames with different columns: what a frame lacks is NULL in its rows. */
  unionAllWithNulls<O>(other: Frame<O>): Frame<S & O> {
    return new Frame(unionWithNulls(this.#step(), other.#step()));
  }

  /**
   * One row for each of these columns instead of one with all of them: its name in column `name`, its value, NULL too,
   * in column `value`. Compiled to a UNION ALL, which dynamic tables refresh incrementally (UNPIVOT they do not).
   */
  unpivot<K extends keyof S & string, const N extends string, const V extends string>(
    columns: readonly K[],
    names: { readonly name: N; readonly value: V },
  ): Frame<Omit<S, K> & { [P in N]: Text } & { [P in V]: S[K] }> {
    return new Frame(unpivot(this.#step(), columns, names));
  }

  /**
   * One row for each element of an array, or each value of an object:
   * `flatten(r => r.PAYLOAD.get('items'), { outer: false }, i => ({ SKU: i.value.get('sku').toText() }))`. Rows without
   * elements (empty, NULL, no array) are dropped, or with `outer` stay once, with NULLs in the new columns.
   * (LATERAL FLATTEN.)
   */
  flatten<R extends Columns>(
    array: (row: S) => Variant | ArrayCol | ObjectCol,
    options: { readonly outer: boolean },
    columns: (element: Element) => R,
  ): Frame<S & R> {
    return new Frame(flatten(this.#step(), array, options.outer, columns));
  }

  /**
   * One row for each key, the first in the order: `latestBy(['CUSTOMER'], r => [desc(r.AT), desc(r.ID)])`. Add columns
   * until the order is total: of rows that it does not tell apart an arbitrary one is kept.
   */
  latestBy<K extends keyof S>(keys: readonly K[], order: (row: S) => Order | readonly Order[]): Frame<S> {
    return new Frame(rows.latestBy(this.#step(), keys.map(String), order));
  }
}

/** Groups of a frame's rows, waiting for their aggregates. `G` are the keys. */
export class Group<S, G> {
  readonly #node: Node;
  readonly #keys: Keys;

  /** @internal */
  constructor(node: Node, keys: Keys) {
    this.#node = node;
    this.#keys = keys;
  }

  /** One row a group: the keys, then these columns. */
  agg<R extends Columns>(
    aggregates: (row: S) => R,
  ): Frame<{ [P in keyof G | keyof R]: P extends keyof R ? R[P] : P extends keyof G ? G[P] : never }> {
    return new Frame(aggregate(this.#node, this.#keys, aggregates));
  }

  /**
   * One row a group: the keys, and the value of `column` that is most frequent, NULLs not counted (NULL where there are
   * only NULLs). Of equally frequent values the smallest or the largest, as `ties` says; the aggregate `mode` leaves
   * that to chance. Compiled to a count of each value and QUALIFY ROW_NUMBER() … = 1.
   */
  mostFrequent<K extends keyof S>(
    column: K,
    options: { readonly ties: Ties },
  ): Frame<{ [P in keyof G | K]: P extends K ? S[P] : P extends keyof G ? G[P] : never }> {
    return new Frame(mostFrequent(this.#node, this.#keys, String(column), options.ties));
  }
}

/** @internal */
export const nodeOf = Frame.nodeOf;
