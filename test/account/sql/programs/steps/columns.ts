import * as meanings from '../../evaluator/meanings/columns.js';
import { withValues } from '../../evaluator/meanings/rows.js';
import { partition, totalOrder, windowed } from '../aggregates.js';
import { columnNames, readable } from '../columns.js';
import { COMPUTED_KINDS } from '../expressions.js';
import { lambda } from '../lambdas.js';
import { key, quoted } from '../names.js';
import { input, isTime, listed, object } from './step.js';
import type { Made, Step, StepKind, StepParts } from './step.js';

/** Steps that change the columns and keep the rows. */
export function columnSteps(parts: StepParts): Readonly<Record<string, StepKind>> {
  const { choice } = parts;
  const rearranged = rearranging(parts);
  return {
    select: (made) =>
      parts.over(
        made,
        (row, e) => {
          const computed = parts.computed(e, 1 + choice.below(4));
          return `.select(${lambda([row], object(computed, choice.chance(0.5) ? row : ''))})`;
        },
        meanings.selected,
      ),
    withColumns: (made) =>
      parts.over(
        made,
        (row, e) => `.withColumns(${lambda([row], object(parts.computed(e, 1 + choice.below(2))))})`,
        meanings.extended,
      ),
    replaceColumns: (made) => {
      const names = choice.mixed(columnNames(made.frame)).slice(0, 1 + choice.below(2));
      return parts.over(
        made,
        (row, e) => {
          const columns = names.map((n) => [n, e.any(choice.of(COMPUTED_KINDS), 2)] as const);
          return `.replaceColumns(${lambda([row], object(columns))})`;
        },
        meanings.extended,
      );
    },
    window: (made) =>
      parts.over(
        made,
        (row, e, columns) => {
          const names = parts.names(1 + choice.below(2));
          const computed = names.map((n) => [n, windowed(choice, e, columns)] as const);
          return `.withColumns(${lambda([row], object(computed))})`;
        },
        meanings.extended,
      ),
    rolling: (made) => rolling(parts, made),
    rearranged: (made) => choice.of(rearranged)(made),
    fillNull: (made) => fill(parts, made),
  };
}

function rolling(parts: StepParts, made: Made): Step {
  const { choice } = parts;
  const [name = 'ROLLING'] = parts.free(made);
  return parts.over(
    made,
    (row, e, columns) => {
      const time = columns.filter(isTime);
      const by = partition(choice, columns);
      const sum = `${choice.of(['sum', 'avg', 'max'])}(${e.number(1, true)})`;
      const used = choice.of(time);
      const windows =
        time.length > 0 && choice.chance(0.7)
          ? used.kind === 'DATE'
            ? `orderBy: ${used.text}, ${choice.of(['days: [7, 30]', 'days: [1], last: [days(31)]', 'days: [2], before: [days(1)]'])}`
            : `orderBy: ${used.text}, ${choice.of(['last: [hours(24), days(30)]', 'before: [minutes(90)], last: [seconds(10)]'])}`
          : `orderBy: ${totalOrder(choice, columns)}, rows: [${choice.of(['2, 3', '1', '4'])}]`;
      const spec = `{ ${[by, windows].filter((p) => p !== '').join(', ')} }`;
      return `.withColumns(${lambda([row], `({ ...rolling(${quoted(name)}, ${sum}, ${spec}) })`)})`;
    },
    meanings.extended,
  );
}

/** Names chosen, left out and changed, and rows without values left out. */
function rearranging({ choice }: StepParts): readonly StepKind[] {
  const some = (made: Made) => choice.some(columnNames(made.frame));
  return [
    (made) => {
      const names = choice.mixed(some(made));
      return {
        text: `${made.text}.pick(${listed(names)})`,
        meaning: () => ({ rows: meanings.picked(input(made), names) }),
      };
    },
    (made) => {
      const names = columnNames(made.frame);
      const dropped = choice.some(names, 0, 0.3);
      if (dropped.length === 0 || dropped.length === names.length) return undefined;
      return {
        text: `${made.text}.drop(${listed(dropped)})`,
        meaning: () => ({ rows: meanings.dropped(input(made), dropped) }),
      };
    },
    (made) => {
      const old = choice.mixed(columnNames(made.frame)).slice(0, 1 + choice.below(2));
      const taken = new Set(columnNames(made.frame));
      const fresh = ['Y0', 'y 1', 'Z0', 'Y"2', 'ORDER_', 'Ü'].filter((n) => !taken.has(n));
      const names = new Map(old.map((n, i) => [n, fresh[i] ?? `${n}_`]));
      const entries = [...names].map(([n, as]) => `${key(as)}: ${quoted(n)}`);
      return {
        text: `${made.text}.rename({ ${entries.join(', ')} })`,
        meaning: () => ({ rows: meanings.renamed(input(made), (n) => names.get(n) ?? n) }),
      };
    },
    (made) => {
      const prefix = choice.of(['P_', 'x.', 'Q']);
      if (columnNames(made.frame).some((n) => n.length >= 12)) return undefined;
      return {
        text: `${made.text}.prefixed(${quoted(prefix)})`,
        meaning: () => ({ rows: meanings.prefixed(input(made), prefix) }),
      };
    },
    (made) => {
      const names = some(made);
      return {
        text: `${made.text}.dropNull(${listed(names)})`,
        meaning: () => ({ rows: withValues(input(made), names) }),
      };
    },
  ];
}

const FILLS: Partial<Record<string, readonly unknown[]>> = {
  NUMBER: [0, -1, 0.5],
  FLOAT: [0, 2.5],
  TEXT: ['none', '', "it's"],
  BOOLEAN: [false],
  DATE: ['2024-01-31'],
  TIMESTAMP_NTZ: ['2024-01-31 10:00:00'],
};

function fill({ choice }: StepParts, made: Made): Step | undefined {
  const columns = choice.some(
    readable(made.frame, 'r').filter((c) => FILLS[c.kind]),
    0,
  );
  if (columns.length === 0) return undefined;
  const fills = columns.map((c) => [c.name, choice.of(FILLS[c.kind] ?? [])] as const);
  const entries = fills.map(([name, value]) => `${key(name)}: ${JSON.stringify(value)}`);
  return {
    text: `${made.text}.fillNull({ ${entries.join(', ')} })`,
    meaning: () => ({ rows: meanings.filled(input(made), Object.fromEntries(fills)) }),
  };
}
