import { mayRaise } from '../../query/prelude.js';
import type { BlockNode, PlanEquality, PlanNode, PlanSource } from '../../query/plan.js';
import type { Rows } from './rows.js';
import type { Reference } from './texts.js';
import { keyOf, plainColumn, referencesOf, substituted } from './texts.js';
import type { Touch } from './touched.js';
import type { Keys, Workspace } from './workspace.js';
import { keysOf } from './workspace.js';

/** An item of a select list whose values are wanted. */
export interface Wanted {
  readonly column: string;
  readonly text: string;
  /** Its DuckDB type. What is equal to it may have another one. */
  readonly type: string;
}

interface Means {
  readonly work: Workspace;
  readonly rows: Rows;
  readonly touch: (node: PlanNode) => Promise<Touch | null>;
}

/**
 * Follows the touched rows of one source through a FROM clause to the values that decide which results they are part
 * of. The others' rows are taken as they are now and as they were, so that every combination there was is among them;
 * combinations that never were do no harm.
 */
export class Reach {
  /** Columns known so far, by key → the column of `table`. */
  private readonly known = new Map<string, string>();
  private readonly joined: Set<string>;
  /** Sources of which every row looked at has one. */
  private readonly certain: Set<string>;
  private table = '';

  private constructor(
    alias: string,
    private readonly node: BlockNode,
    private readonly means: Means,
  ) {
    this.joined = new Set([alias]);
    this.certain = new Set([alias]);
  }

  static async from(alias: string, node: BlockNode, wanted: readonly Wanted[], means: Means): Promise<Reach> {
    const reach = new Reach(alias, node, means);
    await reach.begin(alias);
    await reach.extend(wanted.flatMap(({ text }) => referencesOf(text)));
    return reach;
  }

  /** Whether a value can be told. One that may raise an error cannot: its rows may never have been there together. */
  knows(text: string): boolean {
    return !mayRaise(text) && referencesOf(text).every((r) => this.known.has(keyOf(r)));
  }

  /** Queries of the wanted values; with and without each side that an outer join may leave empty. */
  values(wanted: readonly Wanted[]): string[] {
    const sides = [...new Set(wanted.flatMap(({ text }) => this.sides(text)))];
    return subsets(sides).map((absent) => {
      const items = wanted.map((w) => `${this.valueOf(w, absent)} AS ${w.column}`);
      return `SELECT DISTINCT ${items.join(', ')} FROM ${this.table}`;
    });
  }

  private valueOf({ text, type }: Wanted, absent: readonly number[]): string {
    const value = substituted(text, (r) => {
      const column = this.known.get(keyOf(r)) ?? '';
      const isAbsent = this.source(r.alias)?.optional.some((side) => absent.includes(side)) === true;
      return isAbsent ? `(CASE WHEN FALSE THEN ${column} END)` : column;
    });
    // An expression of rows that were never there together may have no value.
    return `TRY_CAST(${plainColumn(text) === null ? `TRY(${value})` : value} AS ${type})`;
  }

  private sides(text: string): readonly number[] {
    return referencesOf(text).flatMap((r) => this.source(r.alias)?.optional ?? []);
  }

  private source(alias: string): PlanSource | undefined {
    return this.node.from.sources.find((s) => s.alias === alias);
  }

  private async begin(alias: string): Promise<void> {
    const source = this.source(alias);
    const touch = source === undefined ? null : await this.means.touch(source.node);
    if (touch === null || touch.columns.length === 0) return;
    const items = touch.columns.map((c) => `${c} AS ${nameOf({ alias, column: c })}`);
    this.table = `(SELECT ${items.join(', ')} FROM ${touch.table})`;
    for (const column of touch.columns) this.learn({ alias, column });
    this.learnEquals();
  }

  private learn(reference: Reference): void {
    this.known.set(keyOf(reference), nameOf(reference));
  }

  /** What a known column is joined to has its value, or is missing. */
  private learnEquals(): void {
    let before: number;
    do {
      before = this.known.size;
      for (const equality of this.node.from.equalities) {
        for (const [from, to] of this.directions(equality)) {
          const [known, other] = [plainColumn(from), plainColumn(to)];
          const value = known === null ? undefined : this.known.get(keyOf(known));
          if (value !== undefined && other !== null && !this.known.has(keyOf(other)))
            this.known.set(keyOf(other), value);
        }
      }
    } while (this.known.size > before);
  }

  /**
   * The ways in which an equality leads from one side to the other. From a side that may be missing to the one that an
   * outer join keeps it leads only where the former is certain to be there.
   */
  private directions({ left, right, join }: PlanEquality): readonly (readonly [string, string])[] {
    const isCertain = (text: string): boolean => referencesOf(text).every((r) => this.certain.has(r.alias));
    const ways: (readonly [string, string])[] = [];
    if (join === 'inner' || join === 'left' || isCertain(left)) ways.push([left, right]);
    if (join === 'inner' || join === 'right' || isCertain(right)) ways.push([right, left]);
    return ways;
  }

