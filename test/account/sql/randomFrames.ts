import { asc, count, countIf, desc, max, min, rowNumber, sum, table } from '../../../src/index.js';
import type { Bool, Frame, NumberColumn } from '../../../src/index.js';
import { nodeOf } from '../../../src/dataframe/frame.js';
import { name } from '../../../src/dataframe/trace.js';

type Row = Record<string, NumberColumn>;
export type NumberFrame = Frame<Row>;

/** A generator of numbers that gives the same ones for the same seed (mulberry32). */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Frames of whole numbers put together at random; orders are total, so that every result is certain. */
export class RandomFrames {
  readonly #next: () => number;
  #named = 0;
  /** Frames made before, to be read a second time. */
  readonly #made: NumberFrame[] = [];

  constructor(seed: number) {
    this.#next = random(seed);
  }

  frame(steps: number): NumberFrame {
    let frame = this.#source();
    for (let i = 0; i < steps; i++) {
      frame = this.#step(frame);
      if (this.#chance(0.3)) name(`frame${'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.charAt(this.#named++ % 26)}`, frame);
      this.#made.push(frame);
    }
    return frame;
  }

  #step(frame: NumberFrame): NumberFrame {
    const steps: readonly (() => NumberFrame)[] = [
      () => frame.filter((r) => this.#condition(r)),
      () => frame.filter((r) => this.#condition(r)),
      () => frame.select((r) => this.#computed(r, 1 + this.#below(4))),
      () => frame.withColumns((r) => this.#computed(r, 1 + this.#below(2))),
      () => frame.withColumns((r) => ({ W: this.#window(r) })),
      () => frame.filter((r) => this.#window(r).le(this.#below(6))),
      () => frame.pick(...this.#some(frame)),
      () => this.#grouped(frame),
      () => this.#grouped(frame),
      () => this.#joined(frame),
      () => this.#joined(frame),
      () => frame.distinct(),
      () => frame.latestBy(this.#some(frame), (r) => this.#totalOrder(r)),
      () => frame.sort((r) => this.#totalOrder(r)).limit(5 + this.#below(20)),
      () => frame.sort((r) => this.#totalOrder(r)),
      () => frame.unionAll(this.#sameColumns(frame)),
      () => frame.union(this.#sameColumns(frame)),
      () => frame.intersect(this.#sameColumns(frame)),
      () => frame.except(this.#sameColumns(frame)),
      () => this.#rolledUp(frame),
      () => this.#frequent(frame),
      () => frame.unionAllWithNulls(this.#source()),
      () => frame.dropNull(...this.#some(frame)),
      () => this.#matched(frame),
      () => this.#matched(frame),
    ];
    return this.#of(steps)();
  }

  #source(): NumberFrame {
    return table<Row>(this.#of(['S', 'T']));
  }

  #other(): NumberFrame {
    return this.#made.length > 0 && this.#chance(0.5) ? this.#of(this.#made) : this.#source();
  }

  #joined(frame: NumberFrame): NumberFrame {
    const other = this.#chance(0.5) ? this.#other() : this.#step(this.#other());
    const right = other.prefixed(`P${this.#named++}_`) as NumberFrame;
    const on = (l: Row, r: Row): Bool => {
      const equal = this.#column(l).eq(this.#column(r));
      return this.#chance(0.3) ? equal.and(this.#column(l).lt(this.#column(r))) : equal;
    };
    const joined = this.#of([
      () => frame.join(right, on, { allow: ['left-join-undone'] }),
      () => frame.leftJoin(right, on),
      () => frame.rightJoin(right, on),
      () => frame.fullJoin(right, (l, r) => this.#column(l).eq(this.#column(r))),
    ])();
    return joined.pick(...this.#some(joined));
  }

  #matched(frame: NumberFrame): NumberFrame {
    const other = this.#chance(0.5) ? this.#other() : this.#step(this.#other());
    const on = (l: Row, r: Row): Bool => {
      const equal = this.#column(l).eq(this.#column(r));
      const more = this.#chance(0.3) ? equal.and(this.#column(l).sameAs(this.#column(r))) : equal;
      return this.#chance(0.3) ? more.and(this.#column(r).gt(1)) : more;
    };
    return this.#chance(0.5) ? frame.semiJoin(other, on) : frame.antiJoin(other, on);
  }

  #grouped(frame: NumberFrame): NumberFrame {
    const aggregates = (r: Row) => ({
      N: count(),
      [this.#of(['A', 'M', 'X'])]: this.#aggregate(r),
      Y: this.#aggregate(r).add(this.#below(3)),
    });
    const keys = this.#some(frame).filter((k) => !['N', 'A', 'M', 'X', 'Y'].includes(k));
    if (keys.length === 0) return frame.agg(aggregates);
    if (this.#chance(0.3))
      return frame.groupByComputed((r) => ({ G: this.#expression(r, 1) })).agg(aggregates);
    return frame.groupBy(...keys).agg(aggregates) as NumberFrame;
  }

  #rolledUp(frame: NumberFrame): NumberFrame {
    const keys = this.#some(frame).filter((k) => !['Z', 'LEVEL'].includes(k));
    const aggregates = (r: Row) => ({ Z: this.#aggregate(r) });
    return keys.length === 0 ? frame : (frame.rollup(keys.slice(0, 1), 'LEVEL', aggregates) as NumberFrame);
  }

  #frequent(frame: NumberFrame): NumberFrame {
    const [column = '', ...keys] = this.#some(frame);
    const ties = this.#of(['smallest', 'largest'] as const);
    return keys.length === 0 ? frame : (frame.groupBy(...keys).mostFrequent(column, { ties }) as NumberFrame);
  }

  #aggregate(r: Row): NumberColumn {
    const x = this.#expression(r, 1);
    return this.#of<() => NumberColumn>([
      () => sum(x),
      () => min(x),
      () => max(x),
      () => count(x),
      () => countIf(this.#condition(r)),
    ])();
  }

  #sameColumns(frame: NumberFrame): NumberFrame {
    return frame.filter((r) => this.#condition(r)).select((r) => ({ ...r, ...this.#replaced(r) }));
  }

  #replaced(r: Row): Row {
    const [first] = Object.keys(r);
    return first === undefined ? {} : { [first]: this.#expression(r, 1) };
  }

  #window(r: Row): NumberColumn {
    const by = this.#column(r);
    return this.#chance(0.5)
      ? rowNumber().over({ by, orderBy: this.#totalOrder(r) })
      : sum(this.#column(r)).over({ by });
  }

  /** By every column, so that equal rows are all that it does not tell apart. */
  #totalOrder(r: Row) {
    return Object.values(r).map((c) => (this.#chance(0.5) ? asc(c) : desc(c, { nulls: 'first' })));
  }

  #condition(r: Row): Bool {
    const simple = this.#of<() => Bool>([
      () => this.#expression(r, 1).ge(this.#below(8)),
      () => this.#column(r).ne(this.#column(r)),
      () => this.#column(r).notNull(),
      () => this.#column(r).isIn([1, 2, 3, 4, 5]),
    ]);
    return this.#chance(0.3) ? simple().or(simple()) : this.#chance(0.3) ? simple().and(simple()) : simple();
  }

  #computed(r: Row, columns: number): Row {
    const names = ['A', 'B', 'C', 'D', 'E', 'K'];
    return Object.fromEntries(
      Array.from({ length: columns }, () => [this.#of(names), this.#expression(r, 2)]),
    );
  }

  #expression(r: Row, depth: number): NumberColumn {
    if (depth === 0 || this.#chance(0.3)) return this.#column(r);
    const a = this.#expression(r, depth - 1);
    return this.#of<() => NumberColumn>([
      () => a.add(this.#expression(r, depth - 1)),
      () => a.sub(this.#expression(r, depth - 1)),
      () => a.fillNull(this.#below(5)),
      () => a.neg(),
      () => a.mod(7),
    ])();
  }

  #column(r: Row): NumberColumn {
    return this.#of(Object.values(r));
  }

  #some(frame: NumberFrame): readonly string[] {
    const names = nodeOf(frame).fields.map((f) => f.name);
    const chosen = names.filter(() => this.#chance(0.6));
    return chosen.length > 0 ? chosen : names;
  }

  #of<T>(items: readonly T[]): T {
    return items[this.#below(items.length)] as T;
  }

  #below(limit: number): number {
    return Math.floor(this.#next() * limit);
  }

  #chance(share: number): boolean {
    return this.#next() < share;
  }
}
