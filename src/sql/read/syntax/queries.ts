/** The parser's query nodes as our own. */
import { asBody, list, flag, isObject, node, text, UnexpectedShape, unwrapped } from './json.js';
import type { Body as Fields, Json } from './json.js';
import type { LoweringContext } from './context.js';
import { call, lowerExpression, orderItems } from './expressions.js';
import { lowerFrom, lowerJoins } from './from.js';
import type {
  Body,
  Cte,
  Expression,
  FromItem,
  GroupItem,
  Grouping,
  Name,
  Query,
  Select,
  SelectItem,
  SetOperation,
} from './tree.js';

const SET_OPERATORS: Readonly<Record<string, SetOperation['operator']>> = {
  union: 'UNION',
  intersect: 'INTERSECT',
  except: 'EXCEPT',
};
const QUERY_STAND_IN = /^q(\d+)$/;

function ctes(value: Json | undefined, c: LoweringContext): Cte[] {
  return list(asBody(value)['ctes']).map((item) => {
    const body = asBody(item);
    return {
      name: c.name(body['alias']),
      columns: list(body['columns']).map((name) => c.name(name)),
      query: lowerQuery(body['this'], c),
    };
  });
}

/** `SELECT "q5"` is the cut-out query 5 itself. */
function cutOut(fields: Fields, c: LoweringContext): Query | null {
  const items = list(fields['expressions']);
  if (items.length !== 1 || isObject(fields['from'])) return null;
  const item = node(items[0]);
  const name = item.tag === 'column' ? text(asBody(item.body['name'])['name']) : null;
  const found = name === null ? null : QUERY_STAND_IN.exec(name);
  return found === null ? null : c.fragment(Number(found[1]));
}

export function lowerQuery(value: Json | undefined, c: LoweringContext): Query {
  const { tag, body } = node(value);
  if (tag === 'subquery' || tag === 'paren') return lowerQuery(body['this'], c);
  const fetch = asBody(body['fetch'])['count'];
  const top = asBody(body['top'])['this'];
  const limit = unwrapped(body['limit']) ?? fetch ?? top;
  const offset = unwrapped(body['offset']);
  const optional = (v: Json | undefined): Expression | null =>
    v === null || v === undefined ? null : lowerExpression(v, c);
  return {
    ctes: ctes(body['with'], c),
    recursive: flag(asBody(body['with'])['recursive']),
    body: lowerBody(tag, body, c),
    orderBy: orderItems(list(asBody(body['order_by'])['expressions']), c),
    limit: optional(limit),
    offset: optional(offset),
  };
}

function lowerBody(tag: string, body: Fields, c: LoweringContext): Body {
  const operator = Object.hasOwn(SET_OPERATORS, tag) ? SET_OPERATORS[tag] : undefined;
  if (operator !== undefined) return setOperation(operator, body, c);
  if (tag === 'values') {
    return {
      kind: 'values',
      rows: list(body['expressions']).map((row) =>
        list(asBody(row)['expressions']).map((e) => lowerExpression(e, c)),
      ),
    };
  }
  if (tag !== 'select') throw c.unsupported(tag.replaceAll('_', ' ').toUpperCase());
  const inner = cutOut(body, c);
  return inner === null ? select(body, c) : { kind: 'query', query: inner };
}

function operand(value: Json | undefined, c: LoweringContext): Body {
  const { tag, body } = node(value);
  return lowerBody(tag, body, c);
}

function setOperation(operator: SetOperation['operator'], body: Fields, c: LoweringContext): SetOperation {
  const byName = flag(body['by_name']);
  if (byName && operator !== 'UNION') throw c.unsupported(`${operator} BY NAME`);
  if (operator !== 'UNION' && flag(body['all'])) throw c.unsupported(`${operator} ALL`);
  const left = operand(body['left'], c);
  const right = operand(body['right'], c);
  const whole = operator === 'UNION' && flag(body['all']) ? 'UNION ALL' : operator;
  // The parser reads from left to right; INTERSECT binds tighter than its neighbours.
  if (operator === 'INTERSECT' && left.kind === 'set' && left.operator !== 'INTERSECT') {
    return { ...left, right: { kind: 'set', operator, left: left.right, right } };
  }
  return { kind: 'set', operator: whole, left, right, ...(byName ? { byName } : {}) };
}

function item(value: Json, c: LoweringContext): SelectItem {
  const { tag, body } = node(value);
  if (tag === 'alias') {
    const written = text(asBody(body['alias'])['name']) ?? '';
    const label = c.label(written);
    const expression = lowerExpression(body['this'], c);
    if (label !== null) return { value: expression, alias: null, label };
    const alias = c.name(body['alias']);
    return { value: expression, alias, label: alias.text };
  }
  const expression = lowerExpression(value, c);
  return { value: expression, alias: null, label: ownName(expression) };
}

/** A column's name; a function without parentheses (`CURRENT_DATE`) is named by itself. */
function ownName(expression: Expression): string {
  if (expression.kind === 'column') return expression.path.at(-1)?.text ?? '';
  return expression.kind === 'call' ? expression.name : '';
}

function clause(value: Json | undefined, c: LoweringContext): Expression | null {
  return isObject(value) ? lowerExpression(value['this'], c) : null;
}

function select(body: Fields, c: LoweringContext): Select {
  for (const part of ['connect', 'into', 'windows', 'distinct_on'] as const) {
    const value = body[part];
    if (value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0)) {
      throw c.unsupported(part === 'connect' ? 'CONNECT BY' : part.replaceAll('_', ' ').toUpperCase());
    }
  }
  const items = list(body['expressions']);
  if (items.length === 0) throw new UnexpectedShape('SELECT without items');
  return {
    kind: 'select',
    distinct: flag(body['distinct']),
    items: items.map((e) => item(e, c)),
    from: from(body, c),
    where: clause(body['where_clause'], c),
    groupBy: grouping(body['group_by'], c),
    having: clause(body['having'], c),
    qualify: clause(body['qualify'], c),
  };
}

function from(body: Fields, c: LoweringContext): readonly FromItem[] {
  const items = list(asBody(body['from'])['expressions']).map((e) => lowerFrom(e, c));
  return lowerJoins(items, list(body['joins']), c);
}

function grouping(value: Json | undefined, c: LoweringContext): Grouping | null {
  if (!isObject(value)) return null;
  if (flag(value['all'])) return { kind: 'all' };
  return { kind: 'list', items: list(value['expressions']).map((e) => groupItem(e, c)) };
}

const SETS: ReadonlySet<string> = new Set(['ROLLUP', 'CUBE', 'GROUPING SETS']);

function groupItem(value: Json, c: LoweringContext): GroupItem {
  const { tag, body } = node(value);
  const operator = tag === 'function' ? (text(body['name']) ?? '').toUpperCase() : '';
  if (!SETS.has(operator)) return { kind: 'expression', value: lowerExpression(value, c) };
  const { args } = call(body, c, null);
  return {
    kind: 'sets',
    operator: operator as 'ROLLUP' | 'CUBE' | 'GROUPING SETS',
    sets: args.map((arg) => (arg.kind === 'row' ? arg.items : [arg])),
  };
}

export function names(values: readonly Json[], c: LoweringContext): Name[] {
  return values.map((v) => c.name(v));
}
