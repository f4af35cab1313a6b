import type { AggregateCall } from '../../dataframe/expression/aggregate.js';
import type { BinaryOperator } from '../../dataframe/expression/binary.js';
import type { Call } from '../../dataframe/expression/call.js';
import type { Case } from '../../dataframe/expression/case.js';
import type { Cast } from '../../dataframe/expression/cast.js';
import type { Callee } from '../../dataframe/expression/external.js';
import type { WindowFrame } from '../../dataframe/expression/frame.js';
import type { Expression, ExpressionVisitor } from '../../dataframe/expression/expression.js';
import { visitExpression } from '../../dataframe/expression/expression.js';
import type { Literal } from '../../dataframe/expression/literal.js';
import type { Ranking } from '../../dataframe/expression/ranking.js';
import type { Ordering } from '../../dataframe/expression/window.js';
import { formatType, vectorType } from '../../dataframe/type.js';
import { identifier, qualifiedName, splitName, storedName } from '../identifiers.js';
import { isReserved } from '../reserved.js';
import * as literal from '../literals.js';
import type { Aliases } from './aliases.js';
import { CompileError, checkExpression } from './rawText.js';
import { Writer } from './writer.js';

/** How strongly an expression holds together; a looser one inside a tighter one needs parentheses. */
const LOOSEST = 0;
const PRECEDENCE: Readonly<Record<BinaryOperator, number>> = {
  OR: 1,
  AND: 2,
  '=': 4,
  '<>': 4,
  '<': 4,
  '<=': 4,
  '>': 4,
  '>=': 4,
  'IS NOT DISTINCT FROM': 4,
  LIKE: 4,
  ILIKE: 4,
  '||': 5,
  '+': 6,
  '-': 6,
  '*': 7,
  '/': 7,
  '%': 7,
};
const NOT = 3;
const COMPARISON = 4;
const NEGATION = 8;
const PRIMARY = 9;

export interface ExpressionPrinter {
  print(expression: Expression): void;
  orderings(orderBy: readonly Ordering[]): void;
}

/** A CASE that is longer gets a line for each branch. */
const LONGEST_CASE = 80;
/** ` WHEN ` and ` THEN `, for each part. */
const WORDS = ' WHEN '.length;

