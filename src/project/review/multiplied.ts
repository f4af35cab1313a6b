import type { AggregateCall } from '../../dataframe/expression/aggregate.js';
import { equatedColumns } from '../../dataframe/facts/joinKeys.js';
import { grainOf, rowsBy } from '../../dataframe/facts/keys.js';
import type { AggregateNode } from '../../dataframe/plan/aggregate.js';
import type { JoinNode } from '../../dataframe/plan/join.js';
import { nameOf } from '../../dataframe/plan/names.js';
import type { Node } from '../../dataframe/plan/node.js';
import type { ProblemMessage } from '../evaluation/protocol.js';
import { finding } from './finding.js';
import { columnsIn, within } from './plan.js';

/** Aggregates that come out different when a row is there twice. */
const COUNTING: ReadonlySet<string> = new Set([
  'SUM',
  'AVG',
  'COUNT',
  'COUNT_IF',
  'MEDIAN',
  'PERCENTILE_CONT',
  'PERCENTILE_DISC',
  'APPROX_PERCENTILE',
  'STDDEV',
  'STDDEV_POP',
  'VARIANCE',
  'VAR_POP',
  'CORR',
  'COVAR_SAMP',
  'COVAR_POP',
  'LISTAGG',
  'ARRAY_AGG',
  'MODE',
]);

/** Joins that repeat the rows whose values an aggregate then adds up or counts. */
export function* multipliedRows(node: Node): Iterable<ProblemMessage> {
  if (node.kind !== 'aggregate') return;
  const found = new Map<JoinNode, { readonly repeated: Repeated; readonly calls: Set<string> }>();
  for (const { name, expression } of node.aggregates)
    for (const called of within(expression))
      if (called.kind === 'aggregate' && COUNTING.has(called.name) && !called.distinct)
        for (const repeated of repeatedBy(called, node)) {
          const known = found.get(repeated.join);
          if (known) known.calls.add(name);
          else found.set(repeated.join, { repeated, calls: new Set([name]) });
        }
  for (const { repeated, calls } of found.values()) yield said(repeated, [...calls]);
}

interface Repeated {
  readonly join: JoinNode;
  /** The side whose rows meet several of the other. */
  readonly side: 'left' | 'right' | 'both';
}

function repeatedBy(called: AggregateCall, group: AggregateNode): readonly Repeated[] {
  const keys = group.keys.flatMap(({ expression }) =>
    expression.kind === 'column' ? [expression.name] : [],
  );
  return below(group.input, called.args.flatMap(columnsIn), keys);
}

/** Follows the columns that are aggregated, and those of the group, down to the joins. */
function below(node: Node, columns: readonly string[], keys: readonly string[]): readonly Repeated[] {
  switch (node.kind) {
    case 'filter':
    case 'sort':
    case 'limit':
    case 'sample':
      return below(node.input, columns, keys);
    case 'project': {
      const made = new Map(node.columns.map((c) => [c.name, c.expression]));
      const read = columns.flatMap((name) => columnsIn(made.get(name) ?? NOTHING));
      const kept = keys.flatMap((name) => {
        const expression = made.get(name);
        return expression?.kind === 'column' ? [expression.name] : [];
      });
      return below(node.input, read, kept);
    }
    case 'join':
      return node.type === 'asof' ? [] : atJoin(node, columns, keys);
    default:
      return [];
  }
}

const NOTHING = { kind: 'poison', type: null } as const;

function atJoin(join: JoinNode, columns: readonly string[], keys: readonly string[]): readonly Repeated[] {
  const isLeft = (name: string) => join.left.fields.some((f) => f.name === name);
  const [left, right] = [columns.filter(isLeft), columns.filter((name) => !isLeft(name))];
  const [leftKeys, rightKeys] = [keys.filter(isLeft), keys.filter((name) => !isLeft(name))];
  const equated = equatedColumns(join);
  const meetsSeveral = (other: Node, names: readonly string[]) => rowsBy(other, new Set(names)) === 'several';
  const leftRepeats = meetsSeveral(join.right, [...equated.map(([, name]) => name), ...rightKeys]);
  const rightRepeats = meetsSeveral(join.left, [...equated.map(([name]) => name), ...leftKeys]);
  const side =
    leftRepeats && rightRepeats
      ? 'both'
      : leftRepeats && left.length > 0 && right.length === 0
        ? 'left'
        : rightRepeats && right.length > 0 && left.length === 0
          ? 'right'
          : undefined;
  // A key that the join equates is known on both sides.
  const leftAlso = [...leftKeys, ...equated.filter(([, r]) => rightKeys.includes(r)).map(([l]) => l)];
  const rightAlso = [...rightKeys, ...equated.filter(([l]) => leftKeys.includes(l)).map(([, r]) => r)];
  return [
    ...(side ? [{ join, side } as const] : []),
    ...(left.length > 0 ? below(join.left, left, leftAlso) : []),
    ...(right.length > 0 ? below(join.right, right, rightAlso) : []),
  ];
}

function said({ join, side }: Repeated, aggregates: readonly string[]): ProblemMessage {
  const names = aggregates.join(', ');
  const [own, other] = side === 'right' ? [join.right, join.left] : [join.left, join.right];
  const compared = equatedColumns(join).map((pair) => pair[side === 'right' ? 0 : 1]);
  const grain = grainOf(other)?.join(', ');
  const about = compared.length > 0 ? `the join compares ${compared.join(', ')}` : 'the join compares no key';
  const message =
    side === 'both'
      ? `This join pairs several rows of ${called(own)} with several of ${called(other)}, and ${names} counts every pair.`
      : `A row of ${called(own)} meets several of ${called(other)} here (a row of it is one ${grain}; ${about}), and ${names} counts it once for each.`;
  return finding(
    'join-multiplies-rows',
    'warning',
    `${message} Group ${called(other)} by the join's key first, or compare all of its key.`,
    join.call,
  );
}

function called(node: Node): string {
  return node.kind === 'table'
    ? node.name
    : (nameOf(node) ?? (node.kind === 'join' ? 'the joined frame' : 'the frame'));
}
