/** Binds expressions: names to columns, operators and calls to DuckDB text with a Snowflake type. */
import type { AccountError } from '../../account.js';
import { checkModifiers } from '../functions/modifiers.js';
import { findFunction } from '../functions/table.js';
import type { CallSite } from '../functions/definition.js';
import {
  ARRAY,
  BOOLEAN,
  DATE,
  number,
  OBJECT,
  TEXT,
  TIMESTAMP_NTZ,
  VARIANT,
} from '../../../sql/read/types.js';
import type { Call, ColumnReference, Expression, Literal, Query } from '../../../sql/read/syntax/tree.js';
import { arithmetic, numeric } from './arithmetic.js';
import type { ArithmeticOperator } from './arithmetic.js';
import { bound } from './bound.js';
import type { Bound } from './bound.js';
import { asText, convert, explicitCast, unify } from './coerce.js';
import { atOffset, wallTime } from './zoned.js';
import { wallClock } from './wallClock.js';
import { compare, condition } from './compare.js';
import type { Environment, Relation } from './environment.js';
import * as refuse from './errors.js';
import { LevelNeeded } from './level.js';
import type { Level } from './level.js';
import { bindLiteral } from './literals.js';
import { withStarColumns } from './stars.js';
import { DAY_AND_UP } from '../../../sql/read/dateParts.js';
import { distinguished, increments, intervalText, orderText, windowText } from './order.js';
import { between, inList, like, quantified, rowComparison } from './predicates.js';
import type { Operands } from './predicates.js';
import { elementText, objectText, pathText } from './semistructured.js';
import { callFunction, ownFunctions } from './userFunctions.js';
import type { Scope, ScopeColumn } from './scope.js';

const ARITHMETIC: ReadonlySet<string> = new Set(['+', '-', '*', '/', '%']);

/** What may stand in an expression, by the clause it belongs to. */
export interface ClauseRules {
  readonly clause: string;
  readonly aggregates: boolean;
  readonly windows: boolean;
  /** Select aliases that the clause may use; `first` when they win over columns (ORDER BY). */
  readonly aliases?: { readonly find: (name: string) => Expression | undefined; readonly first: boolean };
}

interface FreeColumn {
  readonly name: string;
  readonly at: number;
}

export class ExpressionBinder {
  /** Columns seen outside aggregates and grouping keys, since the last `reset`. */
  private readonly free: FreeColumn[] = [];
  sawAggregate = false;
  sawWindow = false;
  /** PARTITION BY texts of the windows bound so far. */
  readonly windows: (readonly string[])[] = [];
  private insideAggregate = false;
  private insideWindow = false;
  /** A window function in a window function asks for a second level, instead of being refused. */
  private mayNeedLevel = false;
  /** Binding goes on in the level below. */
  private isBelow = false;
  /** Parameters of the lambdas around, the innermost last. */
  private readonly parameters: { readonly name: string; readonly value: Bound }[] = [];
  /** Aliases being expanded: `a + 1 AS a` reads the column inside. */
  private readonly expanding = new Set<string>();

  private readonly operands: Operands = {
    bind: (value) => this.bind(value),
    query: (query) => this.query(query),
    fresh: (prefix) => this.env.state.fresh(prefix),
  };

  constructor(
    readonly env: Environment,
    readonly scope: Scope,
    private rules: ClauseRules,
    /** DuckDB texts of the grouping keys; null when the query is not (yet) grouped. */
    private readonly groupKeys: ReadonlySet<string> | null = null,
    /** The level below, where the SELECT has two. */
    private readonly level: Level | null = null,
  ) {}

  bind(value: Expression): Bound {
    const mark = this.free.length;
    const result = this.dispatch(value);
    const key = this.level?.below(result.sql) ?? result.sql;
    if (this.groupKeys?.has(key) !== true) return result;
    this.free.length = mark;
    return { ...result, sql: this.held(key) };
  }

