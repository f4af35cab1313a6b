import type { JoinNode } from '../../../../src/dataframe/plan/join.js';
import { comparison, compiler } from './expressions.js';
import { compareKnown } from './compare.js';
import { scopeOf } from './scope.js';
import { sameRow } from './relation.js';
import type { Relation } from './relation.js';
import type { Typed } from './typed.js';
import { decided, Uncertain } from './value.js';
import type { Known, Row } from './value.js';

/** The columns of a join: the left ones, then the right ones that the left frame does not have. */
export function joinRelations(node: JoinNode, left: Relation, right: Relation): Relation {
  const compile = compiler(
    scopeOf([
      [node.leftRow, left],
      [node.rightRow, right],
    ]),
  );
  const on = node.on && compile(node.on);
  const pairs =
    node.type === 'asof'
      ? asofPairs(left, right, on, asofMatch(node, compile))
      : matchedPairs(node.type, left, right, on);
  const width = left.columns.length;
  const own = new Set(left.columns.map((c) => c.name));
  const indexes = node.fields.map((field) =>
    own.has(field.name)
      ? left.columns.findIndex((c) => c.name === field.name)
      : width + right.columns.findIndex((c) => c.name === field.name),
  );
  const columns = [...left.columns, ...right.columns];
  return {
    columns: indexes.map((i) => columns[i] as (typeof columns)[number]),
    rows: pairs.map((row) => indexes.map((i) => row[i] ?? null)),
  };
}

export const nulls = (relation: Relation): Row => relation.columns.map(() => null);

/** Whether a pair of rows is matched; a condition that is NULL matches nothing. */
export function holds(on: Typed | null, a: Row, b: Row): boolean {
  if (on === null) return true;
  const row = [...a, ...b];
  return decided(on.of({ row, rows: [row], index: 0 })) === true;
}

function matchedPairs(
  type: Exclude<JoinNode['type'], 'asof'>,
  left: Relation,
  right: Relation,
  on: Typed | null,
): readonly Row[] {
  const found = new Set<Row>();
  const rows: Row[] = [];
  for (const a of left.rows) {
    const matching = right.rows.filter((b) => holds(on, a, b));
    for (const b of matching) {
      found.add(b);
      rows.push([...a, ...b]);
    }
    if (matching.length === 0 && (type === 'left' || type === 'full')) rows.push([...a, ...nulls(right)]);
  }
  if (type === 'full' || type === 'right')
    for (const b of right.rows) if (!found.has(b)) rows.push([...nulls(left), ...b]);
  return rows;
}

export interface AsofMatch {
  readonly operator: string;
  readonly ours: Typed;
  readonly theirs: Typed;
}

function asofMatch(node: JoinNode, compile: ReturnType<typeof compiler>): AsofMatch {
  const { match } = node;
  if (match?.kind !== 'binary') throw new Error('An as-of join needs a match condition.');
  return { operator: match.operator, ours: compile(match.left), theirs: compile(match.right) };
}

/** Every left row, with the right row that is closest in time among those that match. */
export function asofPairs(
  left: Relation,
  right: Relation,
  on: Typed | null,
  { operator, ours, theirs }: AsofMatch,
): readonly Row[] {
  const match = comparison(operator, ours, theirs);
  const latest = operator === '>=' || operator === '>';
  return left.rows.map((a) => {
    const candidates = right.rows
      .filter((b) => holds(on, a, b) && holds(match, a, b))
      .map((b) => {
        const row = [...a, ...b];
        return { b, time: decided(theirs.of({ row, rows: [row], index: 0 })) as Known };
      })
      .sort((x, y) => (latest ? -1 : 1) * compareKnown(x.time, y.time));
    const [best] = candidates;
    if (!best) return [...a, ...nulls(right)];
    for (const other of candidates)
      if (compareKnown(other.time, best.time) === 0 && !sameRow(other.b, best.b))
        throw new Uncertain('an as-of join with ties');
    return [...a, ...best.b];
  });
}
