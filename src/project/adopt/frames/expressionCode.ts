import type {
  Call,
  Expression,
  Frame,
  Literal,
  Name,
  OrderItem,
  Window,
} from '../../../sql/read/syntax/tree.js';
import type { SnowflakeType } from '../../../sql/read/types.js';
import { inTemplate } from '../../evaluation/templateText.js';
import { quoted } from '../../script.js';
import {
  AGGREGATES,
  DIFFERENCES,
  FORMED_AGGREGATES,
  METHODS,
  OPERATORS,
  WINDOW_FUNCTIONS,
} from './vocabulary.js';

/** SQL that is not written as a frame; the query stays text. */
export class NoFrame extends Error {
  override readonly name = 'NoFrame';
}

/** An expression in TypeScript; a constant is not wrapped in a column until something is called on it. */
interface Code {
  readonly text: string;
  readonly constant: boolean;
}

export type ColumnCode = (path: readonly Name[]) => string;

/** Writes expressions as calls on columns. */
export class ExpressionCode {
  constructor(
    private readonly column: ColumnCode,
    /** Notes what has to be imported from `firn`, and gives it back. */
    private readonly use: (name: string) => string,
  ) {}

  /** As a column. */
  text(expression: Expression): string {
    const code = this.#code(expression);
    return code.constant ? `${this.use('lit')}(${code.text})` : code.text;
  }

