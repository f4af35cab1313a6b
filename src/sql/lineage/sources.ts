import { through } from './dependencies.js';
import type { Dependency, Lineage, LineageStep } from './model.js';

/** A source column that an output column depends on. */
export interface SourceColumn {
  /** Fully qualified, as the SQL writes it. */
  readonly table: string;
  readonly column: string;
  /** Every way in which the output depends on it, the direct ones first. */
  readonly dependencies: readonly SourceDependency[];
}

interface SourceDependency {
  readonly dependency: Dependency;
  /** Numbers of steps, from the source to the output column: the shortest way of this kind. The graph has all. */
  readonly path: readonly number[];
}

const ORDER: readonly Dependency[] = [
  'IDENTITY',
  'TRANSFORMATION',
  'AGGREGATION',
  'CONDITIONAL',
  'WINDOW',
  'JOIN',
  'FILTER',
  'GROUP_BY',
  'SORT',
];

/** Dependency → path, by the number of the source's step. */
type Found = ReadonlyMap<number, ReadonlyMap<Dependency, readonly number[]>>;

/** The source columns of one output column, in the order in which the query first reads them; undefined: no such column. */
export function sourceColumns(lineage: Lineage, column: string): readonly SourceColumn[] | undefined {
  const output = stepOf(lineage, column);
  if (output === undefined) return undefined;
  const found = findSources(lineage.steps).at(output) ?? new Map();
  return [...found]
    .sort(([a], [b]) => a - b)
    .map(([source, paths]) => ({
      table: lineage.steps[source]?.frame ?? '',
      column: lineage.steps[source]?.column ?? '',
      dependencies: ORDER.flatMap((dependency) => {
        const path = paths.get(dependency);
        return path ? [{ dependency, path }] : [];
      }),
    }));
}

/** Of every step. Steps stand after their inputs, so one pass is enough. */
function findSources(steps: readonly LineageStep[]): readonly Found[] {
  const found: Found[] = [];
  steps.forEach((step, number) => {
    if (step.operation === 'source') {
      found.push(new Map([[number, new Map([['IDENTITY', [number]]] as const)]]));
      return;
    }
    const own = new Map<number, Map<Dependency, readonly number[]>>();
    for (const input of step.inputs)
      for (const [source, paths] of found[input.step] ?? [])
        for (const [inner, path] of paths) {
          const dependency = through(input.dependency, inner);
          const known = own.get(source) ?? new Map<Dependency, readonly number[]>();
          own.set(source, known);
          const before = known.get(dependency);
          if (before === undefined || path.length + 1 < before.length)
            known.set(dependency, [...path, number]);
        }
    found.push(own);
  });
  return found;
}

/** The steps that an output column's value or rows come from, by number, and no others. */
export function stepsOf(lineage: Lineage, column: string): readonly number[] {
  const output = stepOf(lineage, column);
  const reached = new Set(output === undefined ? [] : [output]);
  for (const number of reached)
    for (const input of lineage.steps[number]?.inputs ?? []) reached.add(input.step);
  return [...reached].sort((a, b) => a - b);
}

function stepOf({ columns }: Lineage, column: string): number | undefined {
  return columns.find(({ name }) => name === column)?.step;
}
