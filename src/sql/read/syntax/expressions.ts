/** The parser's expression nodes as our own. */
import { asBody, list, flag, isObject, node, text } from './json.js';
import type { Body, Json, Node } from './json.js';
import type { LoweringContext } from './context.js';
import type {
  BinaryOperator,
  Call,
  Expression,
  Frame,
  FrameBound,
  Name,
  OrderItem,
  Star,
  Window,
} from './tree.js';

const BINARY: Readonly<Record<string, BinaryOperator>> = {
  add: '+',
  sub: '-',
  mul: '*',
  div: '/',
  mod: '%',
  concat: '||',
  d_pipe: '||',
  eq: '=',
  neq: '<>',
  lt: '<',
  lte: '<=',
  gt: '>',
  gte: '>=',
  and: 'AND',
  or: 'OR',
  null_safe_eq: 'IS NOT DISTINCT FROM',
  null_safe_neq: 'IS DISTINCT FROM',
};
const LIKES: Readonly<Record<string, 'LIKE' | 'ILIKE' | 'RLIKE'>> = {
  like: 'LIKE',
  i_like: 'ILIKE',
  regexp_like: 'RLIKE',
};
/** Stand-ins for `LIKE ANY (…)` and `LIKE ALL (…)`. */
const LIKE_LISTS: Readonly<Record<string, 'ANY' | 'ALL'>> = { LIKE_ANY: 'ANY', LIKE_ALL: 'ALL' };
const DATED: ReadonlySet<string> = new Set(['date', 'time', 'timestamp']);
const QUERY_STAND_IN = /^([qenlv])(\d+)$/;
const BIND = /^b(\d+)_(\d+)$/;

type Lower = (body: Body, context: LoweringContext) => Expression;

const HANDLERS: Readonly<Record<string, Lower>> = {
  column,
  identifier: (body, c) => ({ kind: 'column', path: [c.name(body)] }),
  dot: (body, c) => dot(body, c),
  literal,
  boolean: (body) => ({ kind: 'literal', type: 'boolean', value: flag(body['value']) ? 'TRUE' : 'FALSE' }),
  null: () => ({ kind: 'literal', type: 'null', value: 'NULL' }),
  paren: (body, c) => lowerExpression(body['this'], c),
  neg: (body, c) => ({ kind: 'negate', operand: lowerExpression(body['this'], c) }),
  not: (body, c) => ({ kind: 'not', operand: lowerExpression(body['this'], c) }),
  is_null: (body, c) => ({
    kind: 'isNull',
    operand: lowerExpression(body['this'], c),
    negated: flag(body['not']),
  }),
  is_true: (body, c) => isBoolean(body, true, c),
  is_false: (body, c) => isBoolean(body, false, c),
  between: (body, c) => ({
    kind: 'between',
    operand: lowerExpression(body['this'], c),
    low: lowerExpression(body['low'], c),
    high: lowerExpression(body['high'], c),
    negated: flag(body['not']),
  }),
  in: inList,
  case: caseOf,
  cast: (body, c) => cast(body, false, c),
  try_cast: (body, c) => cast(body, true, c),
  subscript,
  interval: (body, c) => interval(body, c),
  tuple: (body, c) => ({ kind: 'row', items: list(body['expressions']).map((e) => lowerExpression(e, c)) }),
  array_func: (body, c) => ({
    kind: 'array',
    items: list(body['expressions']).map((e) => lowerExpression(e, c)),
  }),
  map_func: (body, c) => ({
    kind: 'object',
    entries: list(body['keys']).map(
      (key, i) => [lowerExpression(key, c), lowerExpression(list(body['values'])[i], c)] as const,
    ),
  }),
  function: (body, c) => call(body, c, null),
  aggregate_function: (body, c) => call(body, c, null),
  within_group: (body, c) => ({
    ...asCall(lowerExpression(body['this'], c), c),
    withinGroup: orderItems(list(body['order_by']), c),
  }),
  ignore_nulls: (body, c) => ({ ...asCall(lowerExpression(body['this'], c), c), nulls: 'IGNORE' }),
  respect_nulls: (body, c) => ({ ...asCall(lowerExpression(body['this'], c), c), nulls: 'RESPECT' }),
  window_function: (body, c) => ({
    ...asCall(lowerExpression(body['this'], c), c),
    over: window(body['over'], c),
  }),
  lambda: (body, c) => ({
    kind: 'lambda',
    parameters: list(body['parameters']).map((name) => c.parameter(name)),
    body: lowerExpression(body['body'], c),
  }),
  star: (body, c) => star(body, c),
  var: (body, c) =>
    text(body['this'])?.toUpperCase() === 'DEFAULT'
      ? { kind: 'default' }
      : { kind: 'column', path: [c.name(text(body['this']) ?? '')] },
  default: () => ({ kind: 'default' }),
};

