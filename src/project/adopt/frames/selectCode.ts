import type { Call, Expression, Select, SelectItem } from '../../../sql/read/syntax/tree.js';
import { quoted } from '../../script.js';
import { ExpressionCode, NoFrame, isAggregate } from './expressionCode.js';
import { callbackStep, chain, columnOf, conjunction, objectStep, step } from './layout.js';
import type { Step } from './layout.js';
import { SourceCode } from './sourceCode.js';
import type { KnownFrame, Surroundings } from './sourceCode.js';
import { conjuncts, contains, parts, readsOnly, same } from './trees.js';
import { WINDOW_FUNCTIONS } from './vocabulary.js';

/** A SELECT as a frame: its source, then a step for each clause. */
export function selectCode(select: Select, around: Surroundings): KnownFrame {
  const source = new SourceCode(select, around);
  const steps: Step[] = [...source.steps];
  const onSource = new ExpressionCode(source.columnOf('r'), around.use);
  if (select.where !== null) steps.push(filter(onSource, conjuncts(select.where)));
  const columns = select.items.map(nameOf);
  if (isGrouped(select)) steps.push(...groupSteps(select, onSource, around));
  else steps.push(...plainSteps(select, source, onSource, around));
  if (select.distinct) steps.push(step('.distinct()'));
  return { code: chain(source.base, steps), columns };
}

/** The row of what a SELECT gives. */
export const outputCode = (columns: readonly string[], use: Surroundings['use']): ExpressionCode =>
  new ExpressionCode(([name, more]) => {
    if (!name || more || !columns.includes(name.text)) throw new NoFrame('a column that is not selected');
    return columnOf('r', name.text);
  }, use);

// SELECT ----------------------------------------------------------------------------------------------------------------

function nameOf({ value, alias }: SelectItem): string {
  if (alias !== null) return alias.text;
  const name = value.kind === 'column' ? value.path.at(-1)?.text : undefined;
  if (name === undefined) throw new NoFrame('a column without a name');
  return name;
}

function filter(code: ExpressionCode, conditions: readonly Expression[]): Step {
  const written = conjunction(conditions.map((condition) => code.text(condition)));
  return callbackStep('.filter((r) => ', written);
}

function plainSteps(
  select: Select,
  source: SourceCode,
  code: ExpressionCode,
  { use }: Surroundings,
): readonly Step[] {
  const { items, qualify } = select;
  const project = projection(items, source.columns, code);
  if (qualify === null) return project;
  const latest = latestStep(qualify, code);
  if (latest !== null) return [latest, ...project];
  const columns = items.map(nameOf);
  const named = asOutputs(qualify, items);
  if (readsOnly(named, columns)) return [...project, filter(outputCode(columns, use), conjuncts(named))];
  return [filter(code, conjuncts(qualify)), ...project];
}

/** `.pick('A')` or `.select(…)`; nothing where all columns come out as they are. */
function projection(
  items: readonly SelectItem[],
  columns: readonly string[],
  code: ExpressionCode,
): readonly Step[] {
  const names = items.map(nameOf);
  const texts = items.map(({ value }) => code.text(value));
  if (texts.some((text, i) => text !== columnOf('r', names[i] ?? '')))
    return [
      objectStep(
        '.select(',
        names.map((name, i) => [name, texts[i] ?? '']),
      ),
    ];
  const all = names.length === columns.length && names.every((name, i) => name === columns[i]);
  return all ? [] : [step(`.pick(${names.map(quoted).join(', ')})`)];
}

/** `ROW_NUMBER() OVER (PARTITION BY … ORDER BY …) = 1`. */
function latestStep(qualify: Expression, code: ExpressionCode): Step | null {
  if (qualify.kind !== 'binary' || qualify.operator !== '=') return null;
  const { left, right } = qualify;
  if (left.kind !== 'call' || left.name !== 'ROW_NUMBER' || !left.over) return null;
  if (right.kind !== 'literal' || right.value !== '1') return null;
  const { partitionBy, orderBy } = left.over;
  const keys = partitionBy.map((key) => (key.kind === 'column' ? key.path.at(-1)?.text : undefined));
  if (keys.length === 0 || orderBy.length === 0 || keys.includes(undefined)) return null;
  const list = keys.map((key) => quoted(key ?? '')).join(', ');
  return callbackStep(`.latestBy([${list}], (r) => `, code.orders(orderBy));
}

