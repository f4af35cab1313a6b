import type { Binary } from '../expression/binary.js';
import { binary } from '../expression/binary.js';
import { functionCall } from '../expression/call.js';
import { caseOf } from '../expression/case.js';
import { columnReference } from '../expression/column.js';
import type { ColumnReference } from '../expression/column.js';
import type { Expression } from '../expression/expression.js';
import { keyword } from '../expression/keyword.js';
import { numberLiteral } from '../expression/literal.js';
import { eachColumn } from '../expression/walk.js';
import type { Interval } from '../functions/intervals.js';
import { joinNode } from '../plan/join.js';
import type { Field, NamedExpression, Node } from '../plan/node.js';
import { projectNode } from '../plan/project.js';
import { newRow } from '../plan/row.js';
import type { Row } from '../plan/row.js';
import { here } from '../trace.js';
import { BOOLEAN } from '../type.js';
import { expectInterval } from './intervals.js';
import { joinCondition, keyCondition, reportCollisions } from './join.js';
import { fieldOf, fieldsNamed, freeName, invalidArgument } from './names.js';

export interface AsofOptions {
  readonly by: readonly string[];
  readonly take: readonly string[];
  readonly within?: Interval;
}

/** Snowflake documentation, "ASOF JOIN": the left row always stays; the age limit is applied to what was found. */
export function asofJoin(
  left: Node,
  right: Node,
  callback: (left: never, right: never) => unknown,
  { by, take, within }: AsofOptions,
): Node {
  const { on: condition, leftRow, rightRow } = joinCondition('asofJoin', left, right, callback);
  const match = matchOf(condition, leftRow, rightRow);
  if (!match) return left;
  const taken = fieldsNamed(right, take);
  reportCollisions(left, Object.freeze({ ...right, fields: taken }), []);
  if (within) expectInterval('within', within, match.ours.type);

  // The time of the other frame is needed for the age limit, under a name of its own.
  const { name: time } = match.theirs;
  const timeName = taken.some((f) => f.name === time) ? time : freeName(time, [...left.fields, ...taken]);
  const other = narrowed(right, [...new Set([...by, ...take])], time, timeName);
  const theirs = columnReference(rightRow, timeName, match.theirs.type);
  const nulled = taken.map((f): Field => Object.freeze({ name: f.name, type: f.type, nullable: true }));
  const hidden: readonly Field[] = nulled.some((f) => f.name === timeName)
    ? []
    : [Object.freeze({ name: timeName, type: theirs.type, nullable: true })];
  const both = joinNode({
    type: 'asof',
    left,
    right: other,
    leftRow,
    rightRow,
    on: keyCondition(left, right, leftRow, rightRow, by),
    match: binary(match.operator, match.ours, theirs, BOOLEAN, here()),
    fields: Object.freeze([...left.fields, ...nulled, ...(within ? hidden : [])]),
    call: here(),
  });
  return within ? limited(both, left, nulled, { ...match, theirs, leftRow }, within) : both;
}

interface Match {
  readonly operator: Binary['operator'];
  readonly ours: Expression;
  readonly theirs: ColumnReference;
}

const INEQUALITIES: ReadonlySet<string> = new Set(['>=', '>', '<=', '<']);

function matchOf(condition: Expression, leftRow: Row, rightRow: Row): Match | undefined {
  if (condition.kind === 'poison') return undefined;
  if (condition.kind === 'binary' && INEQUALITIES.has(condition.operator)) {
    const { operator, left, right } = condition;
    let foreign = false;
    eachColumn(left, (c) => (foreign ||= c.owner !== leftRow));
    if (!foreign && right.kind === 'column' && right.owner === rightRow)
      return { operator, ours: left, theirs: right };
  }
  invalidArgument(
    'asofJoin takes one comparison of a time of this frame with a time column of the other, this frame first: (l, r) => l.AT.ge(r.AT). Keys go into { by: [...] }.',
  );
  return undefined;
}

/** The columns that the join reads, so that none of the others can collide. */
function narrowed(frame: Node, names: readonly string[], time: string, timeName: string): Node {
  const row = newRow();
  const fields = names.flatMap((name) => fieldOf(frame, name) ?? []);
  const timeField = fieldOf(frame, time);
  const all = [
    ...fields.map((field) => ({ field, name: field.name })),
    ...(timeField && !names.includes(timeName) ? [{ field: timeField, name: timeName }] : []),
  ];
  return projectNode(
    frame,
    row,
    all.map(({ field, name }) => ({ name, expression: columnReference(row, field.name, field.type) })),
    all.map(({ field, name }) => Object.freeze({ ...field, name })),
    here(),
  );
}

/** What was found, NULL where it is further away than `within`. */
function limited(
  both: Node,
  left: Node,
  taken: readonly Field[],
  match: Match & { readonly leftRow: Row },
  within: Interval,
): Node {
  const row = newRow();
  const reference = (c: ColumnReference) => columnReference(row, c.name, c.type);
  const ours = match.ours.kind === 'column' ? reference(match.ours) : null;
  if (!ours) {
    invalidArgument(
      'within needs a plain column as the time of this frame: compute it with withColumns first.',
    );
    return both;
  }
  const backwards = match.operator === '>=' || match.operator === '>';
  const amount = numberLiteral(backwards ? -within.amount : within.amount);
  const limit = functionCall('DATEADD', [keyword(within.unit), amount, ours], ours.type, here());
  const near = binary(backwards ? '>=' : '<=', reference(match.theirs), limit, BOOLEAN, here());
  const columns: NamedExpression[] = [
    ...left.fields.map((f) => ({ name: f.name, expression: columnReference(row, f.name, f.type) })),
    ...taken.map((f) => ({
      name: f.name,
      expression: caseOf([{ when: near, then: columnReference(row, f.name, f.type) }], null, f.type, here()),
    })),
  ];
  return projectNode(both, row, columns, [...left.fields, ...taken], here());
}
