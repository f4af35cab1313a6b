import type { BlockNode, FromPlan, PlanEquality, PlanNode, PlanSource } from '../../query/plan.js';
import type { Reference } from './texts.js';
import { keyOf, plainColumn, referencesOf, replacedFrom } from './texts.js';
import type { Keys, Workspace } from './workspace.js';
import { keysOf, semiJoin, semiJoinOfTable } from './workspace.js';

/**
 * Computes a node's rows as they are now: all of them, or, where the columns decide about them, those with given values.
 */
export class Rows {
  private readonly known = new Map<PlanNode, Map<string, string>>();
  /** Relations that were texts, and have become tables. */
  private readonly tables = new Map<string, string>();

  constructor(private readonly work: Workspace) {}

  /** DuckDB text of a relation with the node's columns, ready to stand after FROM. */
  async of(node: PlanNode, keys: Keys | null): Promise<string> {
    const byKeys = this.known.get(node) ?? new Map<string, string>();
    this.known.set(node, byKeys);
    const name =
      keys === null
        ? ''
        : `${keys.table} ${[...keys.columns]
            .map((pair) => pair.join('='))
            .sort()
            .join()}`;
    const found = byKeys.get(name) ?? (await this.compute(node, keys));
    byKeys.set(name, found);
    return found;
  }

  /** The same for a relation that is read once, and need not be kept. */
  async once(node: PlanNode, keys: Keys | null): Promise<string> {
    return node.kind === 'block' ? `(${await this.blockText(node, keys)})` : this.of(node, keys);
  }

  private async compute(node: PlanNode, keys: Keys | null): Promise<string> {
    switch (node.kind) {
      case 'scan':
        return keys === null ? node.physical : this.some(node.physical, node.columns, keys);
      case 'constant':
        return keys === null ? `(${node.sql})` : this.some(`(${node.sql})`, node.columns, keys);
      case 'union': {
        const names = node.columns.join(', ');
        const parts: string[] = [];
        for (const part of node.parts) {
          const columns = keys === null ? null : aligned(keys, node.columns, part.columns);
          const items = part.columns.map((c, i) => `${c} AS ${node.columns[i]}`).join(', ');
          parts.push(`SELECT ${items} FROM ${await this.of(part, columns)}`);
        }
        return `(SELECT ${names} FROM (${parts.join(' UNION ALL ')}))`;
      }
      case 'block':
        return this.block(node, keys);
    }
  }

  /** Not kept: DuckDB reads no column that nobody asks for, and goes on with the rows as it finds them. */
  private some(relation: string, columns: readonly string[], keys: Keys): string {
    const names = columns.map((c) => `x.${c}`).join(', ');
    return `(SELECT ${names} FROM ${relation} AS x${semiJoinOfTable(keys, (c) => `x.${c}`)})`;
  }

  /** A relation that is about to be read twice, kept. */
  private async kept(relation: string): Promise<string> {
    if (!relation.startsWith('(')) return relation;
    const known = this.tables.get(relation) ?? (await this.work.keep(`SELECT * FROM ${relation}`));
    this.tables.set(relation, known);
    return known;
  }

  private async block(node: BlockNode, given: Keys | null): Promise<string> {
    const sql = await this.blockText(node, given);
    return isPlain(node) ? `(${sql})` : this.work.keep(sql);
  }

  private async blockText(node: BlockNode, given: Keys | null): Promise<string> {
    const { from } = node;
    const keys = given === null ? null : decisive(node, given);
    const relations = new Map<string, string>();
    if (keys !== null) {
      await this.narrow(node, keys, relations);
      await this.follow(from, relations);
    }
    await this.fill(from, relations);
    const text = replacedFrom(from.text, from.sources, relations);
    const itemOf = (column: string): string => node.items[node.columns.indexOf(column)] ?? '';
    const filter = keys === null || isNarrowed(node, keys) ? '' : semiJoin(keys, itemOf);
    const source = text === '' ? '' : ` FROM ${text}${filter}`;
    const items = node.items.map((item, i) => `${item} AS ${node.columns[i]}`).join(', ');
    return `SELECT ${node.distinct ? 'DISTINCT ' : ''}${items}${source}${node.where}${node.rest}`;
  }

  /** Passes the wanted values on to the sources that have those columns themselves. */
  private async narrow(node: BlockNode, keys: Keys, relations: Map<string, string>): Promise<void> {
    const { from } = node;
    for (const source of from.sources.filter((s) => s.optional.length === 0)) {
      const columns = new Map<string, string>();
      for (const [column, key] of keys.columns) {
        const item = plainColumn(node.items[node.columns.indexOf(column)] ?? '');
        const here = item === null ? undefined : equals(item, from).find((r) => r.alias === source.alias);
        if (here !== undefined && !columns.has(here.column)) columns.set(here.column, key);
      }
      if (columns.size > 0) relations.set(source.alias, await this.of(source.node, { ...keys, columns }));
    }
  }

  /**
   * Leaves away rows of further sources that can meet none of the rows chosen so far: a join by equality needs those
   * with the same value alone.
   *
   * @param former by alias, relations with further rows of a source that others have to meet
   */
  async follow(
    from: FromPlan,
    relations: Map<string, string>,
    former: ReadonlyMap<string, string> = new Map(),
  ): Promise<void> {
    for (
      let next = this.reachable(from, relations);
      next !== undefined;
      next = this.reachable(from, relations)
    ) {
      const { source, by, pairs } = next;
      const chosen = await this.kept(relations.get(by) ?? '');
      relations.set(by, chosen);
      const relation = withFormer(from, by, chosen, former.get(by));
      const items = pairs.map(([, other], i) => `${other} AS p${i}`).join(', ');
      const present = pairs.map(([, other]) => `${other} IS NOT NULL`).join(' AND ');
      const table = await this.work.keep(
        `SELECT DISTINCT ${items} FROM ${relation} AS ${by} WHERE ${present}`,
      );
      const columns = new Map(pairs.map(([own], i) => [own.column, `p${i}`]));
      const keys = await keysOf(this.work, table, columns, { meetNull: false });
      relations.set(source.alias, await this.of(source.node, keys));
    }
  }