  /** Text of the level below, where the SELECT has two and binding is above. */
  private held(sql: string): string {
    return this.level === null || this.isBelow || this.insideAggregate ? sql : this.level.hold(sql);
  }

  /** Binds what stands in the level below: FROM's side of the SELECT. */
  below<T>(bind: () => T): T {
    const [isBelow, insideWindow] = [this.isBelow, this.insideWindow];
    this.isBelow = true;
    this.insideWindow = false;
    const result = bind();
    this.isBelow = isBelow;
    this.insideWindow = insideWindow;
    return result;
  }

  /** What a window function reads that may hold window functions itself: a column of the level below. */
  private beneath(bind: () => Bound, always: boolean): Bound {
    if (this.level === null) {
      if (always) throw new LevelNeeded();
      this.mayNeedLevel = true;
      const result = bind();
      this.mayNeedLevel = false;
      return result;
    }
    if (this.isBelow)
      throw refuse.unsupportedFeature(
        'CONDITIONAL_TRUE_EVENT or CONDITIONAL_CHANGE_EVENT in another; select the inner one in a subquery',
      );
    const result = this.below(bind);
    return { ...result, sql: this.held(result.sql) };
  }

  condition(value: Expression): Bound {
    return condition(this.bind(value));
  }

  /** Goes on under another clause's rules. */
  enter(rules: ClauseRules): this {
    this.rules = rules;
    return this;
  }

  /** A column that `*` stands for. */
  starColumn(column: ScopeColumn): Bound {
    return this.foundColumn(column, false, column.name, 0);
  }

  /** @throws AccountError 000979 when a column was used that is neither grouped nor aggregated. */
  checkGrouped(): void {
    const [column] = this.free;
    if (column !== undefined) throw refuse.notGrouped(column.name, this.place(column.at));
  }

  get usesColumns(): boolean {
    return this.free.length > 0;
  }

  private place(at: number): refuse.Place {
    return refuse.place(this.env.source, at);
  }

  private dispatch(e: Expression): Bound {
    switch (e.kind) {
      case 'column':
        return this.column(e);
      case 'literal':
        return bindLiteral(e, this.env.resolver.timestamp);
      case 'bind':
        return this.env.binds.value(e.index, this.place(e.at));
      case 'negate':
        return this.negate(e.operand);
      case 'not':
        return bound(`(NOT ${this.condition(e.operand).sql})`, BOOLEAN);
      case 'binary':
        return this.binary(e.operator, e.left, e.right);
      case 'isNull':
        return bound(`(${this.bind(e.operand).sql} IS ${e.negated ? 'NOT ' : ''}NULL)`, BOOLEAN, false);
      case 'isBoolean':
        return bound(
          `(${this.condition(e.operand).sql} IS ${e.negated ? 'NOT ' : ''}${e.value ? 'TRUE' : 'FALSE'})`,
          BOOLEAN,
          false,
        );
      case 'between':
        return between(e, this.operands);
      case 'in':
        return inList(e, this.operands);
      case 'like':
        return like(e, this.operands);
      case 'case':
        return this.caseOf(e);
      case 'cast':
        return explicitCast(
          wallClock(e.operand, e.type, (value) => this.bind(value)) ?? this.bind(e.operand),
          e.type,
          e.safe,
        );
      case 'path':
        return bound(pathText(this.bind(e.operand), e.steps), VARIANT);
      case 'index':
        return this.index(e.operand, e.index);
      case 'subquery':
        return this.scalar(e.query);
      case 'exists':
        return bound(`EXISTS (${this.query(e.query).sql})`, BOOLEAN, false);
      case 'quantified':
        return quantified(e, this.operands);
      case 'array':
        return bound(this.jsonArray(e.items), ARRAY, false);
      case 'object':
        return bound(this.jsonObject(e.entries), OBJECT, false);
      case 'call':
        return this.call(e);
      case 'lambda':
        throw refuse.unsupportedFeature('a lambda expression outside FILTER, TRANSFORM and REDUCE');
      case 'row':
        throw refuse.unsupportedFeature('row value outside a comparison');
      case 'star':
        throw refuse.unsupportedFeature('* in an expression');
      case 'default':
        throw refuse.unsupportedFeature('DEFAULT outside VALUES');
    }
  }

