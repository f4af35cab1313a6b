import type { Expression } from '../../../src/dataframe/expression/expression.js';
import type { Ordering } from '../../../src/dataframe/expression/window.js';
import { visitNode } from '../../../src/dataframe/plan/node.js';
import type { NamedExpression, Node } from '../../../src/dataframe/plan/node.js';
import { expressionPrinter } from '../../../src/sql/compile/printExpression.js';
import { Writer } from '../../../src/sql/compile/writer.js';
import { identifier } from '../../../src/sql/identifiers.js';

/**
 * The plan in the plainest SQL there is: one sub-query for each step, nothing merged, nothing shared. What the compiler
 * folds together must give the same rows.
 */
export function plainSql(node: Node): string {
  return visitNode(node, {
    aggregate: (n) => {
      const keys = n.keys.map((k) => print(k.expression, [[n.row, 'T']]));
      const group = keys.length > 0 ? ` GROUP BY ${keys.join(', ')}` : '';
      return `SELECT ${list([...n.keys, ...n.aggregates], n.row)} FROM (${plainSql(n.input)}) AS T${group}`;
    },
    distinct: (n) => `SELECT DISTINCT * FROM (${plainSql(n.input)}) AS T`,
    filter: (n) => {
      // A window function in the condition is computed over all rows, so it becomes a column first.
      const flagged = `SELECT *, ${print(n.condition, [[n.row, 'T']])} AS KEEP__ FROM (${plainSql(n.input)}) AS T`;
      return `SELECT ${names(n)} FROM (${flagged}) AS T WHERE KEEP__`;
    },
    flatten: () => {
      throw new Error('DuckDB has no FLATTEN.');
    },
    join: (n) => {
      const ofLeft = new Set(n.left.fields.map((f) => f.name));
      const columns = n.fields.map((f) => `${ofLeft.has(f.name) ? 'L' : 'R'}.${identifier(f.name)}`);
      const word = WORDS[n.type];
      // DuckDB has the match of an as-of join among the other conditions.
      const conditions = [n.on, n.match].filter((c) => c !== null && c !== undefined);
      const sides = [
        [n.leftRow, 'L'],
        [n.rightRow, 'R'],
      ] as const;
      const on =
        conditions.length > 0 ? ` ON ${conditions.map((c) => `(${print(c, sides)})`).join(' AND ')}` : '';
      return `SELECT ${columns.join(', ')} FROM (${plainSql(n.left)}) AS L ${word} (${plainSql(n.right)}) AS R${on}`;
    },
    latest: (n) => {
      const keys = n.keys.map(identifier).join(', ');
      const place = `ROW_NUMBER() OVER (PARTITION BY ${keys} ORDER BY ${orders(n.orderBy, n.row)})`;
      return `SELECT ${names(n)} FROM (SELECT *, ${place} AS PLACE__ FROM (${plainSql(n.input)}) AS T) AS T WHERE PLACE__ = 1`;
    },
    limit: (n) => {
      const order = n.input.kind === 'sort' ? ` ORDER BY ${orders(n.input.orderBy, n.input.row)}` : '';
      return `SELECT * FROM (${plainSql(n.input)}) AS T${order} LIMIT ${n.count}`;
    },
    project: (n) => `SELECT ${list(n.columns, n.row)} FROM (${plainSql(n.input)}) AS T`,
    rawSql: () => {
      throw new Error('Raw SQL has no plan.');
    },
    sample: () => {
      throw new Error('What a sample takes is chance.');
    },
    setOperation: (n) =>
      `SELECT ${names(n)} FROM (${plainSql(n.left)}) AS L ${n.operator} SELECT ${names(n)} FROM (${plainSql(n.right)}) AS R`,
    sort: (n) => plainSql(n.input),
    table: (n) => `SELECT ${names(n)} FROM ${identifier(n.name)}`,
    union: (n) =>
      `SELECT ${names(n)} FROM (${plainSql(n.left)}) AS L UNION ${n.distinct ? '' : 'ALL '}SELECT ${names(n)} FROM (${plainSql(n.right)}) AS R`,
  });
}

const WORDS = {
  inner: 'JOIN',
  left: 'LEFT JOIN',
  right: 'RIGHT JOIN',
  full: 'FULL JOIN',
  cross: 'CROSS JOIN',
  asof: 'ASOF LEFT JOIN',
} as const;

const names = (node: Node) => node.fields.map((f) => identifier(f.name)).join(', ');

function list(columns: readonly NamedExpression[], row: object): string {
  return columns.map((c) => `${print(c.expression, [[row, 'T']])} AS ${identifier(c.name)}`).join(', ');
}

function orders(orderBy: readonly Ordering[], row: object): string {
  return orderBy
    .map(
      (o) =>
        `${print(o.expression, [[row, 'T']])} ${o.descending ? 'DESC' : 'ASC'} NULLS ${o.nulls ?? 'last'}`,
    )
    .join(', ');
}

function print(expression: Expression, rows: readonly (readonly [object, string])[]): string {
  const writer = new Writer();
  const qualifier = (owner: object) => rows.find(([row]) => row === owner)?.[1];
  expressionPrinter(writer, { qualifier, clause: () => '' }, '').print(expression);
  return writer.text;
}