export function lowerExpression(value: Json | undefined, context: LoweringContext): Expression {
  const { tag, body } = node(value);
  const operator = Object.hasOwn(BINARY, tag) ? BINARY[tag] : undefined;
  if (operator !== undefined) {
    const left = lowerExpression(body['left'], context);
    return comparison(operator, left, body['right'], context);
  }
  const likeOperator = Object.hasOwn(LIKES, tag) ? LIKES[tag] : undefined;
  if (likeOperator !== undefined) return like(likeOperator, body, context);
  const handler = Object.hasOwn(HANDLERS, tag) ? HANDLERS[tag] : undefined;
  if (handler === undefined) throw context.unsupported(tag.replaceAll('_', ' ').toUpperCase());
  return handler(body, context);
}

/** `x = "n5"` is `x = ANY (query 5)`. */
function comparison(
  operator: BinaryOperator,
  left: Expression,
  right: Json | undefined,
  c: LoweringContext,
): Expression {
  const standIn = node(right);
  const name = standIn.tag === 'column' ? text(asBody(standIn.body['name'])['name']) : null;
  const found = name === null ? null : QUERY_STAND_IN.exec(name);
  if (found !== null && (found[1] === 'n' || found[1] === 'l')) {
    const quantifier = found[1] === 'n' ? 'ANY' : 'ALL';
    return { kind: 'quantified', operator, quantifier, operand: left, query: c.fragment(Number(found[2])) };
  }
  return { kind: 'binary', operator, left, right: lowerExpression(right, c) };
}

function column(body: Body, c: LoweringContext): Expression {
  const written = text(asBody(body['name'])['name']) ?? '';
  const qualifier = body['table'];
  if (qualifier === null || qualifier === undefined) {
    const query = QUERY_STAND_IN.exec(written);
    if (query !== null) {
      const inner = c.fragment(Number(query[2]));
      return query[1] === 'e' ? { kind: 'exists', query: inner } : { kind: 'subquery', query: inner };
    }
    const bind = BIND.exec(written);
    if (bind !== null)
      return { kind: 'bind', index: Number(bind[1]), at: c.prepared.tokens[Number(bind[2])]?.start ?? 0 };
    return { kind: 'column', path: [c.name(body['name'])] };
  }
  const path: Name[] = ['catalog', 'schema', 'table', 'name'].flatMap((part) => {
    const value = body[part];
    return value === null || value === undefined ? [] : [c.name(value)];
  });
  return { kind: 'column', path };
}

function dot(body: Body, c: LoweringContext): Expression {
  const left = lowerExpression(body['this'], c);
  if (left.kind !== 'column') throw c.unsupported('field access');
  return { kind: 'column', path: [...left.path, c.name(body['field'])] };
}

function literal(body: Body, c: LoweringContext): Expression {
  const type = text(body['literal_type']) ?? '';
  const value = text(body['value']) ?? '';
  if (type === 'number') return { kind: 'literal', type: 'number', value };
  if (type === 'string') return { kind: 'literal', type: 'string', value: c.string(value) };
  if (DATED.has(type))
    return { kind: 'literal', type: type as 'date' | 'time' | 'timestamp', value: c.string(value) };
  throw c.unsupported(`${type.toUpperCase()} literal`);
}

