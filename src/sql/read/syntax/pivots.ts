/** The parser's PIVOT and UNPIVOT as our own. Source: "PIVOT", "UNPIVOT". */
import { asBody, flag, isObject, list, node, text } from './json.js';
import type { Body as Fields, Json } from './json.js';
import type { LoweringContext } from './context.js';
import { lowerExpression, orderItems } from './expressions.js';
import type { Expression, FromItem, Name, PivotValue, PivotValues } from './tree.js';

interface Aliased {
  readonly alias: Name | null;
  readonly columnAliases: readonly Name[];
}

function aliased(body: Fields, c: LoweringContext): Aliased {
  return {
    alias: isObject(body['alias']) ? c.name(body['alias']) : null,
    columnAliases: list(body['alias_columns']).map((name) => c.name(name)),
  };
}

/** The name behind AS in a list of values or columns; a text is a name as written. */
function listAlias(value: Json | undefined, c: LoweringContext): Name {
  const { tag, body } = node(value);
  if (tag === 'literal') return { text: c.string(text(body['value']) ?? ''), at: 0 };
  return c.name(tag === 'column' ? body['name'] : value);
}

function pivotValue(value: Json, c: LoweringContext): PivotValue {
  const { tag, body } = node(value);
  const isAliased = tag === 'pivot_alias';
  const wanted = lowerExpression(isAliased ? body['this'] : value, c);
  return [wanted, isAliased ? listAlias(body['alias'], c) : null];
}

function pivotValues(values: readonly Json[], c: LoweringContext): PivotValues {
  const { tag, body } = node(values[0]);
  if (tag === 'pivot_any') {
    const order = isObject(body['this']) ? node(body['this']).body['expressions'] : [];
    return { kind: 'any', orderBy: orderItems(list(order), c) };
  }
  const items = values.map((value) => pivotValue(value, c));
  const query = items.map(([value]) => value).find((value) => value.kind === 'subquery');
  if (query === undefined) return { kind: 'list', items };
  if (items.length > 1) throw c.unsupported('PIVOT … IN with a subquery among other values');
  return { kind: 'query', query: query.query };
}

export function pivot(body: Fields, source: FromItem, c: LoweringContext): FromItem {
  const aggregates = list(body['expressions']).map((e) => lowerExpression(e, c));
  const fields = list(body['fields']).map((f) => node(f));
  const [aggregate] = aggregates;
  const [field] = fields;
  if (aggregate?.kind !== 'call' || field?.tag !== 'in' || aggregates.length !== 1 || fields.length !== 1)
    throw c.unsupported('this form of PIVOT');
  const column = lowerExpression(field.body['this'], c);
  const listed = list(field.body['expressions']);
  if (column.kind !== 'column' || listed.length === 0) throw c.unsupported('this form of PIVOT');
  const fallback = body['default_on_null'];
  return {
    kind: 'pivot',
    source,
    aggregate,
    column,
    values: pivotValues(listed, c),
    fallback: isObject(fallback) ? lowerExpression(fallback, c) : null,
    ...aliased(body, c),
    sample: null,
  };
}

function unpivoted(value: Json, c: LoweringContext): PivotValue {
  const { tag, body } = node(value);
  const isAliased = tag === 'pivot_alias';
  const column: Expression = lowerExpression(isAliased ? body['this'] : value, c);
  if (column.kind !== 'column') throw c.unsupported('this form of UNPIVOT');
  return [column, isAliased ? listAlias(body['alias'], c) : null];
}

export function unpivot(body: Fields, source: FromItem, c: LoweringContext): FromItem {
  if (isObject(asBody(body['value_column'])['this'])) throw c.unsupported('UNPIVOT into several columns');
  return {
    kind: 'unpivot',
    source,
    value: c.name(body['value_column']),
    name: c.name(body['name_column']),
    columns: list(body['columns']).map((column) => unpivoted(column, c)),
    includeNulls: flag(body['include_nulls']),
    ...aliased(body, c),
    sample: null,
  };
}