  /** What a method is called on; TypeScript knows no methods of SQL of one's own. */
  #receiver(expression: Expression): string {
    const text = this.text(expression);
    if (text.startsWith('sql`')) throw new NoFrame('a method of own SQL');
    return text;
  }

  orders(items: readonly OrderItem[]): string {
    const codes = items.map((item) => this.#order(item));
    return codes.length === 1 ? (codes[0] ?? '') : `[${codes.join(', ')}]`;
  }

  /** As an argument: constants stay constants. */
  #argument = (expression: Expression): string => this.#code(expression).text;

  #code(expression: Expression): Code {
    if (expression.kind === 'literal') return this.#literal(expression);
    if (expression.kind === 'negate' && expression.operand.kind === 'literal') {
      const { text, constant } = this.#literal(expression.operand);
      if (constant && expression.operand.type === 'number') return { text: `-${text}`, constant };
    }
    return { text: this.#columnCode(expression), constant: false };
  }

  #literal({ type, value }: Literal): Code {
    switch (type) {
      case 'string':
        return { text: quoted(value), constant: true };
      case 'number':
        return { text: numberText(value), constant: true };
      case 'boolean':
        return { text: value.toLowerCase(), constant: true };
      case 'date':
        return { text: `${this.use('date')}(${quoted(value)})`, constant: false };
      case 'time':
        return { text: `${this.use('time')}(${quoted(value)})`, constant: false };
      default:
        throw new NoFrame(type);
    }
  }

  #columnCode(expression: Expression): string {
    switch (expression.kind) {
      case 'column':
        return this.column(expression.path);
      case 'call':
        return this.#call(expression);
      case 'binary':
        return this.#binary(expression);
      case 'negate':
        return `${this.#receiver(expression.operand)}.neg()`;
      case 'not':
        return `${this.#receiver(expression.operand)}.not()`;
      case 'isNull':
        return `${this.#receiver(expression.operand)}.${expression.negated ? 'notNull' : 'isNull'}()`;
      case 'between':
        if (expression.negated) break;
        return `${this.#receiver(expression.operand)}.between(${this.#list([expression.low, expression.high])})`;
      case 'in':
        if (expression.query !== null) break;
        return `${this.#receiver(expression.operand)}.${expression.negated ? 'notIn' : 'isIn'}([${this.#list(expression.items)}])`;
      case 'like':
        if (expression.quantifier !== null || expression.escape !== null || expression.operator === 'RLIKE')
          break;
        return `${this.#receiver(expression.operand)}.${expression.operator.toLowerCase()}(${this.#list(expression.patterns)})`;
      case 'case':
        return this.#case(expression);
      case 'cast':
        return this.#cast(expression);
      case 'path':
        return `${this.#receiver(expression.operand)}.get(${quoted(pathText(expression.steps))})`;
      case 'index':
        return `${this.#receiver(expression.operand)}.at(${this.#argument(expression.index)})`;
      default:
    }
    throw new NoFrame(expression.kind);
  }

  #list = (expressions: readonly Expression[]): string => expressions.map(this.#argument).join(', ');

  #binary({ operator, left, right }: Extract<Expression, { kind: 'binary' }>): string {
    const divisor = operator === '/' && right.kind === 'call' && right.name === 'NULLIF' ? right.args : [];
    const [value, zero] = divisor;
    if (value && zero?.kind === 'literal' && zero.value === '0')
      return `${this.#receiver(left)}.safeDiv(${this.#argument(value)})`;
    const method = OPERATORS.get(operator);
    if (method === undefined) throw new NoFrame(operator);
    return `${this.#receiver(left)}.${method}(${this.#argument(right)})`;
  }

  #case({ operand, whens, otherwise }: Extract<Expression, { kind: 'case' }>): string {
    if (operand !== null) throw new NoFrame('CASE with an operand');
    const branches = whens.map(([condition, then], i) => {
      const args = `(${this.text(condition)}, ${this.#argument(then)})`;
      return i === 0 ? `${this.use('when')}${args}` : `.when${args}`;
    });
    return branches.join('') + (otherwise === null ? '.end()' : `.else(${this.#argument(otherwise)})`);
  }

  #cast({ operand, type, safe }: Extract<Expression, { kind: 'cast' }>): string {
    const stamp = STAMPS[type.kind];
    if (!safe && stamp !== undefined && operand.kind === 'literal' && operand.type === 'string')
      return `${this.use(stamp)}(${quoted(operand.value)})`;
    const there = type.kind === 'TIMESTAMP_NTZ' && operand.kind === 'call' ? operand : null;
    if (!safe && there?.name === 'CONVERT_TIMEZONE' && there.args.length === 2) {
      const [zone, value] = there.args;
      if (zone && value) return `${this.#receiver(value)}.toTimestamp(${this.#argument(zone)})`;
    }
    const method = CASTS[type.kind];
    if (method === undefined) throw new NoFrame(type.kind);
    const name = safe ? `tryT${method.slice(1)}` : method;
    const size = type.kind === 'NUMBER' && (type.precision !== 38 || type.scale !== 0);
    return `${this.#receiver(operand)}.${name}(${size ? `${type.precision}, ${type.scale}` : ''})`;
  }

  #call(call: Call): string {
    if (call.over !== null) return this.#windowed(call, call.over);
    if (call.named.length > 0 || call.nulls !== null) throw new NoFrame(call.name);
    if (isAggregate(call)) return this.#aggregate(call);
    const [first, second, third] = call.args;
    switch (call.name) {
      case 'COALESCE':
        if (first && second && !third) return `${this.#receiver(first)}.fillNull(${this.#argument(second)})`;
        return this.#function('coalesce', call.args);
      case 'GREATEST':
      case 'LEAST':
        return this.#function(call.name.toLowerCase(), call.args);
      case 'IFF':
        if (!first || !second || !third) break;
        return `${this.use('iff')}(${this.text(first)}, ${this.text(second)}, ${this.#argument(third)})`;
      case 'LOG':
        if (!first || !second) break;
        return `${this.#receiver(second)}.log(${this.#argument(first)})`;
      case 'DATEDIFF': {
        const method = DIFFERENCES.get(word(first));
        if (!second || !third || method === undefined) break;
        return `${this.#receiver(second)}.${method}(${this.#argument(third)})`;
      }
      case 'DATEADD':
        if (!second || !third) break;
        return `${this.#receiver(third)}.dateAdd(${quoted(word(first).toLowerCase())}, ${this.#argument(second)})`;
      case 'DATE_TRUNC':
        if (!second || first?.kind !== 'literal') break;
        return `${this.#receiver(second)}.dateTrunc(${quoted(first.value)})`;
      case 'CONVERT_TIMEZONE':
        if (!first || !second || !third) break;
        return `${this.#receiver(third)}.convertTimezone(${this.#list([first, second])})`;
      case 'TIME_SLICE':
        if (!first || !second || third?.kind !== 'literal') break;
        return `${this.#receiver(first)}.timeSlice(${this.#argument(second)}, ${quoted(third.value.toLowerCase())})`;
      default:
    }
    const method = METHODS.get(call.name);
    if (method !== undefined && first && plain(call))
      return `${this.#receiver(first)}.${method}(${this.#list(call.args.slice(1))})`;
    return this.#own(call);
  }

  #function(name: string, [first, ...others]: readonly Expression[]): string {
    if (!first) throw new NoFrame(name);
    return `${this.use(name)}(${[this.text(first), ...others.map(this.#argument)].join(', ')})`;
  }

  /** A function that the columns have no method for, in SQL of one's own. */
  #own(call: Call): string {
    if (!plain(call) || call.star || (call.qualifier?.length ?? 0) > 0) throw new NoFrame(call.name);
    if (!/^[A-Z_]\w*$/.test(call.name)) throw new NoFrame(call.name);
    const args = call.args.map((arg) => `\${${this.#argument(arg)}}`);
    return `${this.use('sql')}\`${inTemplate(call.name)}(${args.join(', ')})\``;
  }

  #aggregate(call: Call): string {
    const { name, args, distinct, star, withinGroup } = call;
    const [first, second] = args;
    if (name === 'COUNT' && star) return `${this.use('count')}()`;
    if (name === 'COUNT' && distinct && first && !second)
      return `${this.use('countDistinct')}(${this.text(first)})`;
    if (distinct) throw new NoFrame(`${name}(DISTINCT …)`);
    if (!first) throw new NoFrame(name);
    if (withinGroup !== null && withinGroup.length > 0)
      return this.#orderedAggregate(name, args, withinGroup);
    if (name === 'APPROX_PERCENTILE' && second)
      return `${this.use('approxPercentile')}(${this.text(first)}, ${this.#argument(second)})`;
    const where = name === 'SUM' || name === 'AVG' ? onlyWhere(first) : null;
    if (where !== null) {
      const [condition, value] = where;
      return `${this.use(name === 'SUM' ? 'sumIf' : 'avgIf')}(${this.text(value)}, ${this.text(condition)})`;
    }
    const method = AGGREGATES.get(name);
    if (method === undefined) throw new NoFrame(name);
    return `${this.use(method)}(${args.map((arg) => this.text(arg)).join(', ')})`;
  }

  #orderedAggregate(
    name: string,
    [first, second]: readonly Expression[],
    order: readonly OrderItem[],
  ): string {
    const orderBy = this.orders(order);
    if (first && name === 'ARRAY_AGG')
      return `${this.use('arrayAgg')}(${this.text(first)}, { orderBy: ${orderBy} })`;
    if (first && second && name === 'LISTAGG')
      return `${this.use('listAgg')}(${this.text(first)}, { separator: ${this.#argument(second)}, orderBy: ${orderBy} })`;
    const [item] = order;
    if (first && item && name === 'PERCENTILE_CONT')
      return `${this.use('percentile')}(${this.text(item.value)}, ${this.#argument(first)})`;
    throw new NoFrame(name);
  }

  #windowed(call: Call, over: Window): string {
    const ranking = WINDOW_FUNCTIONS.get(call.name);
    const base =
      ranking === undefined ? this.#aggregate({ ...call, over: null }) : this.#ranking(call, ranking);
    const by = over.partitionBy.map((expression) => this.text(expression));
    const parts = [
      ...(by.length === 0 ? [] : [`by: ${by.length === 1 ? (by[0] ?? '') : `[${by.join(', ')}]`}`]),
      ...(over.orderBy.length === 0 ? [] : [`orderBy: ${this.orders(over.orderBy)}`]),
      ...this.#frame(over.frame),
    ];
    return `${base}.over(${parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`})`;
  }

  #frame(frame: Frame | null): readonly string[] {
    if (frame === null) return [];
    if (frame.unit === 'RANGE') return [this.#range(frame)];
    const [from, to] = [boundText(frame.start), boundText(frame.end)];
    return from === 'null' && to === '0' ? [] : [`rows: [${from}, ${to}]`];
  }

  /** Days by a DATE; by a timestamp, what ends at this row, and what ends before it. */
  #range({ start, end }: Frame): string {
    const from = intervalOf(start.value);
    if (from === null) throw new NoFrame('RANGE');
    if (end.type !== 'CURRENT ROW') return `before: ${this.#interval(from.seconds)}`;
    if (from.rest) return `last: ${this.#interval(from.seconds + 1)}`;
    return `lastDays: ${from.seconds / DAY + 1}`;
  }

  #interval(seconds: number): string {
    const [unit = 'seconds', size = 1] = UNITS.find(([, length]) => seconds % length === 0) ?? [];
    return `${this.use(unit)}(${seconds / size})`;
  }

  #ranking({ name, args, nulls }: Call, method: string): string {
    const [first, ...others] = args;
    const values = first === undefined ? [] : [name === 'NTILE' ? this.#argument(first) : this.text(first)];
    const options = nulls === 'IGNORE' ? ['{ ignoreNulls: true }'] : [];
    // The options of lag and lead come after the offset and what is given where there is no row.
    const missing = options.length > 0 && (name === 'LAG' || name === 'LEAD') ? ['1', 'undefined'] : [];
    const given = others.map(this.#argument);
    return `${this.use(method)}(${[...values, ...given, ...missing.slice(given.length), ...options].join(', ')})`;
  }

  #order({ value, descending, nullsFirst }: OrderItem): string {
    const first = nullsFirst ?? descending;
    const option = first ? `, { nulls: 'first' }` : '';
    if (!descending && !first) return this.text(value);
    return `${this.use(descending ? 'desc' : 'asc')}(${this.text(value)}${option})`;
  }
}

