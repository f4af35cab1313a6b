/** Expressions of a statement's tree as Snowflake SQL, in one line: for plans and messages, not for running. */
import { identifier } from '../identifiers.js';
import { textLiteral } from '../literals.js';
import type { Call, Expression, Literal, OrderItem, Query, Star, Window } from './syntax/tree.js';
import { typeText } from './types.js';

const list = (items: readonly Expression[]): string => items.map(printExpression).join(', ');
const negation = (negated: boolean): string => (negated ? 'NOT ' : '');
/** A query inside an expression stands in the plan by itself. */
const QUERY = '(SELECT …)';
const inner = (query: Query | null): string | null => (query === null ? null : QUERY);

/** An operand of an operator, in parentheses where it is an operator itself. */
function operand(e: Expression): string {
  const text = printExpression(e);
  return ['binary', 'between', 'in', 'like', 'not', 'isNull', 'isBoolean'].includes(e.kind)
    ? `(${text})`
    : text;
}

export function printExpression(e: Expression): string {
  switch (e.kind) {
    case 'column':
      return e.path.map((n) => identifier(n.text)).join('.');
    case 'literal':
      return literal(e);
    case 'star':
      return star(e);
    case 'call':
      return call(e);
    case 'bind':
      return `:${e.index + 1}`;
    case 'negate':
      return `-${operand(e.operand)}`;
    case 'not':
      return `NOT ${operand(e.operand)}`;
    case 'binary':
      return `${operand(e.left)} ${e.operator} ${operand(e.right)}`;
    case 'isNull':
      return `${operand(e.operand)} IS ${negation(e.negated)}NULL`;
    case 'isBoolean':
      return `${operand(e.operand)} IS ${negation(e.negated)}${e.value ? 'TRUE' : 'FALSE'}`;
    case 'between':
      return `${operand(e.operand)} ${negation(e.negated)}BETWEEN ${operand(e.low)} AND ${operand(e.high)}`;
    case 'in':
      return `${operand(e.operand)} ${negation(e.negated)}IN ${inner(e.query) ?? `(${list(e.items)})`}`;
    case 'like':
      return like(e);
    case 'case':
      return caseOf(e);
    case 'cast':
      return `${e.safe ? 'TRY_CAST' : 'CAST'}(${printExpression(e.operand)} AS ${typeText(e.type)})`;
    case 'path':
      return `${operand(e.operand)}:${e.steps
        .map((s) => (typeof s === 'number' ? `[${s}]` : `.${identifier(s)}`))
        .join('')
        .replace(/^\./, '')}`;
    case 'index':
      return `${operand(e.operand)}[${printExpression(e.index)}]`;
    case 'subquery':
      return QUERY;
    case 'exists':
      return `EXISTS ${QUERY}`;
    case 'quantified':
      return `${operand(e.operand)} ${e.operator} ${e.quantifier} ${QUERY}`;
    case 'array':
      return `[${list(e.items)}]`;
    case 'object':
      return `{${e.entries.map(([key, value]) => `${printExpression(key)}: ${printExpression(value)}`).join(', ')}}`;
    case 'row':
      return `(${list(e.items)})`;
    case 'lambda':
      return `(${e.parameters.map((n) => identifier(n.text)).join(', ')}) -> ${printExpression(e.body)}`;
    case 'default':
      return 'DEFAULT';
  }
}

function literal({ type, value }: Literal): string {
  if (type === 'string') return textLiteral(value);
  return ['date', 'time', 'timestamp', 'interval'].includes(type)
    ? `${type.toUpperCase()} ${textLiteral(value)}`
    : value;
}

function star({ qualifier, exclude, ilike }: Star): string {
  const less = exclude.length === 0 ? '' : ` EXCLUDE (${exclude.map((n) => identifier(n.text)).join(', ')})`;
  const alike = ilike === null ? '' : ` ILIKE ${textLiteral(ilike)}`;
  return `${qualifier.map((n) => `${identifier(n.text)}.`).join('')}*${alike}${less}`;
}

function call({
  name,
  args,
  named,
  star: all,
  distinct,
  withinGroup,
  nulls,
  over,
  qualifier = [],
}: Call): string {
  const path = [...qualifier.map((n) => `${identifier(n.text)}.`), name].join('');
  const given = [
    ...(all ? ['*'] : []),
    ...args.map(printExpression),
    ...named.map(([key, value]) => `${key} => ${printExpression(value)}`),
  ];
  return [
    `${path}(${distinct ? 'DISTINCT ' : ''}${given.join(', ')})`,
    withinGroup === null ? '' : ` WITHIN GROUP (${printOrder(withinGroup)})`,
    nulls === null ? '' : ` ${nulls} NULLS`,
    over === null ? '' : ` OVER (${printWindow(over)})`,
  ].join('');
}

function like(e: Extract<Expression, { kind: 'like' }>): string {
  const patterns = e.quantifier === null ? list(e.patterns) : `${e.quantifier} (${list(e.patterns)})`;
  const escape = e.escape === null ? '' : ` ESCAPE ${printExpression(e.escape)}`;
  return `${operand(e.operand)} ${e.operator} ${patterns}${escape}`;
}

function caseOf(e: Extract<Expression, { kind: 'case' }>): string {
  const start = e.operand === null ? 'CASE' : `CASE ${printExpression(e.operand)}`;
  const whens = e.whens.map(([when, then]) => ` WHEN ${printExpression(when)} THEN ${printExpression(then)}`);
  return `${start}${whens.join('')}${e.otherwise === null ? '' : ` ELSE ${printExpression(e.otherwise)}`} END`;
}

export function printOrder(items: readonly OrderItem[]): string {
  const each = items.map(({ value, descending, nullsFirst }) => {
    const nulls = (nullsFirst ?? descending) ? 'FIRST' : 'LAST';
    return `${printExpression(value)} ${descending ? 'DESC' : 'ASC'} NULLS ${nulls}`;
  });
  return `ORDER BY ${each.join(', ')}`;
}

function printWindow({ partitionBy, orderBy, frame }: Window): string {
  const edge = ({ type, value }: { type: string; value: Expression | null }): string =>
    value === null ? type : `${printExpression(value)} ${type}`;
  return [
    ...(partitionBy.length === 0 ? [] : [`PARTITION BY ${list(partitionBy)}`]),
    ...(orderBy.length === 0 ? [] : [printOrder(orderBy)]),
    ...(frame === null ? [] : [`${frame.unit} BETWEEN ${edge(frame.start)} AND ${edge(frame.end)}`]),
  ].join(' ');
}
