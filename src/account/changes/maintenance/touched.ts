import type { BlockNode, PlanNode } from '../../query/plan.js';
import type { Deltas } from './deltas.js';
import { Reach } from './reach.js';
import type { Wanted } from './reach.js';
import type { Rows } from './rows.js';
import { decides } from './rows.js';
import { referencesOf } from './texts.js';
import type { Workspace } from './workspace.js';

/**
 * Where a node's rows may have changed: every row that came or went has, in `columns`, the values of a row of `table`
 * (whose columns bear the same names). No columns: it may be any row.
 */
export interface Touch {
  readonly columns: readonly string[];
  readonly table: string;
}

/** Finds which rows may have changed between a tick and now, by values of theirs. */
export class Touched {
  private readonly known = new Map<PlanNode, Touch | null>();

  constructor(
    private readonly work: Workspace,
    private readonly rows: Rows,
    private readonly deltas: Deltas,
  ) {}

  /** Null when nothing has changed. */
  async of(node: PlanNode): Promise<Touch | null> {
    const known = this.known.get(node);
    if (known !== undefined) return known;
    const touch = await this.compute(node);
    this.known.set(node, touch);
    return touch;
  }

  private async compute(node: PlanNode): Promise<Touch | null> {
    const delta = await this.deltas.of(node);
    if (delta !== null) return delta.table === null ? null : { columns: node.columns, table: delta.table };
    switch (node.kind) {
      case 'union':
        return this.union(node.parts, node.columns);
      case 'block':
        return this.block(node);
      default:
        throw new Error('The changes of a table are known exactly.');
    }
  }

  private async union(parts: readonly PlanNode[], columns: readonly string[]): Promise<Touch | null> {
    const touches: { touch: Touch; part: PlanNode }[] = [];
    for (const part of parts) {
      const touch = await this.of(part);
      if (touch !== null) touches.push({ touch, part });
    }
    if (touches.length === 0) return null;
    const common = columns.filter((_, i) =>
      touches.every(({ touch, part }) => touch.columns.includes(part.columns[i] ?? '')),
    );
    if (common.length === 0) return { columns: [], table: '' };
    const selects = touches.map(({ touch, part }) => {
      const items = common.map((c) => `${part.columns[columns.indexOf(c)]} AS ${c}`);
      return `SELECT ${items.join(', ')} FROM ${touch.table}`;
    });
    return { columns: common, table: await this.work.keep(selects.join(' UNION ')) };
  }

  private async block(node: BlockNode): Promise<Touch | null> {
    const changed: string[] = [];
    for (const source of node.from.sources)
      if ((await this.of(source.node)) !== null) changed.push(source.alias);
    if (changed.length === 0) return null;
    const candidates = node.columns
      .map((column, i) => ({ column, text: node.items[i] ?? '', type: node.types[i] ?? '' }))
      .filter(({ text }) => decides(node, text) && referencesOf(text).length > 0);
    const touch = (n: PlanNode): Promise<Touch | null> => this.of(n);
    const reaches: Reach[] = [];
    for (const alias of changed) {
      const reach = await Reach.from(alias, node, candidates, { work: this.work, rows: this.rows, touch });
      reaches.push(reach);
    }
    const known = withFewSides(
      node,
      candidates.filter(({ text }) => reaches.every((reach) => reach.knows(text))),
    );
    if (known.length === 0) return { columns: [], table: '' };
    const selects = reaches.flatMap((reach) => reach.values(known));
    const table = await this.work.keep(selects.join(' UNION '));
    return { columns: known.map(({ column }) => column), table };
  }
}

/** Sides of outer joins that may be missing, at most: each doubles the combinations looked at. */
const MOST_SIDES = 3;

function withFewSides(node: BlockNode, wanted: readonly Wanted[]): readonly Wanted[] {
  const sides = new Set<number>();
  return wanted.filter(({ text }) => {
    const more = referencesOf(text).flatMap(
      (r) => node.from.sources.find((s) => s.alias === r.alias)?.optional ?? [],
    );
    const all = new Set([...sides, ...more]);
    if (all.size > MOST_SIDES) return false;
    for (const side of more) sides.add(side);
    return true;
  });
}
