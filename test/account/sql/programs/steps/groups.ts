import * as meanings from '../../evaluator/meanings/groups.js';
import type { Told } from '../../evaluator/meanings/meaning.js';
import { isOrderable, readable } from '../columns.js';
import { lambda } from '../lambdas.js';
import { PARAMETERS, quoted, read } from '../names.js';
import { input, listed, object } from './step.js';
import type { Made, Step, StepKind, StepParts } from './step.js';

/** Steps that make one row of many. */
export function groupSteps(parts: StepParts): Readonly<Record<string, StepKind>> {
  return {
    group: (made) => (parts.choice.chance(0.25) ? groupedByComputed(parts, made) : grouped(parts, made)),
    rollup: (made) => rolledUp(parts, made),
    mostFrequent: (made) => frequent(parts, made),
    agg: (made) =>
      parts.over(
        made,
        (row, e, columns) => `.agg(${lambda([row], parts.aggregates(e, columns, []))})`,
        (rows, aggregates) => meanings.grouped(rows, [], aggregates),
      ),
    pivot: (made) => pivoted(parts, made),
  };
}

function groupedByComputed(parts: StepParts, made: Made): Step {
  const { choice } = parts;
  const names = parts.names(2);
  const row = choice.of(PARAMETERS);
  const columns = readable(made.frame, row);
  const e = parts.expressions(columns);
  const keys = names.map(
    (n) => [n, e.any(choice.of(['number', 'text', 'date', 'bool'] as const), 2, true)] as const,
  );
  const aggregates = parts.aggregates(e, columns, names);
  return {
    text: `${made.text}.groupByComputed(${lambda([row], object(keys))}).agg(${lambda([row], aggregates)})`,
    meaning: ([by, values]) => ({ rows: meanings.grouped(input(made), by as Told, values as Told) }),
  };
}

function grouped(parts: StepParts, made: Made): Step | undefined {
  const keys = parts.keys(made);
  if (keys.length === 0) return undefined;
  return parts.over(
    made,
    (row, e, columns) =>
      `.groupBy(${listed(keys)}).agg(${lambda([row], parts.aggregates(e, columns, keys))})`,
    (rows, aggregates) => meanings.grouped(rows, keys, aggregates),
  );
}

function rolledUp(parts: StepParts, made: Made): Step | undefined {
  const keys = parts.keys(made);
  const [level] = parts.free(made);
  if (keys.length === 0 || level === undefined) return undefined;
  return parts.over(
    made,
    (row, e, columns) => {
      const aggregates = parts.aggregates(e, columns, [...keys, level]);
      return `.rollup([${listed(keys)}], ${quoted(level)}, ${lambda([row], aggregates)})`;
    },
    (rows, aggregates) => meanings.rolledUp(rows, keys, level, aggregates),
  );
}

function frequent(parts: StepParts, made: Made): Step | undefined {
  const keys = parts.keys(made);
  const others = readable(made.frame, 'r').filter((c) => isOrderable(c) && !keys.includes(c.name));
  if (keys.length === 0 || others.length === 0) return undefined;
  const ties = parts.choice.of(['smallest', 'largest'] as const);
  const { name } = parts.choice.of(others);
  return {
    text: `${made.text}.groupBy(${listed(keys)}).mostFrequent(${quoted(name)}, { ties: ${quoted(ties)} })`,
    meaning: () => ({ rows: meanings.mostFrequent(input(made), keys, name, ties) }),
  };
}

function pivoted(parts: StepParts, made: Made): Step | undefined {
  const { choice } = parts;
  const columns = readable(made.frame, 'r').filter(
    (c) => c.certain && (c.kind === 'TEXT' || c.kind === 'NUMBER'),
  );
  const keys = parts.keys(made);
  if (columns.length === 0 || keys.length === 0) return undefined;
  const turned = choice.of(columns);
  const values =
    turned.kind === 'TEXT'
      ? choice.of(['["a", "ab"]', '{ LOW: "a", UP: "A", Q: "it\'s" }'])
      : choice.of(['[1, 2]', '{ ONE: 1, MINUS: -1 }']);
  const name =
    ['PIV', 'PIV2', 'PIV3', 'PIV4'].find((n) => keys.every((k) => !k.startsWith(`${n}_`))) ?? 'PIVOTED';
  return parts.over(
    made,
    (row, e) => {
      const of = choice.of([
        `is => sumIf(${e.number(1)}, is)`,
        'is => countIf(is)',
        `is => avgIf(${e.number(1, true)}, is)`,
      ]);
      const pivot = `pivot(${read(row, turned.name)}, ${values}, { ${name}: ${of} })`;
      return `.groupBy(${listed(keys)}).agg(${lambda([row], `({ ...${pivot} })`)})`;
    },
    (rows, aggregates) => meanings.grouped(rows, keys, aggregates),
  );
}
