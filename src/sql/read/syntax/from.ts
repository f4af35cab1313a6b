/** The parser's FROM items and joins as our own. */
import { asBody, flag, isObject, list, node, text, unwrapped } from './json.js';
import type { Body as Fields, Json } from './json.js';
import type { LoweringContext } from './context.js';
import { call, lowerExpression } from './expressions.js';
import { pivot, unpivot } from './pivots.js';
import { tokenize } from '../lexer.js';
import type { Call, Expression, FromItem, Join, Name, Sample } from './tree.js';

const QUERY_STAND_IN = /^([qv])(\d+)$/;
const KINDS: Readonly<Record<string, Join['type']>> = {
  Inner: 'INNER',
  Left: 'LEFT',
  Right: 'RIGHT',
  Full: 'FULL',
  Cross: 'CROSS',
  Implicit: 'CROSS',
  AsOf: 'ASOF',
  Outer: 'FULL',
  Natural: 'INNER',
  NaturalLeft: 'LEFT',
  NaturalRight: 'RIGHT',
  NaturalFull: 'FULL',
};

interface Alias {
  readonly alias: Name | null;
  readonly columnAliases: readonly Name[];
}
const NO_ALIAS: Alias = { alias: null, columnAliases: [] };

function present(value: Json | undefined): boolean {
  return value !== null && value !== undefined;
}

function alias(body: Fields, c: LoweringContext): Alias {
  return {
    alias: present(body['alias']) ? c.name(body['alias']) : null,
    columnAliases: list(body['column_aliases']).map((name) => c.name(name)),
  };
}

function sample(value: Json | undefined, c: LoweringContext): Sample | null {
  if (!isObject(value)) return null;
  const method = text(value['method']) ?? '';
  const size = lowerExpression(unwrapped(value['size']), c);
  const seed = present(value['seed']) ? lowerExpression(unwrapped(value['seed']), c) : null;
  if (size.kind !== 'literal' || (seed !== null && seed.kind !== 'literal'))
    throw c.unsupported('SAMPLE of an expression');
  const rows =
    method === 'Row' ||
    (flag(value['unit_after_size']) && !flag(value['is_percent']) && method !== 'Percent');
  return {
    rows,
    size: size.value,
    seed: seed?.value ?? null,
    block: method === 'System' || method === 'Block',
  };
}

/** `a.b.c` as names; `db..t` keeps an empty part. */
function tablePath(body: Fields, c: LoweringContext): Name[] {
  return ['catalog', 'schema', 'name'].flatMap((part) => (present(body[part]) ? [c.name(body[part])] : []));
}

/** The names inside IDENTIFIER('db.schema.t'). */
function namesOf(written: string): Name[] {
  return tokenize(written)
    .filter((t) => t.kind === 'word' || t.kind === 'quoted')
    .map((t) => ({ text: t.value, at: 0 }));
}

export function lowerFrom(value: Json | undefined, c: LoweringContext): FromItem {
  const { tag, body } = node(value);
  switch (tag) {
    case 'table':
      return table(body, c);
    case 'subquery':
      return {
        kind: 'derived',
        query: c.query(body['this']),
        lateral: flag(body['lateral']),
        ...alias(body, c),
        sample: null,
      };
    case 'values':
      return {
        kind: 'derived',
        query: c.query(value),
        lateral: false,
        ...alias(body, c),
        sample: null,
      };
    case 'alias':
      return withAlias(lowerFrom(body['this'], c), alias(body, c));
    case 'paren':
      return lowerFrom(body['this'], c);
    case 'joined_table':
      return {
        kind: 'joined',
        first: lowerFrom(body['left'], c),
        joins: list(body['joins']).map((j) => join(asBody(j), c)),
      };
    case 'lateral':
      return { ...tableFunction(asCall(body['this'], c), c), lateral: true, ...alias(body, c) };
    case 'function':
      return functionItem(body, c);
    case 'pivot':
      return pivot(body, lowerFrom(body['this'], c), c);
    case 'unpivot':
      return unpivot(body, lowerFrom(body['this'], c), c);
    case 'table_sample':
      return sampled(lowerFrom(body['this'], c), sample(body['sample'], c), c);
    default:
      throw c.unsupported(`${tag.replaceAll('_', ' ').toUpperCase()} in FROM`);
  }
}

