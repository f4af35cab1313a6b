import type { Expression } from '../../../../src/dataframe/expression/expression.js';
import type { Node } from '../../../../src/dataframe/plan/node.js';
import { DAY, SECOND } from './calendar.js';
import { comparison, compiler } from './expressions.js';
import { compareKnown, keyOf } from './compare.js';
import { asofPairs, holds } from './joins.js';
import { columnIndex } from './relation.js';
import type { Relation, RelationColumn } from './relation.js';
import { columnTyped, placesOf, scopeOf } from './scope.js';
import { common, exact, TEXT } from './type.js';
import { widened } from './typed.js';
import type { Place, Typed } from './typed.js';
import { decided } from './value.js';
import type { Known, Row, Value } from './value.js';

/**
 * Methods whose plan says what they mean in other words (a semi join as a join on distinct keys, unpivot as a union):
 * here they are computed as their documentation says.
 */
export type Meaning = (evaluate: (node: Node) => Relation) => Relation;

/** A condition over two rows, as a callback gave it. */
export interface PairCondition {
  readonly expression: Expression;
  readonly leftRow: object;
  readonly rightRow: object;
}

export const matching =
  (left: Node, right: Node, on: PairCondition, kept: boolean): Meaning =>
  (evaluate) => {
    const [a, b] = [evaluate(left), evaluate(right)];
    const condition = compiler(pairScope(a, b, on))(on.expression);
    return { ...a, rows: a.rows.filter((x) => b.rows.some((y) => holds(condition, x, y)) === kept) };
  };

const pairScope = (left: Relation, right: Relation, { leftRow, rightRow }: PairCondition) =>
  scopeOf([
    [leftRow, left],
    [rightRow, right],
  ]);

/** A row for each of the columns, with its name and its value. */
export const unpivoted =
  (
    input: Node,
    columns: readonly string[],
    names: { readonly name: string; readonly value: string },
  ): Meaning =>
  (evaluate) => {
    const relation = evaluate(input);
    const kept = relation.columns.filter((c) => !columns.includes(c.name));
    const turned = columns.map((name) => columnTyped(relation, name));
    const type = turned.map((t) => t.type).reduce(common);
    return {
      columns: [...kept, { name: names.name, type: TEXT }, { name: names.value, type }],
      rows: placesOf(relation.rows).flatMap((place) =>
        turned.map((typed, i): Row => [
          ...kept.map((c) => place.row[columnIndex(relation, c.name)] ?? null),
          columns[i] as string,
          widened(typed, type).of(place),
        ]),
      ),
    };
  };

const UNITS = { second: SECOND, minute: 60n * SECOND, hour: 3600n * SECOND, day: DAY } as const;

export interface Span {
  readonly amount: number;
  readonly unit: keyof typeof UNITS;
}

const length = ({ amount, unit }: Span): bigint => BigInt(amount) * UNITS[unit];

const nanoseconds = (value: Known, typed: Typed): bigint =>
  typed.type.kind === 'DATE' ? BigInt(value as number) * DAY : (value as bigint);

/** The columns taken from the closest row, NULL where it is further away than `within`. */
export const closest =
  (
    left: Node,
    right: Node,
    at: PairCondition,
    spec: { readonly by: readonly string[]; readonly take: readonly string[]; readonly within?: Span },
  ): Meaning =>
  (evaluate) => {
    const [a, b] = [evaluate(left), evaluate(right)];
    if (at.expression.kind !== 'binary') throw new Error('An as-of join compares two times.');
    const compile = compiler(pairScope(a, b, at));
    const [ours, theirs] = [compile(at.expression.left), compile(at.expression.right)];
    const width = a.columns.length;
    const keys = spec.by.map((name) => comparison('=', columnTyped(a, name), columnTyped(b, name, width)));
    const on: Typed = {
      type: { kind: 'BOOLEAN' },
      of: (place) => keys.every((key) => decided(key.of(place)) === true),
    };
    // Only what is read of the right frame can make two closest rows different.
    const read = [...new Set([...spec.by, ...spec.take])].map((name) => columnIndex(b, name));
    const time = at.expression.right.kind === 'column' ? [columnIndex(b, at.expression.right.name)] : [];
    const hidden = (row: Row) => row.map((v, i) => (read.includes(i) || time.includes(i) ? v : null));
    const pairs = asofPairs(a, { ...b, rows: b.rows.map(hidden) }, on, {
      operator: at.expression.operator,
      ours,
      theirs,
    });
    const taken = spec.take.map((name) => columnIndex(b, name));
    return {
      columns: [...a.columns, ...taken.map((i) => b.columns[i] as RelationColumn)],
      rows: pairs.map((row): Row => {
        const near = isNear({ row, rows: [row], index: 0 }, ours, theirs, spec.within);
        return [...row.slice(0, width), ...taken.map((i) => (near ? (row[width + i] ?? null) : null))];
      }),
    };
  };

function isNear(place: Place, ours: Typed, theirs: Typed, within: Span | undefined): boolean {
  if (!within) return true;
  const [x, y] = [decided(ours.of(place)), decided(theirs.of(place))];
  if (x === null || y === null) return false;
  const distance = nanoseconds(x, ours) - nanoseconds(y, theirs);
  return (distance < 0n ? -distance : distance) <= length(within);
}

/** Sessions are numbered from 1 for each key, in the order of time; a time that is NULL begins none. */
export const sessions =
  (input: Node, name: string, by: readonly string[], at: string, gap: Span): Meaning =>
  (evaluate) => {
    const relation = evaluate(input);
    const keys = by.map((column) => columnTyped(relation, column));
    const time = columnTyped(relation, at);
    const groups = new Map<string, Place[]>();
    for (const place of placesOf(relation.rows)) {
      const key = JSON.stringify(keys.map((k) => keyOf(k.of(place), k.type)));
      groups.set(key, [...(groups.get(key) ?? []), place]);
    }
    const numbers: Value[] = [];
    for (const places of groups.values()) {
      let session = 1n;
      let before: Known | null = null;
      for (const { place, now } of inTime(places, time)) {
        if (
          before !== null &&
          now !== null &&
          nanoseconds(now, time) - nanoseconds(before, time) > length(gap)
        )
          session++;
        before = now;
        numbers[place.index] = session;
      }
    }
    return {
      columns: [...relation.columns, { name, type: exact(38, 0) }],
      rows: relation.rows.map((row, i) => [...row, numbers[i] ?? null]),
    };
  };

function inTime(places: readonly Place[], time: Typed) {
  return places
    .map((place) => ({ place, now: decided(time.of(place)) }))
    .sort((a, b) => {
      if (a.now === null || b.now === null) return Number(a.now === null) - Number(b.now === null);
      return compareKnown(a.now, b.now);
    });
}
