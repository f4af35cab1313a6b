import type { AggregateCall } from '../../../../src/dataframe/expression/aggregate.js';
import type { Expression } from '../../../../src/dataframe/expression/expression.js';
import { children } from '../../../../src/dataframe/expression/walk.js';
import { inputs } from '../../../../src/dataframe/plan/node.js';
import type { NamedExpression, Node } from '../../../../src/dataframe/plan/node.js';

/**
 * Which columns have the same bits on both sides. The others (a logarithm, a sum of FLOATs, a mode among ties) are right
 * within a tolerance or as one of several answers: nothing may be decided by them.
 */
export function isCertain(node: Node, column: string): boolean {
  const known = certain.get(node) ?? new Map<string, boolean>();
  certain.set(node, known);
  const before = known.get(column);
  if (before !== undefined) return before;
  const found = computeOf(node, column);
  known.set(column, found);
  return found;
}

const certain = new WeakMap<Node, Map<string, boolean>>();

function computeOf(node: Node, name: string): boolean {
  if (node.kind === 'table' || node.kind === 'rawSql') return true;
  const computed = columnsOf(node).find((c) => c.name === name);
  if (computed) return certainExpression(computed.expression, (column) => ofInputs(node, column));
  return ofInputs(node, name);
}

const ofInputs = (node: Node, name: string): boolean =>
  inputs(node)
    .filter((input) => input.fields.some((f) => f.name === name))
    .every((input) => isCertain(input, name));

function columnsOf(node: Node): readonly NamedExpression[] {
  if (node.kind === 'project' || node.kind === 'flatten') return node.columns;
  return node.kind === 'aggregate' ? [...node.keys, ...node.aggregates] : [];
}

const APPROXIMATE = new Set(['LN', 'LOG', 'EXP', 'POWER', 'MONTHS_BETWEEN', 'SIN', 'COS']);
const LOOSE = new Set([
  'APPROX_COUNT_DISTINCT',
  'APPROX_PERCENTILE',
  'CORR',
  'COVAR_SAMP',
  'KURTOSIS',
  'MAX_BY',
  'MIN_BY',
  'MODE',
  'REGR_INTERCEPT',
  'REGR_R2',
  'REGR_SLOPE',
  'SKEW',
  'STDDEV',
  'VARIANCE',
]);
const ADDING = new Set(['SUM', 'AVG', 'MEDIAN', 'PERCENTILE_CONT', 'RATIO_TO_REPORT', 'ROUND', 'TRUNC']);

function certainExpression(expression: Expression, ofColumn: (name: string) => boolean): boolean {
  if (expression.kind === 'column') return ofColumn(expression.name);
  if (expression.kind === 'window' && !certainFunction(expression.function)) return false;
  if (expression.kind === 'aggregate' && !certainFunction(expression)) return false;
  if (expression.kind === 'call' && APPROXIMATE.has(expression.name)) return false;
  if (expression.kind === 'call' && expression.name === 'ROUND' && isFloat(expression.args[0])) return false;
  if (expression.kind === 'call' && expression.name === 'TRUNC' && isFloat(expression.args[0])) return false;
  if (expression.kind === 'cast' && isFloat(expression.operand) && expression.type.kind !== 'FLOAT')
    return false;
  return children(expression).every((child) => certainExpression(child, ofColumn));
}

function certainFunction(fn: { readonly name: string; readonly args: readonly Expression[] }): boolean {
  if (LOOSE.has(fn.name)) return false;
  if (!ADDING.has(fn.name)) return true;
  const ordered = 'withinGroup' in fn ? (fn as AggregateCall).withinGroup.map((o) => o.expression) : [];
  return ![...fn.args, ...ordered].slice(-1).some(isFloat);
}

/** FLOAT, or not known to be exact. */
const isFloat = (expression: Expression | undefined): boolean => expression?.type?.kind !== 'NUMBER';