/** An aggregate that is no window function. */
export function isAggregate({ name, over }: Call): boolean {
  return over === null && (AGGREGATES.has(name) || FORMED_AGGREGATES.has(name));
}

const plain = ({ distinct, withinGroup, named, nulls }: Call): boolean =>
  !distinct && (withinGroup?.length ?? 0) === 0 && named.length === 0 && nulls === null;

/** `CASE WHEN condition THEN value END`. */
function onlyWhere(expression: Expression): readonly [Expression, Expression] | null {
  if (expression.kind !== 'case' || expression.operand !== null || expression.otherwise !== null) return null;
  const [only, ...others] = expression.whens;
  return only !== undefined && others.length === 0 ? only : null;
}

function word(expression: Expression | undefined): string {
  return expression?.kind === 'column' && expression.path.length === 1
    ? (expression.path[0]?.text ?? '')
    : '';
}

/** What JavaScript's numbers hold exactly is one, other whole numbers a bigint. */
function numberText(value: string): string {
  if (String(Number(value)) === value) return value;
  if (/^\d+$/.test(value)) return `${value}n`;
  throw new NoFrame(`the number ${value}`);
}

function pathText(steps: readonly (string | number)[]): string {
  return steps
    .map((step, i) => {
      if (typeof step === 'number') return `[${step}]`;
      if (!/^[A-Za-z_]\w*$/.test(step)) return `["${step}"]`;
      return i === 0 ? step : `.${step}`;
    })
    .join('');
}

