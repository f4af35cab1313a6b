import { aggregateCall } from '../../dataframe/expression/aggregate.js';
import { binary } from '../../dataframe/expression/binary.js';
import { columnReference } from '../../dataframe/expression/column.js';
import type { Expression } from '../../dataframe/expression/expression.js';
import * as literal from '../../dataframe/expression/literal.js';
import { contains } from '../../dataframe/expression/walk.js';
import type { JoinType } from '../../dataframe/plan/join.js';
import type { NamedExpression } from '../../dataframe/plan/node.js';
import { BOOLEAN, number } from '../../dataframe/type.js';
import type { Ordering } from '../../dataframe/expression/window.js';
import { identifier } from '../identifiers.js';
import { numberLiteral } from '../literals.js';
import { aliasesOf } from './aliases.js';
import type { Aliases } from './aliases.js';
import { conjuncts } from './merge.js';
import { expressionPrinter } from './printExpression.js';
import type { ExpressionPrinter } from './printExpression.js';
import { checkedQuery } from './rawText.js';
import type { Body, FromItem, JoinItem, RawText, Select } from './select.js';
import type { Writer } from './writer.js';

export function printBody(
  writer: Writer,
  body: Body,
  indent: string,
  isCte: (name: string) => boolean,
): void {
  switch (body.kind) {
    case 'raw':
      return printRaw(writer, body);
    case 'combination':
      return writer.list(body.arms, `\n${indent}${body.operator}\n`, (arm) =>
        printSelect(writer, arm, indent, isCte),
      );
    case 'select':
      return printSelect(writer, body, indent, isCte);
  }
}

/** The author's text stays as it is: even its indentation could be part of a string. */
function printRaw(writer: Writer, { texts, sources, call }: RawText): void {
  const text = texts.map((part, i) => part + (sources[i]?.text ?? '')).join('');
  const query = checkedQuery(text);
  writer.from(call, () => writer.write(query));
}

const JOIN: Readonly<Record<JoinType, string>> = {
  inner: 'JOIN',
  left: 'LEFT JOIN',
  right: 'RIGHT JOIN',
  full: 'FULL JOIN',
  cross: 'CROSS JOIN',
  asof: 'ASOF JOIN',
};

function printSelect(writer: Writer, select: Select, indent: string, isCte: (name: string) => boolean): void {
  const aliases = aliasesOf(select, isCte);
  const expressions = expressionPrinter(writer, aliases, `${indent}  `);
  const line = (text: string) => writer.write(`\n${indent}${text}`);
  writer.from(select.call, () => {
    writer.write(`${indent}SELECT${select.distinct ? ' DISTINCT' : ''}\n${indent}  `);
    writer.list(select.columns, `,\n${indent}  `, (c) => printColumn(writer, expressions, c));
    line(`FROM ${select.from.source.text}${aliases.clause(select.from.source)}${sampleClause(select.from)}`);
    for (const join of select.joins) printJoin(writer, expressions, aliases, join, indent);
    conditions(writer, expressions, 'WHERE', select.where, indent);
    if (select.group && select.group.length > 0) {
      line('GROUP BY ');
      writer.list(keysOf(select.group), ', ', (e) => expressions.print(e));
    }
    conditions(writer, expressions, 'HAVING', havingOf(select), indent);
    const named = expressionPrinter(writer, aliases, `${indent}  `, windowsNamed(select));
    conditions(writer, named, 'QUALIFY', select.qualify, indent);
    const orderBy = orderOf(select);
    if (orderBy.length > 0) {
      line('ORDER BY ');
      expressions.orderings(orderBy);
    }
    if (select.limit !== null) line(`LIMIT ${select.limit}`);
  });
}

/**
 * Without constants, which tell no rows apart: a number would be a column's place. Where there is nothing else, TRUE
 * keeps one group, and none for no rows.
 */
function keysOf(group: readonly Expression[]): readonly Expression[] {
  const keys = group.filter((e) => e.kind !== 'literal');
  return keys.length > 0 ? keys : [literal.booleanLiteral(true)];
}

/** By output columns where they are meant. A constant orders nothing, and a number would be a column's place. */
function orderOf(select: Select): readonly Ordering[] {
  return select.orderBy
    .map((o) => ({ ...o, expression: outputOf(select, o.expression) }))
    .filter((o) => o.expression.kind !== 'literal');
}

