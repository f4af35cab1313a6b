import type { Node } from '../../../../src/dataframe/plan/node.js';
import type { Evaluate, Meaning } from './meanings/meaning.js';
import type { Relation } from './relation.js';

/** What each frame of a program means, and whether its rows come in a certain order. */
export interface Meant {
  readonly rows: Meaning;
  readonly isOrdered?: (evaluate: Evaluate) => boolean;
}

export type Meanings = WeakMap<Node, Meant>;

/** Evaluates the frames of a program, each once. Of their plans it reads the names of tables, nothing else. */
export class Evaluator {
  readonly #known = new Map<Node, Relation>();

  constructor(
    private readonly tables: ReadonlyMap<string, Relation>,
    private readonly meanings: Meanings,
  ) {}

  readonly evaluate = (node: Node): Relation => {
    const known = this.#known.get(node);
    if (known) return known;
    const relation = this.meanings.get(node)?.rows(this.evaluate) ?? this.#table(node);
    this.#known.set(node, relation);
    return relation;
  };

  isOrdered(node: Node): boolean {
    return this.meanings.get(node)?.isOrdered?.(this.evaluate) ?? false;
  }

  #table(node: Node): Relation {
    const found = node.kind === 'table' ? this.tables.get(node.name) : undefined;
    if (!found) throw new Error(`A ${node.kind} without a meaning.`);
    return found;
  }
}