  /** The body of a lambda whose parameters have these values. */
  private lambda(lambda: Lambda, values: readonly Bound[]): Bound {
    const typed = lambda.parameters.map(({ text, type }, i) => ({
      name: text,
      value: type === undefined ? values[i]! : convert(values[i]!, type),
    }));
    this.parameters.push(...typed);
    try {
      return this.bind(lambda.body);
    } finally {
      this.parameters.length -= lambda.parameters.length;
    }
  }

  // Names -----------------------------------------------------------------------------------------------------------

  private column(e: ColumnReference): Bound {
    const name = e.path.map((n) => n.text).join('.');
    const at = e.path[0]?.at ?? 0;
    const parameter = e.path.length === 1 ? this.parameters.findLast((p) => p.name === name) : undefined;
    if (parameter !== undefined) return bound(parameter.value.sql, parameter.value.type);
    if (this.rules.aliases?.first === true && this.expanding.size === 0) {
      const aliased = this.aliased(e);
      if (aliased !== null) return aliased;
    }
    const found = this.scope.find(e.path);
    if (found.kind === 'ambiguous') throw refuse.ambiguousColumn(e.path.at(-1)!.text, this.place(at));
    if (found.kind === 'found') return this.foundColumn(found.column, found.outer, name, at);
    return this.aliased(e) ?? this.fieldOrSequence(e) ?? this.missing(name, at);
  }

  /** The expression behind a select alias, bound at this place. */
  private aliased(e: ColumnReference): Bound | null {
    const name = e.path[0]!.text;
    if (e.path.length !== 1 || this.expanding.has(name)) return null;
    const expression = this.rules.aliases?.find(name);
    if (expression === undefined) return null;
    this.expanding.add(name);
    try {
      return this.bind(expression);
    } finally {
      this.expanding.delete(name);
    }
  }

  private foundColumn(column: ScopeColumn, outer: boolean, name: string, at: number): Bound {
    if (!outer && !this.insideAggregate) this.free.push({ name, at });
    const sql = outer || this.groupKeys !== null ? column.sql : this.held(column.sql);
    return bound(sql, column.type, column.nullable);
  }

  private missing(name: string, at: number): never {
    throw refuse.invalidIdentifier(name, this.place(at));
  }

  /** `seq.NEXTVAL`. */
  private fieldOrSequence(e: ColumnReference): Bound | null {
    if (e.path.length < 2 || e.path.at(-1)?.text !== 'NEXTVAL') return null;
    const sql = this.env.resolver.sequence?.(e.path.slice(0, -1).map((n) => n.text));
    return sql === undefined ? null : bound(`CAST(${sql} AS DECIMAL(38,0))`, number(38, 0), false);
  }

  // Values ----------------------------------------------------------------------------------------------------------

  private negate(operand: Expression): Bound {
    const value = numeric(this.bind(operand));
    return {
      ...bound(`(-${value.sql})`, value.type, value.nullable),
      ...(value.constant === undefined ? {} : { constant: `-${value.constant}` }),
    };
  }

  // Operators -------------------------------------------------------------------------------------------------------