function boundText({ type, value }: Frame['start']): string {
  if (type.startsWith('UNBOUNDED')) return 'null';
  if (type === 'CURRENT ROW') return '0';
  if (value?.kind !== 'literal' || value.type !== 'number') throw new NoFrame(type);
  return type === 'PRECEDING' ? `-${value.value}` : value.value;
}

const DAY = 86_400;
const UNITS: readonly (readonly [string, number])[] = [
  ['days', DAY],
  ['hours', 3600],
  ['minutes', 60],
];

/** `INTERVAL '23 hours, 59 minutes'` in seconds, and whether there is a part of one more. */
function intervalOf(value: Expression | null): { readonly seconds: number; readonly rest: boolean } | null {
  if (value?.kind !== 'literal' || value.type !== 'interval') return null;
  let seconds = 0;
  let rest = false;
  for (const part of value.value.split(',')) {
    const [, count = '', unit = ''] = /^\s*(\d+)\s+([a-z]+?)s?\s*$/i.exec(part) ?? [];
    const length = { day: DAY, hour: 3600, minute: 60, second: 1 }[unit];
    if (length !== undefined) seconds += Number(count) * length;
    else if (/^(?:milli|micro|nano)second$/.test(unit)) rest = true;
    else return null;
  }
  return { seconds, rest };
}

const CASTS: Partial<Record<SnowflakeType['kind'], string>> = {
  ARRAY: 'toArray',
  BOOLEAN: 'toBoolean',
  DATE: 'toDate',
  FLOAT: 'toFloat',
  NUMBER: 'toNumber',
  OBJECT: 'toObject',
  TEXT: 'toText',
  TIME: 'toTime',
  TIMESTAMP_NTZ: 'toTimestamp',
};

const STAMPS: Partial<Record<SnowflakeType['kind'], string>> = {
  TIMESTAMP_NTZ: 'timestampNtz',
  TIMESTAMP_LTZ: 'timestampLtz',
  TIMESTAMP_TZ: 'timestampTz',
};