  /** A source that one chosen already leads to, with the pairs of its column and the text that equals it. */
  private reachable(from: FromPlan, relations: ReadonlyMap<string, string>) {
    for (const source of from.sources.filter((s) => !relations.has(s.alias))) {
      for (const by of relations.keys()) {
        const pairs = from.equalities.flatMap((e) => led(e, source, by));
        const [first] = pairs;
        if (first !== undefined) return { source, by, pairs: distinctBy(pairs) };
      }
    }
    return undefined;
  }

  /** The sources that are taken whole. */
  async fill(from: FromPlan, relations: Map<string, string>): Promise<void> {
    for (const source of from.sources)
      if (!relations.has(source.alias)) relations.set(source.alias, await this.of(source.node, null));
  }
}

type Pair = readonly [Reference, string];

function withFormer(from: FromPlan, alias: string, now: string, former: string | undefined): string {
  if (former === undefined) return now;
  const columns = from.sources.find((s) => s.alias === alias)?.node.columns.join(', ') ?? '*';
  return `(SELECT ${columns} FROM ${now} UNION ALL SELECT ${columns} FROM ${former})`;
}

/**
 * Whether the rows with one value of a text of the select list are computed without those with another: where rows are
 * grouped or numbered it has to be one of the keys.
 */
export function decides(node: BlockNode, text: string): boolean {
  return (
    (node.groups === null || node.groups.includes(text)) &&
    node.windows.every((partition) => partition.includes(text))
  );
}

/** What is cheap to compute again is computed where it is used. */
function isPlain(node: BlockNode): boolean {
  return node.groups === null && !node.distinct && node.windows.length === 0;
}

/** Whether narrowing one of a block's sources has left nothing to choose: that source has all the columns itself. */
function isNarrowed(node: BlockNode, keys: Keys): boolean {
  const items = [...keys.columns.keys()].map((c) => plainColumn(node.items[node.columns.indexOf(c)] ?? ''));
  const [alias] = items.map((item) => item?.alias);
  const columns = items.map((item) => item?.column);
  const source = node.from.sources.find((s) => s.alias === alias && s.optional.length === 0);
  if (source === undefined || items.some((item) => item?.alias !== alias)) return false;
  return new Set(columns).size === columns.length && gives(source.node, columns);
}

/** Whether a node's rows, asked for by keys in these columns, all have them. */
function gives(node: PlanNode, columns: readonly (string | undefined)[]): boolean {
  if (node.kind === 'scan' || node.kind === 'constant') return true;
  if (node.kind === 'union') {
    return node.parts.every((part) =>
      gives(
        part,
        columns.map((c) => part.columns[node.columns.indexOf(c ?? '')]),
      ),
    );
  }
  return columns.every((c) => decides(node, node.items[node.columns.indexOf(c ?? '')] ?? ''));
}

/** The keys that can be looked at before the block computes anything; null when there are none. */
function decisive(node: BlockNode, keys: Keys): Keys | null {
  const columns = [...keys.columns].filter(([column]) =>
    decides(node, node.items[node.columns.indexOf(column)] ?? ''),
  );
  return columns.length === 0 ? null : { ...keys, columns: new Map(columns) };
}

function distinctBy(pairs: readonly Pair[]): readonly Pair[] {
  return pairs.filter(([own], i) => pairs.findIndex(([o]) => o.column === own.column) === i);
}

/** The equality as a pair when it lets `source` be narrowed by the rows of `by`. */
function led({ left, right, join }: PlanEquality, source: PlanSource, by: string): readonly Pair[] {
  const found: Pair[] = [];
  const look = (own: string, other: string, allowed: boolean): void => {
    const column = plainColumn(own);
    const references = referencesOf(other);
    const onlyBy = references.length > 0 && references.every((r) => r.alias === by);
    if (allowed && column?.alias === source.alias && onlyBy) found.push([column, other]);
  };
  // Rows of the side that an outer join keeps are needed whatever they meet.
  look(left, right, join === 'inner' || join === 'right');
  look(right, left, join === 'inner' || join === 'left');
  return found;
}

/** A column and those that are equal to it in every joined row, among sources that are never missing. */
function equals(start: Reference, from: FromPlan): readonly Reference[] {
  const always = new Set(from.sources.filter((s) => s.optional.length === 0).map((s) => s.alias));
  if (!always.has(start.alias)) return [];
  const found = [start];
  for (const reference of found) {
    for (const { left, right, join } of from.equalities) {
      const pair = [plainColumn(left), plainColumn(right)];
      if (join !== 'inner' || pair.includes(null)) continue;
      const other = pair.find((_, i) => keyOf(pair[1 - i]!) === keyOf(reference));
      if (other == null || !always.has(other.alias)) continue;
      if (!found.some((f) => keyOf(f) === keyOf(other))) found.push(other);
    }
  }
  return found;
}

/** The same keys for a part of a union, whose columns may have other names. */
function aligned(keys: Keys, columns: readonly string[], part: readonly string[]): Keys {
  const moved = [...keys.columns].map(([c, key]): [string, string] => [part[columns.indexOf(c)] ?? c, key]);
  return { ...keys, columns: new Map(moved) };
}