  private binary(operator: string, left: Expression, right: Expression): Bound {
    if (operator === 'AND' || operator === 'OR') {
      return bound(`(${this.condition(left).sql} ${operator} ${this.condition(right).sql})`, BOOLEAN);
    }
    if (left.kind === 'row' && right.kind === 'row')
      return rowComparison(operator, left.items, right.items, this.operands);
    if (operator === '+' || operator === '-') {
      const dated = this.intervalArithmetic(operator, left, right);
      if (dated !== null) return dated;
    }
    const a = this.bind(left);
    const b = this.bind(right);
    if (operator === '||') return bound(`(${asText(a).sql} || ${asText(b).sql})`, TEXT);
    if (ARITHMETIC.has(operator)) return arithmetic(operator as ArithmeticOperator, a, b);
    const compared = compare(operator, a, b);
    return operator.startsWith('IS') ? { ...compared, nullable: false } : compared;
  }

  private intervalArithmetic(operator: string, left: Expression, right: Expression): Bound | null {
    const [value, interval] = isInterval(right)
      ? [left, right]
      : isInterval(left) && operator === '+'
        ? [right, left]
        : [null, null];
    if (value === null || interval === null) return null;
    const base = this.bind(value);
    const stamped = base.type.kind === 'TEXT' ? convert(base, TIMESTAMP_NTZ) : wallTime(base);
    const steps = increments(interval.value);
    const keepsDate = stamped.type.kind === 'DATE' && steps.every(({ part }) => DAY_AND_UP.has(part));
    // The order of the increments matters: a month's end is met after each.
    const sql = steps.reduce((sum, step) => `(${sum} ${operator} ${intervalText([step])})`, stamped.sql);
    if (base.type.kind === 'TIMESTAMP_TZ') return atOffset(sql, base);
    if (stamped.type.kind !== 'DATE') return bound(sql, stamped.type);
    return keepsDate ? bound(`CAST(${sql} AS DATE)`, DATE) : bound(sql, TIMESTAMP_NTZ);
  }

  private caseOf(e: Extract<Expression, { kind: 'case' }>): Bound {
    const operand = e.operand === null ? null : this.bind(e.operand);
    const tests = e.whens.map(
      ([when]) => (operand === null ? this.condition(when) : compare('=', operand, this.bind(when))).sql,
    );
    const results = [...e.whens.map(([, then]) => then), ...(e.otherwise === null ? [] : [e.otherwise])].map(
      (v) => this.bind(v),
    );
    const { values, type } = unify(results);
    const branches = tests.map((test, i) => `WHEN ${test} THEN ${values[i]!.sql}`).join(' ');
    const otherwise = e.otherwise === null ? '' : ` ELSE ${values.at(-1)!.sql}`;
    return bound(
      `(CASE ${branches}${otherwise} END)`,
      type,
      e.otherwise === null || values.some((v) => v.nullable),
    );
  }

  // Semi-structured --------------------------------------------------------------------------------------------------

  private index(operand: Expression, index: Expression): Bound {
    return bound(elementText(this.bind(operand), this.bind(index)), VARIANT);
  }

  private jsonArray(items: readonly Expression[]): string {
    return `json_array(${items.map((i) => convert(this.bind(i), VARIANT).sql).join(', ')})`;
  }

  private jsonObject(entries: readonly (readonly [Expression, Expression])[]): string {
    return objectText(entries.map(([key, value]) => [this.bind(key), this.bind(value)] as const));
  }

  // Queries and calls ------------------------------------------------------------------------------------------------

  private query(query: Query): Relation {
    this.env.state.hasExpressionQuery = true;
    return this.env.bindQuery(query, this.env, this.visible());
  }

  /** The names that a query at this place sees around it. */
  private visible(): Scope {
    const { level, groupKeys } = this;
    if (level === null || this.isBelow || this.insideAggregate) return this.scope;
    return level.scope(this.scope, (column) => groupKeys === null || groupKeys.has(column.sql));
  }

  private scalar(query: Query): Bound {
    const relation = this.query(query);
    const [column] = relation.columns;
    if (column === undefined || relation.columns.length !== 1)
      throw refuse.badArgument('A scalar subquery has one column');
    return bound(`(${relation.sql})`, column.type);
  }

