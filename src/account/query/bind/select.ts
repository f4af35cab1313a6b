/** Binds one SELECT block. Source: "SELECT", "GROUP BY", "QUALIFY" (order of evaluation, use of aliases). */
import type {
  Expression,
  GroupItem,
  OrderItem,
  Query,
  Select,
  SelectItem,
  Star,
} from '../../../sql/read/syntax/tree.js';
import { BOOLEAN } from '../../../sql/read/types.js';
import { bound, settled } from './bound.js';
import type { Bound } from './bound.js';
import { convert } from './coerce.js';
import { columnName } from './environment.js';
import type { Environment, OutputColumn, Relation } from './environment.js';
import * as refuse from './errors.js';
import { ExpressionBinder } from './expressions.js';
import type { ClauseRules } from './expressions.js';
import type { FromPlan, PlanEquality, PlanNode } from '../plan.js';
import { duckdbType } from '../duckdbTypes.js';
import { bindFrom } from './from.js';
import { equalPairs } from './joinConditions.js';
import { direction, distinguished } from './order.js';
import { Level, LevelNeeded } from './level.js';
import { rowLimits } from './limits.js';
import { RowNumbersNeeded } from './rowNumbers.js';
import { Scope } from './scope.js';
import { starColumns } from './stars.js';

type Ending = Pick<Query, 'orderBy' | 'limit' | 'offset'>;
interface Projected {
  readonly name: string;
  readonly value: Bound;
}
interface Groups {
  readonly text: string;
  readonly keys: ReadonlySet<string>;
  /** One set of keys, without ROLLUP, CUBE and GROUPING SETS. */
  readonly plain: boolean;
}

class SelectBinder {
  private readonly scope: Scope;
  private readonly fromText: string;
  private readonly plan: FromPlan | null;
  private readonly aliases: ReadonlyMap<string, Expression>;

  constructor(
    private readonly select: Select,
    private readonly env: Environment,
    outer: Scope | null,
    isNumbered: boolean,
  ) {
    const numbering = { owner: select, isOn: isNumbered, before: [] };
    const from = bindFrom(select.from, { ...env, numbering }, outer);
    this.scope = new Scope(from.namespace, outer);
    this.fromText = from.sql === '' ? '' : ` FROM ${from.sql}`;
    this.plan = from.plan;
    this.aliases = new Map(
      select.items.flatMap((i) => (i.alias === null ? [] : [[i.alias.text, i.value] as const])),
    );
  }

  private rules(clause: string, aggregates: boolean, windows: boolean, first = false): ClauseRules {
    return { clause, aggregates, windows, aliases: { find: (name) => this.aliases.get(name), first } };
  }

  private binder(
    rules: ClauseRules,
    keys: ReadonlySet<string> | null = null,
    level: Level | null = null,
  ): ExpressionBinder {
    return new ExpressionBinder(this.env, this.scope, rules, keys, level);
  }

  bind(ending: Ending): Relation {
    try {
      return this.bindIn(null, ending);
    } catch (error) {
      if (!(error instanceof LevelNeeded)) throw error;
      return this.bindIn(this.newLevel(), ending);
    }
  }

  private newLevel(): Level {
    return new Level(this.env.state.fresh('l'));
  }

  private bindIn(level: Level | null, ending: Ending): Relation {
    const { select } = this;
    const where =
      select.where === null
        ? ''
        : ` WHERE ${this.binder(this.rules('WHERE', false, false)).condition(select.where).sql}`;
    const groups = this.groups(level);
    const binder = this.binder(this.rules('SELECT', true, true), groups?.keys ?? null, level);
    const projected = select.items.flatMap((item) => this.project(item, binder));
    const having = binder.below(() => this.clause('HAVING', select.having, binder, false));
    const qualify = this.clause('QUALIFY', select.qualify, binder, true);
    if (select.qualify !== null && !binder.sawWindow)
      throw refuse.badArgument('QUALIFY needs a window function, in its condition or in the SELECT list');
    const order = ending.orderBy.flatMap((item) =>
      item.value.kind === 'star'
        ? projected.map((_, i) => `${i + 1}${direction(item)}`)
        : [this.orderItem(item, binder, projected)],
    );
    if (groups !== null || binder.sawAggregate) binder.checkGrouped();
    if (select.distinct) for (const p of projected) distinguished(p.value, 'DISTINCT');
    const columns = projected.map(outputColumn);
    const items = projected.map((p) => convertNull(p.value).sql);
    const limits = rowLimits(ending.limit, ending.offset);
    const grouped = `${groups === null ? '' : ` GROUP BY ${groups.text}`}${having}`;
    const from = `${this.fromText}${where}${grouped}`;
    const text = [
      `SELECT ${select.distinct ? 'DISTINCT ' : ''}${items.map((item, i) => `${item} AS ${columnName(i)}`).join(', ')}`,
      level === null ? from : level.from(from),
      qualify,
      order.length === 0 ? '' : ` ORDER BY ${order.join(', ')}`,
      limits,
    ];
    const { plan: source } = this;
    if (source === null || level !== null || limits !== '' || groups?.plain === false)
      return { columns, sql: text.join('') };
    const plan: PlanNode = {
      kind: 'block',
      columns: columns.map((_, i) => columnName(i)),
      items,
      types: columns.map((c) => duckdbType(c.type)),
      distinct: select.distinct,
      from: { ...source, equalities: [...source.equalities, ...this.filterEqualities()] },
      where,
      groups: groups === null ? (binder.sawAggregate ? [] : null) : [...groups.keys],
      rest: `${grouped}${qualify}`,
      windows: binder.windows,
    };
    return { columns, sql: text.join(''), plan };
  }