function asCall(value: Json | undefined, c: LoweringContext): Fields {
  const { tag, body } = node(value);
  if (tag !== 'function') throw c.unsupported('LATERAL of this');
  return body;
}

function sampled(item: FromItem, given: Sample | null, c: LoweringContext): FromItem {
  if (item.kind === 'joined') throw c.unsupported('SAMPLE of a join');
  return { ...item, sample: given };
}

function withAlias(item: FromItem, given: Alias): FromItem {
  return item.kind === 'joined' ? item : { ...item, ...given };
}

function table(body: Fields, c: LoweringContext): FromItem {
  const name = text(asBody(body['name'])['name']) ?? '';
  const found = QUERY_STAND_IN.exec(name);
  const rest = { ...alias(body, c), sample: sample(body['table_sample'], c) };
  if (found !== null)
    return { kind: 'derived', query: c.fragment(Number(found[2])), lateral: found[1] === 'v', ...rest };
  return { kind: 'relation', path: tablePath(body, c), ...rest };
}

function functionItem(body: Fields, c: LoweringContext): FromItem {
  const name = (text(body['name']) ?? '').toUpperCase();
  if (name !== 'TABLE') {
    const item = tableFunction(body, c);
    const argument = item.call.args[0];
    if (item.call.name === 'IDENTIFIER' && argument?.kind === 'literal') {
      return { kind: 'relation', path: namesOf(argument.value), ...NO_ALIAS, sample: null };
    }
    return item;
  }
  const argument = list(body['args'])[0];
  const inner = node(argument);
  if (inner.tag === 'function') return tableFunction(inner.body, c);
  const literal = lowerExpression(argument, c);
  if (literal.kind === 'literal' && literal.type === 'string') {
    return { kind: 'relation', path: namesOf(literal.value), ...NO_ALIAS, sample: null };
  }
  throw c.unsupported('TABLE of an expression');
}

function tableFunction(body: Fields, c: LoweringContext): Extract<FromItem, { kind: 'function' }> {
  const path = c.functionPath(text(body['name']) ?? '');
  const lowered: Call = call(body, c, null);
  return {
    kind: 'function',
    path: path ?? [{ text: lowered.name, at: lowered.at }],
    call: lowered,
    lateral: false,
    ...NO_ALIAS,
    sample: null,
  };
}

function join(body: Fields, c: LoweringContext): Join {
  const kind = text(body['kind']) ?? '';
  const type = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
  if (type === undefined) throw c.unsupported(`${kind.toUpperCase()} JOIN`);
  const optional = (value: Json | undefined): Expression | null =>
    present(value) ? lowerExpression(value, c) : null;
  return {
    type,
    natural: kind.startsWith('Natural'),
    item: pivoted(body, c),
    on: optional(body['on']),
    using: list(body['using']).map((name) => c.name(name)),
    matchCondition: optional(body['match_condition']),
  };
}

/** PIVOT and UNPIVOT behind a joined table belong to that table. */
function pivoted(body: Fields, c: LoweringContext): FromItem {
  let item = lowerFrom(body['this'], c);
  for (const value of list(body['pivots'])) {
    const { tag, body: fields } = node(value);
    item = tag === 'unpivot' ? unpivot(fields, item, c) : pivot(fields, item, c);
  }
  return item;
}

/**
 * FROM's comma list with the joins behind it. A join belongs to the last item of the list; joins that the parser
 * marks as written with a comma start a new item.
 */
export function lowerJoins(
  items: readonly FromItem[],
  joins: readonly Json[],
  c: LoweringContext,
): readonly FromItem[] {
  const result = [...items];
  for (const value of joins) {
    const body = asBody(value);
    if (text(body['kind']) === 'Implicit') {
      result.push(lowerFrom(body['this'], c));
      continue;
    }
    const last = result.pop();
    if (last === undefined) break;
    const next = join(body, c);
    result.push(
      last.kind === 'joined'
        ? { ...last, joins: [...last.joins, next] }
        : { kind: 'joined', first: last, joins: [next] },
    );
  }
  return result;
}
