import type {
  Call,
  Expression,
  FromItem,
  Join,
  Name,
  Select,
  SelectItem,
} from '../../../sql/read/syntax/tree.js';
import { upperSnake } from '../../../sql/compile/names.js';
import { quoted } from '../../script.js';
import { camelCase } from '../constants.js';
import { ExpressionCode, NoFrame, isAggregate } from './expressionCode.js';
import { callbackStep, chain, columnOf, conjunction, objectStep, step } from './layout.js';
import type { Step } from './layout.js';
import { IMPORTABLE, WINDOW_FUNCTIONS } from './vocabulary.js';

/** A frame as the file knows it. */
export interface KnownFrame {
  readonly code: string;
  /** Its columns in order. */
  readonly columns: readonly string[];
}

export interface Surroundings {
  /** A table or a CTE by its written name; throws `NoFrame`. */
  readonly relation: (path: readonly Name[]) => KnownFrame;
  readonly use: (name: string) => string;
}

/** A SELECT as a frame: its source, then a step for each clause. */
export function selectCode(select: Select, around: Surroundings): KnownFrame {
  const source = new SourceCode(select.from, around);
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

// FROM ------------------------------------------------------------------------------------------------------------------

interface Source {
  readonly name: string;
  readonly columns: readonly string[];
}

/** What FROM names, and the joins as steps. */
class SourceCode {
  readonly base: string;
  readonly steps: Step[] = [];
  readonly #sources: Source[] = [];
  readonly #around: Surroundings;

  constructor(from: readonly FromItem[], around: Surroundings) {
    this.#around = around;
    const [item, ...others] = from;
    if (item === undefined || others.length > 0) throw new NoFrame('FROM');
    const { first, joins } = item.kind === 'joined' ? item : { first: item, joins: [] };
    const { frame, source } = this.#read(first);
    this.base = frame.code;
    this.#sources.push(source);
    for (const join of joins) this.#join(join);
  }

  /** Every column that can be selected, of the first source that has it. */
  get columns(): readonly string[] {
    return [...new Set(this.#sources.flatMap(({ columns }) => columns))];
  }

  columnOf(row: string): (path: readonly Name[]) => string {
    return (path) => columnOf(row, this.#resolve(path, this.#sources));
  }

  #read(item: FromItem): { readonly frame: KnownFrame; readonly source: Source } {
    if (item.kind !== 'relation' || item.sample !== null || item.columnAliases.length > 0)
      throw new NoFrame('FROM');
    const frame = this.#around.relation(item.path);
    const name = item.alias?.text ?? item.path.at(-1)?.text ?? '';
    return { frame, source: { name, columns: frame.columns } };
  }

  #join({ type, natural, item, on, using, matchCondition }: Join): void {
    if (natural || using.length > 0 || matchCondition !== null) throw new NoFrame('JOIN');
    const { frame, source } = this.#read(item);
    const shared = source.columns.filter((name) => this.columns.includes(name));
    if (type === 'CROSS') this.steps.push(step(`.crossJoin(${frame.code})`));
    else {
      const method = JOINS[type];
      if (method === undefined || on === null) throw new NoFrame(type);
      const keys = shared.length === 0 ? null : this.#sharedKeys(on, source);
      if (keys === null && shared.length > 0) throw new NoFrame('columns of one name');
      if (keys === null) this.steps.push(this.#joinOn(method, frame, source, on));
      else {
        const using = type === 'INNER' ? 'joinUsing' : type === 'LEFT' ? 'leftJoinUsing' : null;
        if (using === null || shared.some((name) => !keys.includes(name))) throw new NoFrame(type);
        this.steps.push(step(`.${using}(${[frame.code, ...keys.map(quoted)].join(', ')})`));
      }
    }
    this.#sources.push(source);
  }

  /** `a.K = b.K AND a.L = b.L` → K, L; null for any other condition. */
  #sharedKeys(on: Expression, right: Source): readonly string[] | null {
    const keys = conjuncts(on).map((condition) => {
      if (condition.kind !== 'binary' || condition.operator !== '=') return null;
      const [a, b] = [condition.left, condition.right];
      if (a.kind !== 'column' || b.kind !== 'column') return null;
      const [left, other] = [a.path.at(-1)?.text, b.path.at(-1)?.text];
      const isOfRight = b.path.length === 2 && b.path[0]?.text === right.name;
      return left === other && isOfRight ? (left ?? null) : null;
    });
    return keys.every((key) => key !== null) ? keys : null;
  }

  /** The parameters are named so that the SQL's aliases come out of them. */
  #joinOn(method: string, frame: KnownFrame, right: Source, on: Expression): Step {
    const left = this.#sources.length === 1 ? parameter(this.#sources[0]?.name ?? '') : 'l';
    const other = parameter(right.name);
    const sources = [...this.#sources];
    const code = new ExpressionCode((path) => {
      const [qualifier, name] = path;
      if (path.length === 2 && qualifier?.text === right.name && name && right.columns.includes(name.text))
        return columnOf(other, name.text);
      return columnOf(left, this.#resolve(path, sources));
    }, this.#around.use);
    const conditions = conjuncts(on).map((condition) => code.text(condition));
    if (left === other) throw new NoFrame('two sources of one name');
    return callbackStep(`.${method}(${frame.code}, (${left}, ${other}) => `, conjunction(conditions));
  }

  /** The column of the joined row; one that an earlier source has, too, is another's. */
  #resolve(path: readonly Name[], sources: readonly Source[]): string {
    const [first, second, more] = path;
    if (first === undefined || more !== undefined) throw new NoFrame('a qualified name');
    const name = (second ?? first).text;
    const owners = sources.filter(({ columns }) => columns.includes(name));
    const owner = second === undefined ? owners[0] : owners.find((source) => source.name === first.text);
    if (owner === undefined || owner !== owners[0]) throw new NoFrame(`the column ${name}`);
    return name;
  }
}

const JOINS: Partial<Record<Join['type'], string>> = {
  INNER: 'join',
  LEFT: 'leftJoin',
  RIGHT: 'rightJoin',
  FULL: 'fullJoin',
};

/** A parameter from which the compiler makes the alias again. */
function parameter(alias: string): string {
  const name = [camelCase(alias.toLowerCase()), alias].find(
    (candidate) => upperSnake(candidate) === alias && !IMPORTABLE.has(candidate),
  );
  if (name === undefined || !/^[A-Za-z_$][\w$]*$/.test(name)) throw new NoFrame(`the alias ${alias}`);
  return name;
}

// SELECT ----------------------------------------------------------------------------------------------------------------

function nameOf({ value, alias }: SelectItem): string {
  if (alias !== null) return alias.text;
  const name = value.kind === 'column' ? value.path.at(-1)?.text : undefined;
  if (name === undefined) throw new NoFrame('a column without a name');
  return name;
}

const isPlain = (item: SelectItem): boolean =>
  item.value.kind === 'column' && item.value.path.at(-1)?.text === nameOf(item);

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
  if (!items.every(isPlain))
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
  const plain = keys.every((key, i) => key.kind === 'column' && key.path.at(-1)?.text === named[i]?.[0]);
  return [
    plain
      ? step(`.groupBy(${named.map(([name]) => quoted(name)).join(', ')})`)
      : objectStep('.groupByComputed(', named),
  ];
}

// Trees -----------------------------------------------------------------------------------------------------------------

function conjuncts(condition: Expression): readonly Expression[] {
  return condition.kind === 'binary' && condition.operator === 'AND'
    ? [...conjuncts(condition.left), ...conjuncts(condition.right)]
    : [condition];
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

function readsOnly(expression: Expression, columns: readonly string[]): boolean {
  return parts(expression).every(
    (part) =>
      part.kind !== 'column' || (part.path.length === 1 && columns.includes(part.path[0]?.text ?? '')),
  );
}

function contains(expression: Expression, test: (call: Call) => boolean): boolean {
  return parts(expression).some((part) => part.kind === 'call' && test(part));
}

/** The expression and everything in it that is one. */
function parts(value: unknown): readonly Expression[] {
  if (Array.isArray(value)) return value.flatMap(parts);
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap(parts);
  return 'kind' in value ? [value as Expression, ...inner] : inner;
}

/** Whether two trees say the same, wherever they stand. */
function same(a: unknown, b: unknown): boolean {
  return key(a) === key(b);
}

const key = (value: unknown): string =>
  JSON.stringify(value, (name, part: unknown) => (name === 'at' || name === 'range' ? undefined : part)) ??
  '';