  private call(written: Call): Bound {
    const own = ownFunctions(written, this.env);
    if (own.length > 0)
      return callFunction(own, written, this.env, (value) => this.bind(value), this.place(written.at));
    const call = withStarColumns(written, this.scope, this.env);
    const where = this.place(call.at);
    checkModifiers(call, where);
    const definition = findFunction(call.name);
    if (call.args.length < definition.min || call.args.length > definition.max)
      throw refuse.wrongArguments(call.name, call.args.length, where);
    const over = call.over;
    if (definition.kind === 'scalar') {
      if (over !== null) throw refuse.badArgument(`${call.name} is no window function`, where);
      return definition.bind(this.site(call, where));
    }
    if (definition.kind === 'window' && over === null)
      throw refuse.badArgument(`Window function ${call.name} requires an OVER clause`, where);
    return over === null
      ? this.aggregate(call, where, definition.bind)
      : this.windowed(call, where, definition.bind);
  }

  private aggregate(call: Call, where: refuse.Place, bindCall: (site: CallSite) => Bound): Bound {
    this.allow(this.rules.aggregates && !this.insideAggregate, 'aggregate', call.name, where);
    const mark = this.free.length;
    this.insideAggregate = true;
    const site = this.site(call, where);
    if (call.distinct && call.name !== 'COUNT')
      for (const arg of site.args) distinguished(arg, `DISTINCT in ${call.name}`);
    const result = bindCall(site);
    this.insideAggregate = false;
    this.free.length = mark;
    this.sawAggregate = true;
    return { ...result, sql: this.held(result.sql) };
  }

  private windowed(call: Call, where: refuse.Place, bindCall: (site: CallSite) => Bound): Bound {
    if (this.insideWindow && this.mayNeedLevel) throw new LevelNeeded();
    this.allow(this.rules.windows && !this.insideWindow && !this.insideAggregate, 'window', call.name, where);
    this.windows.push((call.over?.partitionBy ?? []).map((e) => this.bind(e).sql));
    this.insideWindow = true;
    const result = bindCall(this.site(call, where));
    this.insideWindow = false;
    this.sawWindow = true;
    return result;
  }

  private allow(allowed: boolean, what: 'aggregate' | 'window', name: string, where: refuse.Place): void {
    if (!allowed) throw invalidPlace(what, name, this.rules.clause, where);
  }

  private rowNumber(name: string, where: refuse.Place): string {
    const numbers = bound('row_number() OVER ()', number(18, 0), false);
    if (this.rules.windows && !this.insideAggregate)
      return this.insideWindow ? this.beneath(() => numbers, true).sql : numbers.sql;
    const inside = this.insideAggregate ? 'an aggregate function' : this.rules.clause;
    throw refuse.unsupportedFeature(`numbered rows (${name}) in ${inside}; select them in a subquery`, where);
  }

  private site(call: Call, where: refuse.Place): CallSite {
    let args: readonly Bound[] | null = null;
    const bind = (value: Expression): Bound => this.bind(value);
    return {
      call,
      where,
      env: this.env,
      bind,
      get args() {
        return (args ??= call.args.map(bind));
      },
      over: (frame) => (call.over === null ? '' : windowText(call.over, bind, frame)),
      order: (items) => orderText(items, bind),
      rowNumber: () => this.rowNumber(call.name, where),
      levelled: this.level !== null,
      beneath: (value, always) => this.beneath(value, always),
      lambda: (lambda, values) => this.lambda(lambda, values),
    };
  }
}

function invalidPlace(
  what: 'aggregate' | 'window',
  name: string,
  clause: string,
  where: refuse.Place,
): AccountError {
  const kind = what === 'aggregate' ? 'aggregate function' : 'window function';
  return refuse.badArgument(`Invalid ${kind} in ${clause} clause [${name}]`, where);
}

type Lambda = Extract<Expression, { kind: 'lambda' }>;

function isInterval(e: Expression): e is Literal {
  return e.kind === 'literal' && e.type === 'interval';
}
