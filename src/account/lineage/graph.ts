import type { CatalogView } from '../catalog/catalog.js';
import type { CatalogObject, Derivation } from '../catalog/model.js';

/** An object, or a version of one. */
export interface LineageNode {
  readonly object: CatalogObject;
  readonly version: string | null;
}

/** Rows of the target came from the source. */
export interface LineageEdge {
  readonly source: LineageNode;
  readonly target: LineageNode;
  /** Pairs of a column of the source and the column of the target that is made of it. */
  readonly columns: Derivation['columns'];
}

/** Thrown where lineage is asked for before it has been found: finding it reads the texts of views. */
export class LineageNeeded extends Error {
  override readonly name = 'LineageNeeded';
}

export type Direction = 'UPSTREAM' | 'DOWNSTREAM';

/** Where the rows of the account's objects come from, at one moment. */
export class LineageGraph {
  private readonly from = new Map<string, LineageEdge[]>();
  private readonly to = new Map<string, LineageEdge[]>();

  /** @param read what the texts of views and dynamic tables say, by object id */
  constructor(catalog: CatalogView, read: ReadonlyMap<number, readonly Derivation[]>) {
    for (const object of catalog.values()) {
      this.add(catalog, { object, version: null }, [...(read.get(object.id) ?? []), ...recorded(object)]);
      if (object.kind !== 'DATASET' && object.kind !== 'MODEL') continue;
      for (const { name, derivedFrom } of object.versions)
        this.add(catalog, { object, version: name }, derivedFrom);
    }
  }

  private add(catalog: CatalogView, target: LineageNode, derivations: readonly Derivation[]): void {
    for (const { source: id, version, columns } of derivations) {
      const object = catalog.get(id);
      if (object === undefined || id === target.object.id) continue;
      const edge = { source: { object, version }, target, columns };
      push(this.from, key(edge.source), edge);
      push(this.to, key(target), edge);
    }
  }

  /** The edges that begin or end at a node. */
  next(node: LineageNode, direction: Direction): readonly LineageEdge[] {
    return (direction === 'DOWNSTREAM' ? this.from : this.to).get(key(node)) ?? [];
  }
}

function recorded(object: CatalogObject): readonly Derivation[] {
  return object.kind === 'TABLE' ? object.derivedFrom : [];
}

export function key({ object, version }: LineageNode): string {
  return `${object.id}/${version ?? ''}`;
}

function push(map: Map<string, LineageEdge[]>, at: string, edge: LineageEdge): void {
  const list = map.get(at);
  if (list === undefined) map.set(at, [edge]);
  else list.push(edge);
}
