/** Infers expressions: names to columns, operators and calls to Snowflake types. */
import { identifier } from '../../identifiers.js';
import type { ArithmeticOperator } from '../../../dataframe/arithmetic.js';
import { ARRAY, BOOLEAN, number, OBJECT, TEXT, VARIANT } from '../types.js';

import type { Call, ColumnReference, Expression, Literal, OrderItem, Query } from '../syntax/tree.js';
import { callResult } from './functions/call.js';
import { literalValue } from './literals.js';
import type { Relation, Uses, Value } from './model.js';
import { firstPlace } from './places.js';
import { arithmetic, commonType, intervalType, isMismatch, numeric, typeName } from './operators.js';
import type { Mismatch } from './operators.js';
import { unknownValue, valueOf } from './reading.js';
import type { Environment, ReadScope, ScopeColumn } from './reading.js';
import { as, computed, NONE, union } from './uses.js';

const ARITHMETIC: ReadonlySet<string> = new Set(['+', '-', '*', '/', '%']);

/** Select aliases that a clause may use; `first` when they win over columns (ORDER BY). */
export interface Aliases {
  readonly find: (name: string) => Expression | undefined;
  readonly names: readonly string[];
  readonly first: boolean;
}

export class ExpressionReader {
  /** Aliases being expanded: `a + 1 AS a` reads the column inside. */
  readonly #expanding = new Set<string>();
  /** What aliases turned out to be, so that aliases of aliases are read once. */
  readonly #expanded = new Map<string, Value>();

  constructor(
    readonly env: Environment,
    readonly scope: ReadScope,
    readonly aliases: Aliases | null = null,
  ) {}

  read(e: Expression): Value {
    switch (e.kind) {
      case 'column':
        return this.#column(e);
      case 'literal':
        return literalValue(e);
      case 'negate': {
        const value = this.read(e.operand);
        const result = { ...numeric(value), uses: computed(value) };
        return value.constant === undefined ? result : { ...result, constant: `-${value.constant}` };
      }
      case 'not':
        return this.#boolean([e.operand]);
      case 'binary':
        return this.#binary(e);
      case 'isNull':
      case 'isBoolean':
        return this.#boolean([e.operand], false);
      case 'between':
        return this.#comparison(e, this.read(e.operand), [e.low, e.high]);
      case 'in':
        return this.#withQuery(this.#comparison(e, this.read(e.operand), e.items), e.query);
      case 'like':
        return this.#boolean([e.operand, ...e.patterns, ...(e.escape === null ? [] : [e.escape])]);
      case 'case':
        return this.#case(e);
      case 'cast': {
        const value = this.read(e.operand);
        return { type: e.type, nullable: value.nullable || e.safe, uses: computed(value) };
      }
      case 'path':
        return { type: VARIANT, nullable: true, uses: computed(this.read(e.operand)) };
      case 'index':
        return { type: VARIANT, nullable: true, uses: computed(this.read(e.operand), this.read(e.index)) };
      case 'subquery':
        return this.#scalar(e.query);
      case 'exists':
        return this.#withQuery({ type: BOOLEAN, nullable: false, uses: NONE }, e.query);
      case 'quantified':
        return this.#withQuery(this.#boolean([e.operand]), e.query);
      case 'array':
        return { type: ARRAY, nullable: false, uses: computed(...e.items.map((i) => this.read(i))) };
      case 'object': {
        const values = e.entries.flatMap(([key, value]) => [this.read(key), this.read(value)]);
        return { type: OBJECT, nullable: false, uses: computed(...values) };
      }
      case 'call':
        return this.#call(e);
      case 'row':
        return { type: null, nullable: true, uses: computed(...e.items.map((i) => this.read(i))) };
      case 'lambda':
        return this.#lambda(e);
      case 'bind':
      case 'star':
      case 'default':
        return unknownValue(NONE);
    }
  }

  orderUses(items: readonly OrderItem[]): Uses {
    return union(...items.map((item) => (item.value.kind === 'star' ? NONE : this.read(item.value).uses)));
  }

  /** Parameters of the lambdas around, the innermost last. */
  readonly #parameters: string[] = [];

