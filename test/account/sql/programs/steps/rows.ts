import { dropped, selected } from '../../evaluator/meanings/columns.js';
import type { Told } from '../../evaluator/meanings/meaning.js';
import * as meanings from '../../evaluator/meanings/rows.js';
import { ordered, partition, totalOrder } from '../aggregates.js';
import { columnNames, readable } from '../columns.js';
import type { AnyFrame, Readable } from '../columns.js';
import type { Expressions } from '../expressions.js';
import { lambda } from '../lambdas.js';
import { PARAMETERS, read } from '../names.js';
import { input, listed, object } from './step.js';
import type { Made, Step, StepKind, StepParts } from './step.js';

/** Steps that choose, order and combine whole rows. */
export function rowSteps(parts: StepParts): Readonly<Record<string, StepKind>> {
  const { choice } = parts;
  return {
    filter: (made) => parts.over(made, (row, e) => `.filter(${lambda([row], e.bool(2))})`, meanings.filtered),
    filterByWindow: (made) =>
      parts.over(
        made,
        (row, e, columns) => `.filter(${lambda([row], windowTest(parts, e, columns))})`,
        meanings.filtered,
      ),
    distinct: (made) => ({
      text: `${made.text}.distinct()`,
      meaning: () => ({ rows: meanings.distinct(input(made)) }),
    }),
    limit: (made) => {
      const count = choice.of([0, 1, 3, 5, 20]);
      const step = sorting(parts, made);
      return {
        text: `${step.text}.limit(${count})`,
        meaning: ([order]) => ({ rows: meanings.limited(input(made), order as Told, count) }),
      };
    },
    latestBy: (made) => {
      const keys = parts.keys(made);
      if (keys.length === 0) return undefined;
      return parts.over(
        made,
        (row, e, columns) => {
          const first = choice.chance(0.5) ? [ordered(choice, e.number(1, true))] : [];
          const all = totalOrder(choice, columns).slice(1, -1);
          return `.latestBy([${listed(keys)}], ${lambda([row], `[${[...first, all].join(', ')}]`)})`;
        },
        (rows, order) => meanings.latest(rows, keys, order),
      );
    },
    combined: (made) => (choice.chance(0.3) ? withOther(parts, made) : undefined) ?? withChanged(parts, made),
  };
}

/** The last step of a program, now and then. */
export function sorting({ choice }: StepParts, made: Made): Step {
  const row = choice.of(PARAMETERS);
  const order = totalOrder(choice, readable(made.frame, row));
  return {
    text: `${made.text}.sort(${lambda([row], order)})`,
    meaning: ([told]) => ({
      rows: meanings.sorted(input(made), told as Told),
      isOrdered: meanings.isOrdered(input(made), told as Told),
    }),
  };
}

function windowTest({ choice }: StepParts, e: Expressions, columns: readonly Readable[]): string {
  const by = partition(choice, columns);
  const over = `.over({ ${[by, `orderBy: ${totalOrder(choice, columns)}`].filter((p) => p).join(', ')} })`;
  const test = choice.of([
    `rowNumber()${over}.le(${choice.of(['1', '2', '4'])})`,
    `rank()${over}.eq(1)`,
    `lag(${e.number(1, true)})${over}.lt(${e.number(1, true)})`,
    `count()${by ? `.over({ ${by} })` : '.over({})'}.gt(1)`,
  ]);
  return choice.chance(0.3) ? `${test}.and(${e.bool(1)})` : test;
}

/** The rows of two frames of different columns. */
function withOther(parts: StepParts, made: Made): Step | undefined {
  const other = parts.side();
  const kindsOf = (frame: AnyFrame) => new Map(readable(frame, 'r').map((c) => [c.name, c.kind]));
  const [mine, theirs] = [kindsOf(made.frame), kindsOf(other.frame)];
  const own = new Set(columnNames(made.frame));
  // Columns of one name must be of one kind.
  const clashing = columnNames(other.frame).filter(
    (n) => own.has(n) && (!theirs.has(n) || theirs.get(n) !== mine.get(n)),
  );
  if (columnNames(other.frame).length === clashing.length) return undefined;
  const drop = clashing.length > 0 ? `.drop(${listed(clashing)})` : '';
  return {
    text: `${made.text}.unionAllWithNulls(${other.text}${drop})`,
    meaning: (told) => {
      const right = dropped(other.meaning([...told]), clashing);
      return { rows: meanings.combined('unionAllWithNulls', input(made), right) };
    },
  };
}

/** The frame with itself, of which some rows are left out and one column is another, its columns in another order. */
function withChanged(parts: StepParts, made: Made): Step {
  const { choice } = parts;
  const method = choice.of(['union', 'unionAll', 'intersect', 'except'] as const);
  const row = choice.of(PARAMETERS);
  const columns = readable(made.frame, row);
  const e = parts.expressions(columns);
  const replaced = choice
    .mixed(columns)
    .slice(0, 1)
    .map((c) => [c.name, sameKind(e, c)] as const);
  const mixed = choice.mixed(columnNames(made.frame).map((n) => [n, read(row, n)] as const));
  const filtered = `.filter(${lambda([row], e.bool(1))})`;
  const select = `.select(${lambda([row], choice.chance(0.5) ? object(replaced, row) : object([...mixed, ...replaced]))})`;
  return {
    text: `${made.text}.${method}(${made.text}${filtered}${select})`,
    meaning: ([test, changed]) => {
      const right = selected(meanings.filtered(input(made), test as Told), changed as Told);
      return { rows: meanings.combined(method, input(made), right) };
    },
  };
}

function sameKind(e: Expressions, { kind, text }: Readable): string {
  switch (kind) {
    case 'NUMBER':
      return e.number(1, true);
    case 'TEXT':
      return e.text(1, true);
    case 'DATE':
      return e.date(1, true);
    case 'TIMESTAMP_NTZ':
      return e.timestamp(1, true);
    case 'BOOLEAN':
      return e.bool(1);
    default:
      return text;
  }
}