  /** Equalities in WHERE join like those of inner joins. */
  private filterEqualities(): readonly PlanEquality[] {
    const pairs = equalPairs(this.select.where, this.binder(this.rules('WHERE', false, false)));
    return pairs.map(([left, right]) => ({ left, right, join: 'inner' }));
  }

  private clause(
    word: 'HAVING' | 'QUALIFY',
    value: Expression | null,
    binder: ExpressionBinder,
    windows: boolean,
  ): string {
    if (value === null) return '';
    return ` ${word} ${binder.enter(this.rules(word, true, windows)).condition(value).sql}`;
  }

  // The select list ---------------------------------------------------------------------------------------------------

  private project(item: SelectItem, binder: ExpressionBinder): Projected[] {
    if (item.value.kind === 'star') return this.star(item.value, binder);
    return [{ name: item.label, value: binder.bind(item.value) }];
  }

  private star(star: Star, binder: ExpressionBinder): Projected[] {
    const renamed = new Map(star.rename.map(([from, to]) => [from.text, to.text]));
    const replaced = new Map(star.replace.map(([value, name]) => [name.text, value]));
    return starColumns(star, this.scope, this.env).map((c) => {
      const replacement = replaced.get(c.name);
      return {
        name: renamed.get(c.name) ?? c.name,
        value: replacement === undefined ? binder.starColumn(c) : binder.bind(replacement),
      };
    });
  }

  // Grouping ----------------------------------------------------------------------------------------------------------

  private groups(level: Level | null): Groups | null {
    const { groupBy } = this.select;
    if (groupBy === null) return null;
    if (groupBy.kind === 'all') return this.allGroups(level !== null);
    const keys = new Set<string>();
    const parts = groupBy.items.map((item) => this.groupItem(item, keys));
    return { text: parts.join(', '), keys, plain: groupBy.items.every((i) => i.kind === 'expression') };
  }

  /** GROUP BY ALL: every item without an aggregate. */
  private allGroups(levelled: boolean): Groups | null {
    const keys = new Set<string>();
    for (const item of this.select.items) {
      // Items with a window are no keys: what they hold is for nobody.
      const scratch = levelled ? this.newLevel() : null;
      const binder = this.binder(this.rules('SELECT', true, true), null, scratch);
      const projected = this.project(item, binder);
      if (!binder.sawAggregate && !binder.sawWindow && binder.usesColumns)
        projected.forEach(
          (p) => distinguished(p.value, 'GROUP BY') && keys.add(scratch?.below(p.value.sql) ?? p.value.sql),
        );
    }
    return keys.size === 0 ? null : { text: [...keys].join(', '), keys, plain: true };
  }

  private groupItem(item: GroupItem, keys: Set<string>): string {
    if (item.kind === 'expression') return this.groupKey(item.value, keys);
    const sets = item.sets.map((set) => {
      const parts = set.map((value) => this.groupKey(value, keys));
      return item.operator === 'GROUPING SETS' || parts.length !== 1 ? `(${parts.join(', ')})` : parts[0]!;
    });
    return `${item.operator} (${sets.join(', ')})`;
  }

  private groupKey(value: Expression, keys: Set<string>): string {
    const { sql } = distinguished(
      this.binder(this.rules('GROUP BY', false, false)).bind(this.positional(value)),
      'GROUP BY',
    );
    keys.add(sql);
    return sql;
  }

  /** `GROUP BY 1` is the first item. */
  private positional(value: Expression): Expression {
    if (value.kind !== 'literal' || value.type !== 'number') return value;
    const item = this.select.items[Number(value.value) - 1];
    if (item === undefined) throw refuse.badArgument(`Invalid value [${value.value}] in GROUP BY clause`);
    return item.value;
  }

  // Order --------------------------------------------------------------------------------------------------------------

  private orderItem(item: OrderItem, binder: ExpressionBinder, projected: readonly Projected[]): string {
    const { value } = item;
    if (value.kind === 'literal' && value.type === 'number') {
      const position = Number(value.value);
      if (!Number.isInteger(position) || position < 1 || position > projected.length) {
        throw refuse.badArgument(`Order by position [${value.value}] is not in the select list`);
      }
      return `${position}${direction(item)}`;
    }
    if (value.kind === 'column' && value.path.length === 1) {
      const named = projected.findIndex((p) => p.name === value.path[0]?.text);
      const again = projected.findLastIndex((p) => p.name === value.path[0]?.text);
      if (named >= 0 && named === again) return `${named + 1}${direction(item)}`;
    }
    return `${binder.enter(this.rules('ORDER BY', true, true, true)).bind(value).sql}${direction(item)}`;
  }
}

function outputColumn({ name, value }: Projected): OutputColumn {
  const column = { name, type: settled(value.type), nullable: value.nullable };
  return value.type.kind === 'NULL' ? { ...column, untyped: true } : column;
}

function convertNull(value: Bound): Bound {
  return value.type.kind === 'NULL' ? convert(value, settled(value.type)) : value;
}

export function bindSelect(select: Select, ending: Ending, env: Environment, outer: Scope | null): Relation {
  try {
    return new SelectBinder(select, env, outer, false).bind(ending);
  } catch (error) {
    if (!(error instanceof RowNumbersNeeded) || error.owner !== select) throw error;
    env.state.numbersRows = true;
    return new SelectBinder(select, env, outer, true).bind(ending);
  }
}

/** A condition without a query around it, as in UPDATE, DELETE and MERGE. */
export function bindCondition(
  value: Expression | null,
  env: Environment,
  scope: Scope,
  clause: string,
): Bound {
  if (value === null) return bound('TRUE', BOOLEAN, false);
  return new ExpressionBinder(env, scope, { clause, aggregates: false, windows: false }).condition(value);
}