function isBoolean(body: Body, value: boolean, c: LoweringContext): Expression {
  return { kind: 'isBoolean', operand: lowerExpression(body['this'], c), value, negated: flag(body['not']) };
}

function inList(body: Body, c: LoweringContext): Expression {
  const operand = lowerExpression(body['this'], c);
  const negated = flag(body['not']);
  const items = list(body['expressions']).map((e) => lowerExpression(e, c));
  const only = items[0];
  if (items.length === 1 && only?.kind === 'subquery')
    return { kind: 'in', operand, items: [], query: only.query, negated };
  return { kind: 'in', operand, items, query: null, negated };
}

function like(operator: 'LIKE' | 'ILIKE' | 'RLIKE', body: Body, c: LoweringContext): Expression {
  const operand = lowerExpression(body['left'] ?? body['this'], c);
  const right = lowerExpression(body['right'] ?? body['pattern'], c);
  const quantifier =
    right.kind === 'call' && Object.hasOwn(LIKE_LISTS, right.name) ? LIKE_LISTS[right.name]! : null;
  const escape = body['escape'];
  return {
    kind: 'like',
    operator,
    operand,
    patterns: quantifier !== null && right.kind === 'call' ? right.args : [right],
    quantifier,
    escape: escape === null || escape === undefined ? null : lowerExpression(escape, c),
  };
}

function caseOf(body: Body, c: LoweringContext): Expression {
  const optional = (value: Json | undefined): Expression | null =>
    value === null || value === undefined ? null : lowerExpression(value, c);
  return {
    kind: 'case',
    operand: optional(body['operand']),
    whens: list(body['whens']).map(
      (pair) => [lowerExpression(list(pair)[0], c), lowerExpression(list(pair)[1], c)] as const,
    ),
    otherwise: optional(body['else_']),
  };
}

function cast(body: Body, safe: boolean, c: LoweringContext): Expression {
  const name = text(asBody(body['to'])['name']);
  const type = name === null ? undefined : c.type(name);
  if (type === undefined) throw c.unsupported('cast to this type');
  return { kind: 'cast', operand: lowerExpression(body['this'], c), type, safe };
}

function subscript(body: Body, c: LoweringContext): Expression {
  const operand = lowerExpression(body['this'], c);
  const index = node(body['index']);
  const standIn = index.tag === 'literal' ? text(index.body['value']) : null;
  const steps = standIn === null ? undefined : c.path(standIn);
  if (steps !== undefined) return { kind: 'path', operand, steps };
  return { kind: 'index', operand, index: lowerExpression(body['index'], c) };
}

function interval(body: Body, c: LoweringContext): Expression {
  const value = lowerExpression(body['this'], c);
  if (value.kind !== 'literal') throw c.unsupported('INTERVAL of an expression');
  return { kind: 'literal', type: 'interval', value: value.value };
}

function asCall(value: Expression, c: LoweringContext): Call {
  if (value.kind !== 'call') throw c.unsupported('OVER without a function');
  return value;
}

export function call(body: Body, c: LoweringContext, over: Window | null): Call {
  const written = text(body['name']) ?? '';
  const path = c.functionPath(written);
  const args: Expression[] = [];
  const named: (readonly [string, Expression])[] = [];
  let starred: Star | null = null;
  for (const arg of list(body['args'])) {
    const item: Node = node(arg);
    if (item.tag === 'named_argument')
      named.push([c.name(item.body['name']).text, lowerExpression(item.body['value'], c)]);
    else if (item.tag === 'star') starred = star(item.body, c);
    else args.push(lowerExpression(arg, c));
  }
  const order = list(body['order_by']);
  const last = path?.at(-1);
  return {
    kind: 'call',
    name: last?.text ?? written.toUpperCase(),
    ...(path !== null && path.length > 1 ? { qualifier: path.slice(0, -1) } : {}),
    at: last?.at ?? 0,
    args,
    named,
    star: starred !== null,
    ...(starred === null || isPlain(starred) ? {} : { wildcard: starred }),
    distinct: flag(body['distinct']),
    withinGroup: order.length > 0 ? orderItems(order, c) : null,
    nulls: flag(body['ignore_nulls']) ? 'IGNORE' : null,
    over,
  };
}