  #lambda(e: Extract<Expression, { kind: 'lambda' }>): Value {
    this.#parameters.push(...e.parameters.map((n) => n.text));
    const value = this.read(e.body);
    this.#parameters.length -= e.parameters.length;
    return value;
  }

  // Names -----------------------------------------------------------------------------------------------------------

  #column(e: ColumnReference): Value {
    if (e.path.length === 1 && this.#parameters.includes(e.path[0]!.text)) return unknownValue(NONE);
    if (this.aliases?.first === true && this.#expanding.size === 0) {
      const aliased = this.#aliased(e);
      if (aliased !== null) return aliased;
    }
    const found = this.scope.find(e.path);
    if (found.kind === 'found') {
      this.#note(found.outer, found.scope);
      return valueOf(found.column);
    }
    if (found.kind === 'ambiguous') return this.#ambiguous(e);
    const aliased = this.#aliased(e);
    if (aliased !== null) return aliased;
    if (found.kind === 'open') {
      this.#note(found.outer, found.scope);
      return unknownValue(NONE);
    }
    if (e.path.at(-1)?.text === 'NEXTVAL' && e.path.length > 1)
      return { type: number(38, 0), nullable: false, uses: NONE };
    return this.#missing(e);
  }

  /** A column of a query around: the queries between depend on it. */
  #note(outer: boolean, scope: object): void {
    if (!outer) return;
    for (const { query, within } of this.env.reading.open) {
      for (let s = within; s !== null; s = s.parent) if (s === scope) this.env.reading.correlated.add(query);
    }
  }

  #aliased(e: ColumnReference): Value | null {
    const name = e.path[0]!.text;
    if (e.path.length !== 1 || this.#expanding.has(name)) return null;
    const expression = this.aliases?.find(name);
    if (expression === undefined) return null;
    const key = [name, ...this.#expanding].join('\0');
    const known = this.#expanded.get(key);
    if (known !== undefined) return known;
    this.#expanding.add(name);
    try {
      const value = this.read(expression);
      this.#expanded.set(key, value);
      return value;
    } finally {
      this.#expanding.delete(name);
    }
  }

  #ambiguous(e: ColumnReference): Value {
    const { reading } = this.env;
    const name = e.path.at(-1)!;
    const owners = this.scope.namespace.sources.filter((s) => s.columns.some((c) => c.name === name.text));
    const names = owners.flatMap((s) =>
      s.name === null ? [] : [`${identifier(s.name)}.${identifier(name.text)}`],
    );
    const help = names.length > 1 ? ` It can be ${names.join(' or ')}.` : '';
    reading.report(
      'ambiguous-column',
      `${name.text} is ambiguous here.${help}`,
      reading.place(e.path[0]!, name),
      {
        ...(names[0] === undefined || e.path.length > 1 ? {} : { suggestion: names[0] }),
      },
    );
    return unknownValue(NONE);
  }

  #missing(e: ColumnReference): Value {
    const { reading } = this.env;
    const name = e.path.at(-1)!;
    const written = e.path.map((n) => n.text).join('.');
    const where = reading.place(e.path[0]!, name);
    if (e.path.length > 1) {
      const qualifier = e.path.slice(0, -1).map((n) => n.text);
      const sources = this.#sourcesNamed(qualifier);
      if (sources.length === 0) {
        const known = this.#sourceNames();
        const meant = reading.suggestion(qualifier.join('.'), known);
        const help = meant === undefined ? listed('FROM has', known) : `Did you mean ${meant}?`;
        const place = reading.place(e.path[0]!, e.path.at(-2));
        reading.report('unknown-column', `There is no ${qualifier.join('.')} in FROM. ${help}`, place, {
          ...(meant === undefined ? {} : { suggestion: identifier(meant) }),
        });
        return unknownValue(NONE);
      }
      const columns = sources.flatMap((s) => s.columns.map((c) => c.name));
      const meant = reading.suggestion(name.text, columns);
      const help = meant === undefined ? listed('It has', columns) : `Did you mean ${meant}?`;
      reading.report(
        'unknown-column',
        `There is no column ${name.text} in ${qualifier.join('.')}. ${help}`,
        reading.place(name),
        {
          ...(meant === undefined ? {} : { suggestion: identifier(meant) }),
        },
      );
      return unknownValue(NONE);
    }
    const names = [...this.#columnNames(), ...(this.aliases?.names ?? [])];
    const meant = reading.suggestion(written, names);
    const help = meant === undefined ? listed('There is', names) : `Did you mean ${meant}?`;
    reading.report('unknown-column', `There is no column ${written} here. ${help}`, where, {
      ...(meant === undefined ? {} : { suggestion: identifier(meant) }),
    });
    return unknownValue(NONE);
  }

  #sourcesNamed(qualifier: readonly string[]) {
    for (let s: ReadScope | null = this.scope; s !== null; s = s.parent) {
      const found = s.namespace.sourcesNamed(qualifier);
      if (found.length > 0) return found;
    }
    return [];
  }

  #sourceNames(): readonly string[] {
    const names: string[] = [];
    for (let s: ReadScope | null = this.scope; s !== null; s = s.parent)
      names.push(...s.namespace.sources.flatMap((source) => source.name ?? []));
    return names;
  }

  #columnNames(): readonly string[] {
    const names: string[] = [];
    for (let s: ReadScope | null = this.scope; s !== null; s = s.parent)
      names.push(...s.namespace.visible().map((c) => c.name));
    return names;
  }

  // Operators -------------------------------------------------------------------------------------------------------

  #boolean(parts: readonly Expression[], nullable = true): Value {
    return { type: BOOLEAN, nullable, uses: computed(...parts.map((p) => this.read(p))) };
  }

  #binary(e: Extract<Expression, { kind: 'binary' }>): Value {
    const { operator, left, right } = e;
    if (operator === 'AND' || operator === 'OR') return this.#boolean([left, right]);
    if (left.kind === 'row' || right.kind === 'row') return this.#boolean([left, right]);
    if (operator === '+' || operator === '-') {
      const dated = this.#intervalArithmetic(operator, left, right);
      if (dated !== null) return dated;
    }
    const a = this.read(left);
    const b = this.read(right);
    if (operator === '||') return { type: TEXT, nullable: true, uses: computed(a, b) };
    if (ARITHMETIC.has(operator)) {
      const result = arithmetic(operator as ArithmeticOperator, a, b);
      if (!isMismatch(result)) return result;
      return this.#mismatch(e, `${operator} does not take`, result, computed(a, b));
    }
    this.#comparable(e, a, b);
    return {
      type: BOOLEAN,
      nullable: operator.startsWith('IS') ? false : a.nullable || b.nullable,
      uses: computed(a, b),
    };
  }

  #intervalArithmetic(operator: string, left: Expression, right: Expression): Value | null {
    const isInterval = (e: Expression): e is Literal => e.kind === 'literal' && e.type === 'interval';
    const [value, interval] = isInterval(right)
      ? [left, right]
      : isInterval(left) && operator === '+'
        ? [right, left]
        : [null, null];
    if (value === null || interval === null) return null;
    const base = this.read(value);
    return { type: intervalType(base, interval.value), nullable: true, uses: computed(base) };
  }

  /** A test of a value against others. */
  #comparison(whole: Expression, value: Value, others: readonly Expression[]): Value {
    const values = others.map((other) => this.read(other));
    for (const other of values) this.#comparable(whole, value, other);
    return { type: BOOLEAN, nullable: true, uses: computed(value, ...values) };
  }

  /** Reports two sides that no comparison takes. */
  #comparable(whole: Expression, a: Value, b: Value): void {
    const common = commonType([a, b]);
    if (isMismatch(common)) this.#mismatch(whole, 'A comparison does not take', common, NONE);
  }

  #mismatch(e: Expression, what: string, { mismatch: [a, b] }: Mismatch, uses: Uses): Value {
    const { reading } = this.env;
    const place = firstPlace(e);
    if (place !== null)
      reading.report(
        'type-mismatch',
        `${what} ${typeName(a)} and ${typeName(b)} together. Convert one of them with a cast (\`x::${typeName(b)}\`).`,
        reading.place(place.first, place.last),
      );
    return unknownValue(uses);
  }

  #case(e: Extract<Expression, { kind: 'case' }>): Value {
    const operand = e.operand === null ? null : this.read(e.operand);
    const tests = e.whens.map(([when]) => this.read(when));
    if (operand !== null) for (const test of tests) this.#comparable(e, operand, test);
    const results = [...e.whens.map(([, then]) => then), ...(e.otherwise === null ? [] : [e.otherwise])].map(
      (r) => this.read(r),
    );
    const uses = union(
      as('CONDITIONAL', union(...tests.map((t) => t.uses), operand?.uses ?? NONE)),
      computed(...results),
    );
    const common = commonType(results);
    if (isMismatch(common)) return this.#mismatch(e, 'The branches of CASE do not take', common, uses);
    return { ...common, nullable: e.otherwise === null || results.some((r) => r.nullable), uses };
  }

  // Queries and calls -------------------------------------------------------------------------------------------------

  #query(query: Query): Relation {
    return this.env.inferQuery(query, this.env, this.scope);
  }

  #withQuery(value: Value, query: Query | null): Value {
    if (query === null) return value;
    const relation = this.#query(query);
    const inside = union(computed(...relation.columns), relation.rows);
    return { ...value, uses: union(value.uses, inside) };
  }

  #scalar(query: Query): Value {
    const relation = this.#query(query);
    const [column] = relation.columns;
    if (column === undefined || relation.columns.length !== 1) {
      if (!relation.open && query.range !== undefined)
        this.env.reading.report(
          'invalid-argument',
          `A subquery used as a value has one column; this one has ${relation.columns.length}.`,
          query.range,
        );
      return unknownValue(relation.rows);
    }
    const { type, untyped } = column;
    return {
      type,
      nullable: true,
      uses: union(computed(column), relation.rows),
      ...(untyped === undefined ? {} : { untyped }),
    };
  }

  #call(e: Call): Value {
    return callResult(e, this);
  }

  /** All columns in scope, for `f(*)`. */
  everything(): readonly ScopeColumn[] {
    return this.scope.namespace.visible();
  }
}

function listed(intro: string, names: readonly string[]): string {
  const unique = [...new Set(names)];
  if (unique.length === 0) return `${intro} none.`;
  const shown = unique.slice(0, 12).join(', ');
  return `${intro} ${shown}${unique.length > 12 ? ` and ${unique.length - 12} more` : ''}.`;
}