/** Prints expressions; `indent` is that of the line they stand on, `named` those that a column's name stands for. */
export function expressionPrinter(
  writer: Writer,
  aliases: Aliases,
  indent: string,
  named: ReadonlyMap<Expression, string> = new Map(),
): ExpressionPrinter {
  const write = (text: string) => writer.write(text);
  let deeper = indent;

  /** Prints with parentheses if the expression holds together less than `needed`. */
  const print = (expression: Expression, needed = LOOSEST): void => {
    writer.from(expression.call, () => {
      const name = named.get(expression);
      if (name !== undefined) return write(identifier(name));
      const wrapped = precedenceOf(expression) < needed;
      if (wrapped) write('(');
      visitExpression(expression, visitor);
      if (wrapped) write(')');
    });
  };
  const list = (expressions: readonly Expression[]) => writer.list(expressions, ', ', (e) => print(e));
  const call = (name: string, args: readonly Expression[]) => {
    write(`${name}(`);
    list(args);
    write(')');
  };
  const orderings = (orderBy: readonly Ordering[]) =>
    writer.list(orderBy, ', ', (o) => {
      print(o.expression);
      write(o.descending ? ' DESC' : '');
      if (o.nulls) write(` NULLS ${o.nulls.toUpperCase()}`);
    });
  const aggregate = (e: AggregateCall) => {
    write(`${e.name}(${e.distinct ? 'DISTINCT ' : ''}`);
    if (e.args.length === 0) write('*');
    list(e.args);
    write(')');
    if (e.withinGroup.length === 0) return;
    write(' WITHIN GROUP (ORDER BY ');
    orderings(e.withinGroup);
    write(')');
  };
  const rank = (e: Ranking) => {
    call(e.name, e.args);
    if (e.ignoreNulls) write(' IGNORE NULLS');
  };

  /** Whether the CASE is short enough for one line; measured by printing it without its own breaks. */
  const fits = (e: Case): boolean => {
    const parts = [...e.branches.flatMap((b) => [b.when, b.then]), ...(e.otherwise ? [e.otherwise] : [])];
    const trial = new Writer();
    const printer = expressionPrinter(trial, aliases, indent, named);
    for (const part of parts) printer.print(part);
    return !trial.text.includes('\n') && trial.text.length + WORDS * parts.length <= LONGEST_CASE;
  };

  const visitor: ExpressionVisitor<void> = {
    aggregate,
    between: (e) => {
      print(e.operand, COMPARISON + 1);
      write(' BETWEEN ');
      print(e.low, COMPARISON + 1);
      write(' AND ');
      print(e.high, COMPARISON + 1);
    },
    binary: (e) => {
      const level = PRECEDENCE[e.operator];
      const logical = e.operator === 'AND' || e.operator === 'OR';
      print(e.left, level === COMPARISON ? level + 1 : level);
      write(` ${e.operator} `);
      // a - (b - c): only AND and OR may drop the parentheses of their right side.
      print(e.right, logical ? level : level + 1);
    },
    call: (e) => {
      const found = pathOf(e);
      if (!found) return call(e.name, e.args);
      print(found.column);
      write(`:${found.path}`);
    },
    case: (e) => {
      const outer = deeper;
      const long = !fits(e);
      if (long) deeper += '  ';
      const next = long ? `\n${deeper}` : ' ';
      write('CASE');
      for (const branch of e.branches) {
        write(`${next}WHEN `);
        print(branch.when);
        write(' THEN ');
        print(branch.then);
      }
      if (e.otherwise) {
        write(`${next}ELSE `);
        print(e.otherwise);
      }
      deeper = outer;
      write(long ? `\n${deeper}END` : ' END');
    },
    cast: (e) => {
      if (isVariantCast(e)) {
        print(e.operand, PRIMARY);
        return write(`::${castType(formatType(e.type))}`);
      }
      write(`${e.attempt ? 'TRY_CAST' : 'CAST'}(`);
      print(e.operand);
      write(` AS ${castType(formatType(e.type))})`);
    },
    column: (e) => {
      const qualifier = aliases.qualifier(e.owner);
      write(qualifier === undefined ? identifier(e.name) : `${qualifier}.${identifier(e.name)}`);
    },
    external: (e) => call(calleeName(e.callee), e.args),
    in: (e) => {
      print(e.operand, COMPARISON + 1);
      write(e.negated ? ' NOT IN (' : ' IN (');
      list(e.values);
      write(')');
    },
    keyword: (e) => write(e.text),
    literal: (e) => write(printLiteral(e)),
    nullTest: (e) => {
      print(e.operand, COMPARISON + 1);
      write(e.negated ? ' IS NOT NULL' : ' IS NULL');
    },
    poison: () => {
      throw new CompileError('a column of it could not be found.');
    },
    ranking: rank,
    raw: (e) => {
      checkExpression(e.texts.join(' 0 '));
      e.texts.forEach((text, i) => {
        write(i === 0 ? text.trimStart() : text);
        const value = e.values[i];
        if (value) print(value, PRIMARY);
      });
    },
    unary: (e) => {
      write(e.operator === 'NOT' ? 'NOT ' : '-');
      print(e.operand, e.operator === 'NOT' ? NOT : PRIMARY);
    },
    window: (e) => {
      if (e.function.kind === 'aggregate') aggregate(e.function);
      else rank(e.function);
      write(' OVER (');
      const parts: (() => void)[] = [];
      if (e.by.length > 0)
        parts.push(() => {
          write('PARTITION BY ');
          list(e.by);
        });
      if (e.orderBy.length > 0)
        parts.push(() => {
          write('ORDER BY ');
          orderings(e.orderBy);
        });
      const { frame } = e;
      if (frame) parts.push(() => write(printFrame(frame)));
      writer.list(parts, ' ', (part) => part());
      write(')');
    },
  };
  return { print: (expression) => print(expression), orderings };
}

function precedenceOf(expression: Expression): number {
  switch (expression.kind) {
    case 'binary':
      return PRECEDENCE[expression.operator];
    case 'unary':
      return expression.operator === 'NOT' ? NOT : NEGATION;
    case 'between':
    case 'in':
    case 'nullTest':
      return COMPARISON;
    case 'raw':
      return LOOSEST;
    case 'cast':
      // Before a minus it stands in parentheses: nobody has to know what `-a::NUMBER` converts.
      return isVariantCast(expression) ? NEGATION : PRIMARY;
    case 'literal':
      return isNegative(expression.value) ? NEGATION - 1 : PRIMARY;
    default:
      return PRIMARY;
  }
}