const isPlain = ({ qualifier, exclude, rename, replace, ilike }: Star): boolean =>
  [qualifier, exclude, rename, replace].every((part) => part.length === 0) && ilike === null;

/** ORDER BY ALL: names of columns reach the parser in quotes, so that this is the keyword. */
function isAll(value: Json | undefined): boolean {
  const { tag, body } = node(value);
  const name = asBody(body['name']);
  return tag === 'column' && text(name['name'])?.toUpperCase() === 'ALL' && !flag(name['quoted']);
}

const EVERYTHING: Star = { kind: 'star', qualifier: [], exclude: [], rename: [], replace: [], ilike: null };

export function orderItems(items: readonly Json[], c: LoweringContext): OrderItem[] {
  return items.map((item) => {
    const body = asBody(item);
    const nullsFirst = body['nulls_first'];
    return {
      value: isAll(body['this']) ? EVERYTHING : lowerExpression(body['this'], c),
      descending: flag(body['desc']),
      nullsFirst: typeof nullsFirst === 'boolean' ? nullsFirst : null,
    };
  });
}

function window(value: Json | undefined, c: LoweringContext): Window {
  const body = asBody(value);
  if (body['window_name'] !== null && body['window_name'] !== undefined) throw c.unsupported('named window');
  return {
    partitionBy: list(body['partition_by']).map((e) => lowerExpression(e, c)),
    orderBy: orderItems(list(body['order_by']), c),
    frame: frame(body['frame'], c),
  };
}

function frame(value: Json | undefined, c: LoweringContext): Frame | null {
  if (!isObject(value)) return null;
  const unit = text(value['kind'])?.toUpperCase();
  if (unit !== 'ROWS' && unit !== 'RANGE') throw c.unsupported(`window frame ${unit ?? ''}`);
  const end = value['end'];
  return {
    unit,
    start: bound(value['start'], c),
    end: end === null || end === undefined ? { type: 'CURRENT ROW', value: null } : bound(end, c),
  };
}

const PLAIN_BOUNDS: Readonly<Record<string, FrameBound['type']>> = {
  currentrow: 'CURRENT ROW',
  unboundedpreceding: 'UNBOUNDED PRECEDING',
  unboundedfollowing: 'UNBOUNDED FOLLOWING',
};

function bound(value: Json | undefined, c: LoweringContext): FrameBound {
  const tag = typeof value === 'string' ? value : isObject(value) ? (Object.keys(value)[0] ?? '') : '';
  const plain = PLAIN_BOUNDS[tag.toLowerCase().replaceAll('_', '')];
  if (plain !== undefined) return { type: plain, value: null };
  const type = tag.toUpperCase();
  if ((type !== 'PRECEDING' && type !== 'FOLLOWING') || !isObject(value))
    throw c.unsupported(`window frame bound ${tag}`);
  return { type, value: lowerExpression(value[tag], c) };
}

function star(body: Body, c: LoweringContext): Star {
  const qualifier = body['table'];
  const exclude = list(body['except']);
  const standIn = text(asBody(exclude[0])['name']) ?? text(exclude[0]) ?? '';
  const modifiers = c.star(standIn);
  return {
    kind: 'star',
    // A qualifier of several parts arrives as one text, its parts joined by dots.
    qualifier: (text(asBody(qualifier)['name']) ?? '')
      .split('.')
      .flatMap((part) => (part === '' ? [] : [c.name(part)])),
    exclude: (modifiers?.exclude ?? []).map((at) => c.tokenName(at)),
    rename: (modifiers?.rename ?? []).map(([from, to]) => [c.tokenName(from), c.tokenName(to)] as const),
    replace: list(body['replace']).map((item) => {
      const alias = asBody(item);
      return [lowerExpression(alias['this'], c), c.name(alias['alias'])] as const;
    }),
    ilike:
      modifiers?.ilike === null || modifiers === undefined
        ? null
        : (c.prepared.tokens[modifiers.ilike]?.value ?? null),
  };
}
