import type { JoinNode } from '../plan/join.js';
import type { Node } from '../plan/node.js';
import { conjuncts } from './constants.js';
import { combined, key, renamed } from './key.js';
import type { Key } from './key.js';

/** The columns that a join compares for equality, as pairs. */
export function equatedColumns({ on, leftRow, rightRow }: JoinNode): readonly (readonly [string, string])[] {
  if (!on) return [];
  return conjuncts(on).flatMap((part): (readonly [string, string])[] => {
    if (part.kind !== 'binary' || (part.operator !== '=' && part.operator !== 'IS NOT DISTINCT FROM'))
      return [];
    for (const [a, b] of [
      [part.left, part.right],
      [part.right, part.left],
    ] as const)
      if (a.kind === 'column' && b.kind === 'column' && a.owner === leftRow && b.owner === rightRow)
        return [[a.name, b.name]];
    return [];
  });
}

/** A key of one side stays one where each of its rows meets at most one of the other; both keys together always are. */
export function joinKeys(node: JoinNode, keysOf: (node: Node) => readonly Key[]): readonly Key[] {
  const { left, right, type } = node;
  const equated = equatedColumns(node);
  const ofLeft = keysOf(left);
  const ofRight = keysOf(right).flatMap((k) => [
    ...renamed(k, (name) => nameInJoin(node, name)),
    ...renamed(k, (name) => equalLeft(node, name) ?? nameInJoin(node, name)),
  ]);
  if (type === 'asof') return ofLeft;
  const both = ofLeft.flatMap((l) => ofRight.map((r) => combined(l, r)));
  // Rows that meet nothing have NULLs in the other side's columns, so its keys do not tell them apart.
  const keepsLeft = type === 'inner' || type === 'left' || type === 'cross';
  const keepsRight = type === 'inner' || type === 'right' || type === 'cross';
  const one = (keys: readonly Key[], names: readonly string[]) =>
    keys.find((k) => k.columns.every((name) => names.includes(name)));
  const rightIsOne = one(
    keysOf(right),
    equated.map(([, name]) => name),
  );
  const leftIsOne = one(
    ofLeft,
    equated.map(([name]) => name),
  );
  return [
    ...(rightIsOne && keepsLeft ? ofLeft.map((k) => relying(k, rightIsOne)) : []),
    ...(leftIsOne && keepsRight ? ofRight.map((k) => relying(k, leftIsOne)) : []),
    ...both,
  ];
}

const relying = (kept: Key, other: Key): Key =>
  key(kept.columns, { declared: kept.declared || other.declared, grain: kept.grain });

/** A right column's name in the result; an equal left column stands for one that the left frame hides. */
function nameInJoin(node: JoinNode, name: string): string | undefined {
  const hidden = node.left.fields.some((f) => f.name === name);
  if (!hidden) return node.fields.some((f) => f.name === name) ? name : undefined;
  return equalLeft(node, name);
}

/** The left column that is equal wherever the right one is not missing. */
function equalLeft(node: JoinNode, name: string): string | undefined {
  if (node.type === 'full' || node.type === 'right') return undefined;
  return equatedColumns(node).find(([, right]) => right === name)?.[0];
}