// GROUP BY --------------------------------------------------------------------------------------------------------------

function isGrouped({ items, groupBy, having }: Select): boolean {
  return groupBy !== null || having !== null || items.some(({ value }) => contains(value, isAggregate));
}

function groupSteps(
  { items, groupBy, having, qualify }: Select,
  code: ExpressionCode,
  { use }: Surroundings,
): readonly Step[] {
  const isWindow = (call: Call) => call.over !== null || WINDOW_FUNCTIONS.has(call.name);
  if (qualify !== null || items.some(({ value }) => contains(value, isWindow))) throw new NoFrame('OVER');
  const keys = keysOf(groupBy);
  const keyItems = keys.map((key) => items.find(({ value }) => same(value, key)));
  const aggregates = items.filter((item) => !keyItems.includes(item));
  const hidden = having === null ? [] : hiddenAggregates(having, items);
  const columns = [...aggregates, ...hidden].map((item) => [nameOf(item), code.text(item.value)] as const);
  const steps = [...groupStep(keys, keyItems, code), objectStep('.agg(', columns)];
  const names = items.map(nameOf);
  const given = [
    ...keys.map((key, i) => (keyItems[i] ? nameOf(keyItems[i]) : keyName(key))),
    ...columns.map(([name]) => name),
  ];
  if (having !== null)
    steps.push(filter(outputCode(given, use), conjuncts(asOutputs(having, [...items, ...hidden]))));
  if (names.some((name, i) => name !== given[i]) || names.length !== given.length)
    steps.push(step(`.pick(${names.map(quoted).join(', ')})`));
  return steps;
}

/** What HAVING aggregates and the SELECT does not: columns that are picked away after the filter. */
function hiddenAggregates(having: Expression, items: readonly SelectItem[]): readonly SelectItem[] {
  const calls = parts(asOutputs(having, items)).filter(
    (part): part is Call => part.kind === 'call' && isAggregate(part),
  );
  const different = calls.filter((call, i) => calls.findIndex((other) => same(call, other)) === i);
  return different.map((value, i) => {
    const name = `HAVING_${i + 1}`;
    return { value, alias: { text: name, at: 0 }, label: name };
  });
}

function keysOf(groupBy: Select['groupBy']): readonly Expression[] {
  if (groupBy === null) return [];
  if (groupBy.kind === 'all') throw new NoFrame('GROUP BY ALL');
  return groupBy.items.map((item) => {
    if (item.kind !== 'expression' || item.value.kind === 'literal') throw new NoFrame('GROUP BY');
    return item.value;
  });
}

function keyName(key: Expression): string {
  const name = key.kind === 'column' ? key.path.at(-1)?.text : undefined;
  if (name === undefined) throw new NoFrame('a key that is not selected');
  return name;
}

function groupStep(
  keys: readonly Expression[],
  items: readonly (SelectItem | undefined)[],
  code: ExpressionCode,
): readonly Step[] {
  if (keys.length === 0) return [];
  const named = keys.map((key, i) => {
    const item = items[i];
    return [item ? nameOf(item) : keyName(key), code.text(key)] as const;
  });
  const plain = named.every(([name, text]) => text === columnOf('r', name));
  return [
    plain
      ? step(`.groupBy(${named.map(([name]) => quoted(name)).join(', ')})`)
      : objectStep('.groupByComputed(', named),
  ];
}

/** The expression with what the SELECT computes already replaced by the name that it has there. */
function asOutputs(expression: Expression, items: readonly SelectItem[]): Expression {
  const replaced = (value: unknown): unknown => {
    const item = items.find((candidate) => same(candidate.value, value));
    if (item) return { kind: 'column', path: [{ text: nameOf(item), at: 0 }] };
    if (Array.isArray(value)) return value.map(replaced);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, replaced(part)]));
  };
  return replaced(expression) as Expression;
}