/** One group for all rows shows in SQL by an aggregate alone; where none is left to be computed, HAVING has one. */
function havingOf(select: Select): readonly Expression[] {
  const { columns, having, qualify, orderBy } = select;
  const computed = [...columns, ...orderBy].map((c) => c.expression);
  const grouped = select.group === null || select.group.length > 0;
  if (grouped || [...computed, ...having, ...qualify].some((e) => contains(e, 'aggregate'))) return having;
  return [
    ...having,
    binary('>=', aggregateCall('COUNT', [], number(18, 0)), literal.numberLiteral(0), BOOLEAN, select.call),
  ];
}

/** After the alias ("SAMPLE / TABLESAMPLE"); a share is of single rows (BERNOULLI). */
function sampleClause({ sample }: FromItem): string {
  if (!sample) return '';
  return 'rows' in sample
    ? ` SAMPLE (${numberLiteral(sample.rows)} ROWS)`
    : ` SAMPLE (${numberLiteral(sample.percent)})`;
}

/**
 * Window functions that the SELECT's list has already: QUALIFY takes them by name. A column of a source that has the
 * name would be taken instead, so there must be none.
 */
function windowsNamed(select: Select): ReadonlyMap<Expression, string> {
  const sources = [select.from, ...select.joins].map((item) => item.source);
  const isHidden = (name: string) => sources.some((s) => s.open || s.fields.some((f) => f.name === name));
  return new Map(
    select.columns
      .filter((c) => contains(c.expression, 'window') && !isHidden(c.name))
      .map((c) => [c.expression, c.name]),
  );
}

/** An output column is ordered by its name: the SELECT's list says already how it is computed. */
function outputOf(select: Select, expression: Expression): Expression {
  const output = select.columns.find((c) => c.expression === expression);
  return output ? columnReference(select, output.name, expression.type) : expression;
}

function printColumn(
  writer: Writer,
  expressions: ExpressionPrinter,
  { name, expression }: NamedExpression,
): void {
  expressions.print(expression);
  if (expression.kind !== 'column' || expression.name !== name) writer.write(` AS ${identifier(name)}`);
}

function printJoin(
  writer: Writer,
  expressions: ExpressionPrinter,
  aliases: Aliases,
  join: JoinItem,
  indent: string,
): void {
  writer.from(join.call, () => {
    if (join.type === 'flatten') return printFlatten(writer, expressions, aliases, join, indent);
    writer.write(`\n${indent}${JOIN[join.type]} ${join.source.text}${aliases.clause(join.source)}`);
    if (join.match) {
      writer.write(`\n${indent}  MATCH_CONDITION (`);
      expressions.print(join.match);
      writer.write(')');
    }
    if (join.on) conditions(writer, expressions, 'ON', conjuncts(join.on), `${indent}  `);
  });
}

function printFlatten(
  writer: Writer,
  expressions: ExpressionPrinter,
  aliases: Aliases,
  { source, flatten }: JoinItem,
  indent: string,
): void {
  if (!flatten) throw new Error('FLATTEN needs its input.');
  writer.write(`,\n${indent}  ${source.text}(INPUT => `);
  expressions.print(flatten.input);
  writer.write(`${flatten.outer ? ', OUTER => TRUE' : ''})${aliases.clause(source)}`);
}

/** `WHERE a` and the ANDs under it, aligned at the right end of the word. */
function conditions(
  writer: Writer,
  expressions: ExpressionPrinter,
  word: string,
  parts: readonly Expression[],
  indent: string,
): void {
  if (parts.length === 0) return;
  const and = `${indent}${word}`.replace(/\S/g, ' ').slice(0, -'AND'.length) + 'AND';
  const only = parts.length === 1;
  parts.forEach((part, i) => {
    writer.write(`\n${i === 0 ? indent + word : and} `);
    // An OR among ANDs needs its parentheses back.
    const wrapped = !only && part.kind === 'binary' && part.operator === 'OR';
    if (wrapped) writer.write('(');
    expressions.print(part);
    if (wrapped) writer.write(')');
  });
}
