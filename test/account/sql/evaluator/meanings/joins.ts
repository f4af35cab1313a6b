import { expressionOf, isColumn } from '../../../../../src/dataframe/columns/expressionOf.js';
import { compareKnown } from '../compare.js';
import { length, nanoseconds } from '../frames.js';
import type { Span } from '../frames.js';
import { comparison } from '../logic.js';
import type { Test } from '../logic.js';
import { columnIndex, sameRow } from '../relation.js';
import type { Relation, RelationColumn } from '../relation.js';
import { columnTyped } from '../scope.js';
import type { Place, Typed } from '../typed.js';
import { decided, Uncertain } from '../value.js';
import type { Known, Row } from '../value.js';
import { wordsOf } from '../words.js';
import { condition, over } from './meaning.js';
import type { Meaning, Told } from './meaning.js';

/** Methods that put rows of two frames side by side. */

export type JoinKind = 'join' | 'leftJoin' | 'rightJoin' | 'fullJoin';

const nulls = (relation: Relation): Row => relation.columns.map(() => null);
const pairAt = (a: Row, b: Row): Place => {
  const row = [...a, ...b];
  return { row, rows: [row], index: 0 };
};

/** A condition that is NULL matches nothing. */
const holds = (on: Typed, a: Row, b: Row): boolean => decided(on.of(pairAt(a, b))) === true;

const sideBySide = (left: Relation, right: Relation): readonly RelationColumn[] => [
  ...left.columns,
  ...right.columns,
];

function matched(kind: JoinKind, left: Relation, right: Relation, on: Typed): readonly Row[] {
  const found = new Set<Row>();
  const rows: Row[] = [];
  for (const a of left.rows) {
    const partners = right.rows.filter((b) => holds(on, a, b));
    for (const b of partners) {
      found.add(b);
      rows.push([...a, ...b]);
    }
    if (partners.length === 0 && (kind === 'leftJoin' || kind === 'fullJoin'))
      rows.push([...a, ...nulls(right)]);
  }
  if (kind === 'fullJoin' || kind === 'rightJoin')
    for (const b of right.rows) if (!found.has(b)) rows.push([...nulls(left), ...b]);
  return rows;
}

export const joined =
  (kind: JoinKind, left: Meaning, right: Meaning, on: Told): Meaning =>
  (evaluate) => {
    // Every row is an object of its own, so that those that found nothing can be told.
    const [a, b] = [left(evaluate), own(right(evaluate))];
    return { columns: sideBySide(a, b), rows: matched(kind, a, b, condition(on, a, b)) };
  };

const own = (relation: Relation): Relation => ({ ...relation, rows: relation.rows.map((row) => [...row]) });

export const crossed =
  (left: Meaning, right: Meaning): Meaning =>
  (evaluate) => {
    const [a, b] = [left(evaluate), right(evaluate)];
    return { columns: sideBySide(a, b), rows: a.rows.flatMap((x) => b.rows.map((y) => [...x, ...y])) };
  };

/** By a column that both have; it comes out once. */
export const joinedUsing =
  (kind: JoinKind, left: Meaning, right: Meaning, key: string): Meaning =>
  (evaluate) => {
    const [a, b] = [left(evaluate), own(right(evaluate))];
    const on = comparison('eq', columnTyped(a, key), columnTyped(b, key, a.columns.length));
    const place = a.columns.length + columnIndex(b, key);
    const kept = <T>(all: readonly T[]): readonly T[] => all.filter((_, i) => i !== place);
    return { columns: kept(sideBySide(a, b)), rows: matched(kind, a, b, on).map(kept) };
  };

/** The rows that have a match, or those that have none, each once. */
export const matching =
  (left: Meaning, right: Meaning, on: Told, wanted: boolean): Meaning =>
  (evaluate) => {
    const [a, b] = [left(evaluate), right(evaluate)];
    const test = condition(on, a, b);
    return { ...a, rows: a.rows.filter((x) => b.rows.some((y) => holds(test, x, y)) === wanted) };
  };

interface AsofWords {
  readonly by: readonly string[];
  readonly take: readonly string[];
  readonly within?: Span;
}

/** The columns taken from the closest row, NULL where it is further away than `within`. */
export const closest =
  (left: Meaning, right: Meaning, at: Told, spec: AsofWords): Meaning =>
  (evaluate) => {
    const [a, b] = [left(evaluate), right(evaluate)];
    const words = wordsOf(at.result);
    const [ours, theirs] = timesOf(at, words?.args ?? [], a, b);
    const width = a.columns.length;
    const keys = spec.by.map((name) => comparison('eq', columnTyped(a, name), columnTyped(b, name, width)));
    const test = words?.word as Test;
    const match = comparison(test, ours, theirs);
    const fits = (x: Row, y: Row) => keys.every((key) => holds(key, x, y)) && holds(match, x, y);
    const taken = spec.take.map((name) => columnIndex(b, name));
    const latest = test === 'ge' || test === 'gt';
    return {
      columns: [...a.columns, ...taken.map((i) => b.columns[i] as RelationColumn)],
      rows: a.rows.map((x): Row => {
        const timed = b.rows
          .filter((y) => fits(x, y))
          .map((y) => ({ taken: taken.map((i) => y[i] ?? null), time: decided(theirs.of(pairAt(x, y))) }));
        const found = onlyClosest(timed, latest);
        const near = found && isNear(decided(ours.of(pairAt(x, nulls(b)))), found.time, ours, spec.within);
        return [...x, ...(near ? found.taken : taken.map(() => null))];
      }),
    };
  };

function timesOf(at: Told, sides: readonly unknown[], a: Relation, b: Relation): readonly [Typed, Typed] {
  const compile = over(at, a, b);
  const [ours, theirs] = sides.map((side) => {
    if (!isColumn(side)) throw new Error('An as-of join compares two times.');
    return compile(expressionOf(side));
  });
  if (!ours || !theirs) throw new Error('An as-of join compares two times.');
  return [ours, theirs];
}

interface Candidate {
  readonly taken: Row;
  readonly time: Known | null;
}

/** Closest ones that give different columns make the result uncertain. */
function onlyClosest(candidates: readonly Candidate[], latest: boolean): Candidate | undefined {
  const sign = latest ? -1 : 1;
  const inTurn = [...candidates].sort((x, y) => sign * compareKnown(x.time as Known, y.time as Known));
  const [best] = inTurn;
  for (const other of inTurn)
    if (
      best &&
      compareKnown(other.time as Known, best.time as Known) === 0 &&
      !sameRow(other.taken, best.taken)
    )
      throw new Uncertain('an as-of join with ties');
  return best;
}

function isNear(x: Known | null, y: Known | null, { type }: Typed, within: Span | undefined): boolean {
  if (!within) return true;
  if (x === null || y === null) return false;
  const distance = nanoseconds(x, type) - nanoseconds(y, type);
  return (distance < 0n ? -distance : distance) <= length(within);
}