  private async extend(wanted: readonly Reference[]): Promise<void> {
    const isMissing = (r: Reference): boolean => !this.known.has(keyOf(r));
    for (let missing = wanted.filter(isMissing); missing.length > 0; missing = wanted.filter(isMissing)) {
      const next = this.next(new Set(missing.map((r) => r.alias)));
      if (next === undefined) return;
      this.joined.add(next.alias);
      await this.join(next);
      this.learnEquals();
    }
  }

  /** A source that can be joined now, one of those wanted if there is one. */
  private next(wanted: ReadonlySet<string>): PlanSource | undefined {
    const near = this.node.from.sources.filter(
      (s) => !this.joined.has(s.alias) && this.leadsTo(s.alias).length > 0,
    );
    return near.find((s) => wanted.has(s.alias)) ?? near[0];
  }

  /** Equalities that lead from what is known to columns of one more source. */
  private leadsTo(alias: string): readonly Lead[] {
    const isOwn = (text: string): boolean =>
      referencesOf(text).length > 0 && referencesOf(text).every((r) => r.alias === alias);
    const isKnown = (text: string): boolean =>
      referencesOf(text).length > 0 &&
      referencesOf(text).every((r) => r.alias !== alias && this.known.has(keyOf(r)));
    return this.node.from.equalities.flatMap((equality) =>
      this.directions(equality)
        .filter(([from, to]) => isKnown(from) && isOwn(to))
        .map(([from, to]) => ({ from, to, keepsCertain: this.staysCertain(equality, from) })),
    );
  }

  private staysCertain({ left, join }: PlanEquality, from: string): boolean {
    const isKept =
      (join === 'left' && from === left) || (join === 'right' && from !== left) || join === 'full';
    return !isKept && referencesOf(from).every((r) => this.certain.has(r.alias));
  }

  private async join(source: PlanSource): Promise<void> {
    const { work, rows, touch } = this.means;
    const { alias, node } = source;
    const itsTouch = await touch(node);
    const columns = node.columns.filter((c) => itsTouch === null || itsTouch.columns.includes(c));
    const leads = this.leadsTo(alias).filter(({ to }) =>
      referencesOf(to).every((r) => columns.includes(r.column)),
    );
    if (leads.length === 0) return;
    const here = await work.keep(`SELECT DISTINCT * FROM ${this.table}`);
    const now = await rows.of(node, await this.keysFor(here, leads));
    const names = columns.join(', ');
    const ever = itsTouch === null ? '' : ` UNION ALL SELECT ${names} FROM ${itsTouch.table}`;
    const on = leads.map(({ from, to }) => `${this.here(from)} = ${to}`);
    const added = columns.map((c) => `${alias}.${c} AS ${nameOf({ alias, column: c })}`);
    this.table = await work.keep(
      `SELECT here.*, ${added.join(', ')} FROM ${here} AS here LEFT JOIN (SELECT ${names} FROM ${now}${ever}) AS ${alias} ON ${on.join(' AND ')}`,
    );
    if (leads.some((lead) => lead.keepsCertain)) this.certain.add(alias);
    for (const column of columns.filter((c) => !this.known.has(keyOf({ alias, column: c }))))
      this.learn({ alias, column });
  }

  /** The text with what is known as columns of `here`. */
  private here(text: string): string {
    return substituted(text, (r) => `here.${this.known.get(keyOf(r)) ?? ''}`);
  }

  /** The values that rows of the source must have to be met; null when no column of its own is compared. */
  private async keysFor(here: string, leads: readonly Lead[]): Promise<Keys | null> {
    const columns = new Map<string, string>();
    const items: string[] = [];
    for (const { from, to } of leads) {
      const own = plainColumn(to);
      if (own === null || columns.has(own.column)) continue;
      columns.set(own.column, `p${items.length}`);
      items.push(`${this.here(from)} AS p${items.length}`);
    }
    if (items.length === 0) return null;
    const table = await this.means.work.keep(`SELECT DISTINCT ${items.join(', ')} FROM ${here} AS here`);
    return keysOf(this.means.work, table, columns, { meetNull: false });
  }
}

/** An equality's known text, and that of the source it leads to. */
interface Lead {
  readonly from: string;
  readonly to: string;
  /** Whether a row of the source is certain to be there with the known one. */
  readonly keepsCertain: boolean;
}

function nameOf({ alias, column }: Reference): string {
  return `${alias}_${column}`;
}

function subsets(items: readonly number[]): number[][] {
  return items.reduce<number[][]>((sets, item) => [...sets, ...sets.map((s) => [...s, item])], [[]]);
}