/** A path that needs no quotes, or `["a key"]` at its start, as GET_PATH reads them. */
const PATH = /^(?:([A-Za-z_]\w*)|\["([^"\\]+)"\])((?:\.[A-Za-z_]\w*|\[\d+\])*)$/;

interface Path {
  readonly column: Expression;
  readonly path: string;
}

/** The path, where `column:a.b[0]` says what GET(GET_PATH(column, 'a.b'), 0) does. */
function pathOf({ name, args: [value, step] }: Call): Path | undefined {
  if (step?.kind !== 'literal' || !value) return undefined;
  if (name === 'GET') {
    const before = value.kind === 'call' ? pathOf(value) : undefined;
    const isIndex = typeof step.value === 'number' && Number.isInteger(step.value) && step.value >= 0;
    return before && isIndex ? { ...before, path: `${before.path}[${String(step.value)}]` } : undefined;
  }
  if (name !== 'GET_PATH') return undefined;
  const [, plain, quoted, rest = ''] = PATH.exec(String(step.value)) ?? [];
  const outer = value.kind === 'call' ? pathOf(value) : undefined;
  if (outer && plain !== undefined) return { ...outer, path: `${outer.path}.${plain}${rest}` };
  if (value.kind !== 'column' && value.kind !== 'external') return undefined;
  if (quoted !== undefined) return { column: value, path: `"${quoted}"${rest}` };
  if (plain === undefined || isReserved(plain.toUpperCase())) return undefined;
  return { column: value, path: plain + rest };
}

/** `value::TYPE` is how values are taken out of a VARIANT. */
function isVariantCast({ operand, attempt }: Cast): boolean {
  return (
    !attempt && operand.type?.kind === 'VARIANT' && (operand.kind === 'column' || operand.kind === 'call')
  );
}

/** Names are written as the author wrote them, quotes only where they are needed. */
function calleeName(callee: Callee): string {
  const name = qualifiedName(...splitName(callee.name));
  if (callee.kind === 'udf') return name;
  const [version, method] = [callee.version, callee.method].map((n) => identifier(storedName(n)));
  return `MODEL(${name}, ${version})!${method}`;
}

const isNegative = (value: Literal['value']) =>
  (typeof value === 'number' || typeof value === 'bigint') && value < 0;

/** Sizes that are the type's own default are not written. */
function castType(text: string): string {
  return text.replace('(38,0)', '').replace(/^(TIME|TIMESTAMP_\w+)\(9\)$/, '$1');
}

const isVector = (value: Literal['value']): value is readonly number[] => Array.isArray(value);

function printLiteral({ value, type }: Literal): string {
  if (value === null) return 'NULL';
  if (typeof value === 'boolean') return literal.booleanLiteral(value);
  if (isVector(value))
    return literal.vectorLiteral(value, formatType(type ?? vectorType('FLOAT', value.length)));
  if (typeof value !== 'string') return literal.numberLiteral(value);
  switch (type?.kind) {
    case 'DATE':
      return literal.dateLiteral(value);
    case 'TIME':
      return literal.timeLiteral(value);
    case 'TIMESTAMP_NTZ':
    case 'TIMESTAMP_LTZ':
    case 'TIMESTAMP_TZ':
      return literal.timestampLiteral(value, type.kind);
    default:
      return literal.textLiteral(value);
  }
}

function printFrame(frame: WindowFrame): string {
  const from =
    frame.unit === 'rows' ? bound(frame.from, 'PRECEDING') : preceding(frame.from, 'UNBOUNDED PRECEDING');
  const to = frame.unit === 'rows' ? bound(frame.to, 'FOLLOWING') : preceding(frame.to, 'CURRENT ROW');
  return `${frame.unit.toUpperCase()} BETWEEN ${from} AND ${to}`;
}

function preceding(interval: string | null, otherwise: string): string {
  return interval === null ? otherwise : `INTERVAL ${literal.textLiteral(interval)} PRECEDING`;
}

function bound(offset: number | null, unbounded: 'PRECEDING' | 'FOLLOWING'): string {
  if (offset === null) return `UNBOUNDED ${unbounded}`;
  if (offset === 0) return 'CURRENT ROW';
  return offset < 0 ? `${-offset} PRECEDING` : `${offset} FOLLOWING`;
}
