import type { AggregateCall } from '../../dataframe/expression/aggregate.js';
import type { Expression } from '../../dataframe/expression/expression.js';
import type { Ordering, Window } from '../../dataframe/expression/window.js';
import { grainOf, rowsBy } from '../../dataframe/facts/keys.js';
import { equatedColumns } from '../../dataframe/facts/joinKeys.js';
import { inputs } from '../../dataframe/plan/node.js';
import type { Node } from '../../dataframe/plan/node.js';
import type { CallId } from '../../dataframe/trace.js';
import type { ProblemMessage } from '../evaluation/protocol.js';
import { finding } from './finding.js';
import { columnsIn, expressionsOf, within } from './plan.js';

/** Orders that do not tell all rows apart where one of them is taken, or counted, before another. */
export function* ambiguousOrder(node: Node): Iterable<ProblemMessage> {
  if (node.kind === 'limit' && node.input.kind !== 'sort' && node.count > 0)
    yield said('Without a sort before it, limit keeps arbitrary rows', node.call, 'Sort before.');
  if (node.kind === 'latest') {
    const leaves = tie(node.input, node.keys, node.orderBy);
    if (leaves) yield said(`${leaves}, latestBy keeps an arbitrary one`, node.call);
  }
  if (node.kind === 'join' && node.type === 'asof') yield* asofTies(node);
  const [input] = inputs(node);
  if (!input) return;
  for (const expression of expressionsOf(node).flatMap((e) => [...within(e)])) {
    if (expression.kind === 'window') yield* windowTies(expression, input);
    if (expression.kind === 'aggregate') yield* listTies(expression, node, input);
  }
}

/** What the numbering, or the row before, depends on; ranks are equal for equal rows. */
const ORDERED: ReadonlySet<string> = new Set([
  'ROW_NUMBER',
  'LAG',
  'LEAD',
  'FIRST_VALUE',
  'LAST_VALUE',
  'NTH_VALUE',
  'NTILE',
]);

function* windowTies({ function: called, by, orderBy, call }: Window, input: Node): Iterable<ProblemMessage> {
  if (!ORDERED.has(called.name)) return;
  const keys = by.flatMap((e) => (e.kind === 'column' ? [e.name] : []));
  if (isOrdersOwn(called.args, orderBy, keys)) return;
  const leaves = tie(input, keys, orderBy);
  if (leaves) yield said(`${leaves}, ${called.name} takes them in an arbitrary order`, call);
}

/** A value that the order itself is about is the same in all rows that the order does not tell apart. */
function isOrdersOwn(
  args: readonly Expression[],
  orderBy: readonly Ordering[],
  keys: readonly string[],
): boolean {
  const own = new Set([...keys, ...orderBy.flatMap((o) => columnsIn(o.expression))]);
  return args.length > 0 && args.every((arg) => columnsIn(arg).every((name) => own.has(name)));
}

const LISTS: ReadonlySet<string> = new Set(['LISTAGG', 'ARRAY_AGG']);

function* listTies(called: AggregateCall, node: Node, input: Node): Iterable<ProblemMessage> {
  if (!LISTS.has(called.name)) return;
  if (called.withinGroup.length === 0) {
    yield said(`Without an order ${called.name} puts its values in an arbitrary one`, called.call);
    return;
  }
  const keys = node.kind === 'aggregate' ? node.keys.flatMap(({ expression }) => columnsIn(expression)) : [];
  if (isOrdersOwn(called.args, called.withinGroup, keys)) return;
  const leaves = tie(input, keys, called.withinGroup);
  if (leaves) yield said(`${leaves}, ${called.name} puts them in an arbitrary order`, called.call);
}

function* asofTies(node: Node & { readonly kind: 'join' }): Iterable<ProblemMessage> {
  const time = node.match?.kind === 'binary' ? columnsIn(node.match.right) : [];
  const names = [...equatedColumns(node).map(([, right]) => right), ...time];
  if (!meetsSeveral(node.right, names)) return;
  yield said(
    `Where several rows of the other frame have the same ${names.join(' and ')}, asofJoin takes an arbitrary one`,
    node.call,
    'Make them one with latestBy before.',
  );
}

/** An as-of join reads a few columns of the other frame; its keys may be among the others. */
function meetsSeveral(node: Node, names: readonly string[]): boolean {
  if (node.kind !== 'project') return rowsBy(node, new Set(names)) === 'several';
  const before = names.map((name) => node.columns.find((c) => c.name === name)?.expression);
  const plain = before.flatMap((e) => (e?.kind === 'column' ? [e.name] : []));
  return plain.length === names.length && meetsSeveral(node.input, plain);
}

/**
 * The rows that the order leaves equal, in words; nothing where the columns are known to tell all rows apart. Where
 * nothing is known of the rows, times alone are not taken to do so, and any other column is.
 */
function tie(input: Node, keys: readonly string[], orderBy: readonly Ordering[]): string | undefined {
  const plain = orderBy.flatMap(({ expression }) => (expression.kind === 'column' ? [expression.name] : []));
  const rows = rowsBy(input, new Set([...keys, ...plain]));
  if (rows === 'one') return undefined;
  if (rows === 'unknown' && !orderBy.every(({ expression }) => isTime(expression))) return undefined;
  const order = orderBy.flatMap((o) => columnsIn(o.expression)).join(' and ') || 'order';
  const grain = grainOf(input);
  const more = grain ? ` (a row is one ${grain.join(', ')})` : '';
  return `Where several rows of ${keys.length > 0 ? `one ${keys.join(', ')}` : 'the frame'} have the same ${order}${more}`;
}

const isTime = ({ type }: Expression): boolean => type !== null && /^(DATE|TIME)/.test(type.kind);

const said = (
  what: string,
  call: CallId | undefined,
  way = 'Add columns to the order until it tells all rows apart.',
): ProblemMessage => finding('ambiguous-order', 'warning', `${what}. ${way}`, call);
