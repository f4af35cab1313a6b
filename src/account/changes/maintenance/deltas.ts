import type { BlockNode, PlanNode } from '../../query/plan.js';
import type { Rows } from './rows.js';
import type { Reference } from './texts.js';
import { keyOf, referencesOf, replacedFrom, substituted } from './texts.js';
import type { Workspace } from './workspace.js';

/**
 * `table`, a relation's text, has the node's columns and `w`: how many such rows came (positive) or went; the same row may
 * stand in it again. Null: no row did.
 */
interface Delta {
  readonly table: string | null;
}

/** Which changes of the tables to follow. */
export interface Changes {
  /** Those after this tick. */
  readonly since: number;
  /** Logs in which every image is of a row that was there at the tick or is there now. */
  readonly plain: ReadonlySet<string>;
  /** Logs without any. */
  readonly unchanged: ReadonlySet<string>;
}

/**
 * What came and went between a tick and now, exactly. It is known for tables and for what treats each row, or each
 * combination of rows, by itself: selections, projections, inner joins and UNION ALL. Such expressions give the same
 * value again from the same row, so that a row that went is found by its values.
 */
export class Deltas {
  private readonly known = new Map<PlanNode, Delta | null>();

  constructor(
    private readonly work: Workspace,
    private readonly rows: Rows,
    private readonly changes: Changes,
  ) {}

  /** Null where it is not known exactly. */
  async of(node: PlanNode): Promise<Delta | null> {
    const known = this.known.get(node);
    if (known !== undefined) return known;
    const delta = await this.compute(node);
    this.known.set(node, delta);
    return delta;
  }

  private async compute(node: PlanNode): Promise<Delta | null> {
    switch (node.kind) {
      case 'scan': {
        if (node.log === undefined) throw new Error(`The changes of ${node.fullName} are not recorded.`);
        const images = `SELECT ${[...node.columns, 'CASE WHEN added THEN 1 ELSE -1 END AS w'].join(', ')} FROM ${node.log} WHERE tick > ${this.changes.since}`;
        if (this.changes.unchanged.has(node.log)) return { table: null };
        return this.changes.plain.has(node.log) ? { table: `(${images})` } : this.net(node.columns, images);
      }
      case 'constant':
        return { table: null };
      case 'union': {
        const parts: string[] = [];
        for (const part of node.parts) {
          const delta = await this.of(part);
          if (delta === null) return null;
          const items = part.columns.map((c, i) => `${c} AS ${node.columns[i]}`).join(', ');
          if (delta.table !== null) parts.push(`SELECT ${items}, w FROM ${delta.table}`);
        }
        return parts.length === 0 ? { table: null } : this.net(node.columns, parts.join(' UNION ALL '));
      }
      case 'block':
        return this.block(node);
    }
  }

  /** Rows that came as often as they went are no change. */
  private async net(columns: readonly string[], query: string): Promise<Delta> {
    const names = columns.join(', ');
    const by = columns.length === 0 ? '' : ` GROUP BY ${names}`;
    const items = columns.length === 0 ? '' : `${names}, `;
    const table = await this.work.keep(
      `SELECT ${items}sum(w)::BIGINT AS w FROM (${query})${by} HAVING coalesce(sum(w), 0) <> 0`,
    );
    return { table: this.work.isEmpty(table) ? null : table };
  }

  private async block(node: BlockNode): Promise<Delta | null> {
    const { from } = node;
    const changed = new Map<string, string>();
    let isExact = node.groups === null && !node.distinct && node.windows.length === 0 && node.rest === '';
    for (const source of from.sources) {
      const delta = await this.of(source.node);
      if (delta === null) isExact = false;
      else if (delta.table !== null) changed.set(source.alias, delta.table);
    }
    if (!isExact && changed.size > 0) return null;
    if (!isExact) return (await this.allUnchanged(node)) ? { table: null } : null;
    if (changed.size === 0) return { table: null };
    if (from.sources.some((s) => s.optional.length > 0)) return null;
    return this.joined(node, changed);
  }

  private async allUnchanged(node: BlockNode): Promise<boolean> {
    for (const source of node.from.sources) if ((await this.of(source.node)) === null) return false;
    return true;
  }

  /**
   * The changes of a join: one source's changes with the others' rows, for one source after another; the sources
   * before it are as they were, those after it as they are.
   */
  private async joined(node: BlockNode, changed: ReadonlyMap<string, string>): Promise<Delta> {
    const { from } = node;
    const used = usedColumns(node);
    const values = node.items.map((item, i) => `${item} AS ${node.columns[i]}`);
    const raw = [...used.values()].map((r) => `${r.alias}.${r.column} AS ${nameOf(r)}`);
    // Rows of one source with those of others that have not changed were there together.
    const items = changed.size === 1 ? values : raw;
    const terms: string[] = [];
    for (const [alias, delta] of changed) {
      const relations = new Map([[alias, delta]]);
      await this.rows.follow(from, relations, changed);
      await this.rows.fill(from, relations);
      const weights = [`${alias}.w`];
      for (const [before, itsDelta] of changed) {
        if (before === alias) break;
        const columns = from.sources.find((s) => s.alias === before)!.node.columns.join(', ');
        const now = relations.get(before) ?? '';
        const was = `(SELECT ${columns}, 1 AS w FROM ${now} UNION ALL SELECT ${columns}, -w FROM ${itsDelta})`;
        relations.set(before, was);
        weights.push(`${before}.w`);
      }
      const text = replacedFrom(from.text, from.sources, relations);
      terms.push(`SELECT ${[...items, `${weights.join(' * ')} AS w`].join(', ')} FROM ${text}${node.where}`);
    }
    // Otherwise the columns are joined and counted first: an expression of rows that were never there together may have no value.
    const combined = terms.join(' UNION ALL ');
    if (changed.size === 1) return this.net(node.columns, combined);
    const { table } = await this.net([...used.values()].map(nameOf), combined);
    if (table === null) return { table };
    const computed = node.items.map((item, i) => `${substituted(item, nameOf)} AS ${node.columns[i]}`);
    return this.net(node.columns, `SELECT ${computed.join(', ')}, w FROM ${table}`);
  }
}

function nameOf({ alias, column }: Reference): string {
  return `${alias}_${column}`;
}

function usedColumns(node: BlockNode): ReadonlyMap<string, Reference> {
  return new Map(node.items.flatMap(referencesOf).map((r) => [keyOf(r), r]));
}
