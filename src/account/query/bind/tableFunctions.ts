/**
 * Table functions in FROM. Source: "FLATTEN", "SPLIT_TO_TABLE", "GENERATOR", "Information Schema" (table functions).
 */
import type { CallArgument, ResolvedFunction, ResolvedRelation } from '../translation.js';
import type { Call, Expression, FromItem } from '../../../sql/read/syntax/tree.js';
import { INTEGER, TEXT, VARIANT } from '../../../sql/read/types.js';
import { quote } from './bound.js';
import type { Bound } from './bound.js';
import { asText, convert } from './coerce.js';
import type { Environment, OutputColumn } from './environment.js';
import { badArgument, place, unknownTableFunction } from './errors.js';
import { ExpressionBinder } from './expressions.js';
import { combinedNumber } from './rowNumbers.js';
import type { RowNumbering } from './rowNumbers.js';
import type { Scope } from './scope.js';
import { stagedFiles } from './stagedFiles.js';
import { functionRows } from './userFunctions.js';

type FunctionItem = Extract<FromItem, { kind: 'function' }>;
type BoundFunction =
  /** `demands`: the first column has values only where the rows of its FROM are numbered. */
  | { readonly sql: string; readonly columns: readonly OutputColumn[]; readonly demands?: boolean }
  | { readonly resolved: ResolvedRelation };
type TableFunction = (call: Arguments) => BoundFunction;

/** A call's arguments by position or name. */
class Arguments {
  constructor(
    private readonly call: Call,
    private readonly binder: ExpressionBinder,
    private readonly numbering: RowNumbering,
  ) {}

  /** A number of the row that the arguments were read from; null: only if rows were numbered. */
  rowNumber(): string | null {
    if (!this.binder.usesColumns) return combinedNumber([]);
    return this.numbering.isOn ? combinedNumber(this.numbering.before) : null;
  }

  private expression(position: number, name: string): Expression | undefined {
    return this.call.named.find(([n]) => n === name)?.[1] ?? this.call.args[position];
  }
  value(position: number, name: string): Bound | undefined {
    const expression = this.expression(position, name);
    return expression === undefined ? undefined : this.binder.bind(expression);
  }
  constant(position: number, name: string): string | undefined {
    const value = this.value(position, name);
    return value === undefined ? undefined : (value.constant ?? value.sql);
  }
  isTrue(position: number, name: string): boolean {
    return this.constant(position, name)?.toUpperCase() === 'TRUE';
  }
}

const column = (name: string, type: OutputColumn['type'], nullable = true): OutputColumn => ({
  name,
  type,
  nullable,
});

const FLATTEN_COLUMNS = [
  column('SEQ', INTEGER),
  column('KEY', TEXT),
  column('PATH', TEXT),
  column('INDEX', INTEGER),
  column('VALUE', VARIANT),
  column('THIS', VARIANT),
];

const FLATTEN_MODES: ReadonlySet<string> = new Set(['OBJECT', 'ARRAY', 'BOTH']);

const FUNCTIONS: Readonly<Record<string, TableFunction>> = {
  FLATTEN: (call) => {
    const input = call.value(0, 'INPUT');
    if (input === undefined) throw badArgument('FLATTEN needs INPUT');
    const json = convert(input, VARIANT).sql;
    const path = call.constant(1, 'PATH');
    const source = path === undefined || path === '' ? json : `json_extract(${json}, ${quote(`$.${path}`)})`;
    const mode = (call.constant(4, 'MODE') ?? 'BOTH').toUpperCase();
    if (!FLATTEN_MODES.has(mode))
      throw badArgument(`FLATTEN has no MODE ${mode}: it is OBJECT, ARRAY or BOTH`);
    const kinds = mode === 'BOTH' ? "'ARRAY', 'OBJECT'" : `'${mode}'`;
    const outer = call.isTrue(2, 'OUTER') ? 'TRUE' : 'FALSE';
    const row = call.rowNumber();
    const demands = row === null;
    const items = `${row ?? 'NULL'} AS c1, f.key AS c2, f.path AS c3, CAST(f.idx AS DECIMAL(38,0)) AS c4, f.value AS c5, f.this AS c6`;
    // Every node of the JSON from top to bottom; of no JSON there is one row without nodes.
    if (call.isTrue(3, 'RECURSIVE'))
      return {
        sql: `LATERAL (SELECT ${items} FROM (SELECT unnest(sf_flatten_all(j, nodes, [${kinds}], ${quote(path ?? '')}, ${outer})) AS f FROM (SELECT any_value(s.j) AS j, list(struct_pack(id := e.id, parent := e.parent, type := e.type, key := e.key, fullkey := e.fullkey, value := e.value) ORDER BY e.id) AS nodes FROM (SELECT ${source} AS j) AS s, json_tree(s.j) AS e)))`,
        columns: FLATTEN_COLUMNS,
        demands,
      };
    return {
      // The source is a column first: DuckDB cannot copy some expressions over the columns before a LATERAL.
      sql: `LATERAL (SELECT ${items} FROM (SELECT unnest(sf_flatten(j, json_type(j) IN (${kinds}), ${quote(path ?? '')}, ${outer})) AS f FROM (SELECT ${source} AS j)))`,
      columns: FLATTEN_COLUMNS,
      demands,
    };
  },
  SPLIT_TO_TABLE: (call) => {
    const text = call.value(0, 'STRING');
    const delimiter = call.value(1, 'DELIMITER');
    if (text === undefined || delimiter === undefined)
      throw badArgument('SPLIT_TO_TABLE takes a string and a delimiter');
    const parts = `string_split(${asText(text).sql}, ${asText(delimiter).sql})`;
    return {
      sql: `LATERAL (SELECT CAST(i AS DECIMAL(38,0)) AS c1, p AS c2 FROM (SELECT unnest(${parts}) AS p, generate_subscripts(${parts}, 1) AS i))`,
      columns: [column('INDEX', INTEGER), column('VALUE', TEXT)],
    };
  },
  STRTOK_SPLIT_TO_TABLE: (call) => {
    const text = call.value(0, 'STRING');
    if (text === undefined) throw badArgument('STRTOK_SPLIT_TO_TABLE takes a string');
    const delimiters = call.value(1, 'DELIMITER_LIST');
    const parts = `sf_tokens(${asText(text).sql}, ${delimiters === undefined ? "' '" : asText(delimiters).sql})`;
    return {
      sql: `LATERAL (SELECT CAST(i AS DECIMAL(38,0)) AS c1, p AS c2 FROM (SELECT unnest(${parts}) AS p, generate_subscripts(${parts}, 1) AS i))`,
      columns: [column('INDEX', INTEGER), column('VALUE', TEXT)],
    };
  },
  GENERATOR: (call) => {
    const rows = call.constant(0, 'ROWCOUNT');
    if (rows === undefined || !/^\d+$/.test(rows)) throw badArgument('GENERATOR needs a constant ROWCOUNT');
    return { sql: `(SELECT range AS generated FROM range(${rows}))`, columns: [] };
  },
};

function catalogFunction(
  item: FunctionItem,
  env: Environment,
  binder: ExpressionBinder,
): BoundFunction | undefined {
  const argument = (name: string | null, value: Expression): CallArgument => {
    const bound = binder.bind(value);
    return {
      name,
      value: bound.type.kind === 'NULL' ? null : (bound.constant ?? bound.sql),
      sql: bound.sql,
    };
  };
  const args = [
    ...item.call.args.map((e) => argument(null, e)),
    ...item.call.named.map(([name, e]) => argument(name, e)),
  ];
  const resolved = env.resolver.tableFunction?.(
    item.path.map((n) => n.text),
    args,
  );
  return resolved === undefined ? undefined : { resolved };
}

/** Rows of a user-defined table function, for each row beside it where its arguments read that row. */
function userRows(
  users: readonly ResolvedFunction[],
  call: Call,
  env: Environment,
  binder: ExpressionBinder,
): BoundFunction {
  const rows = functionRows(users, call, env, (value) => binder.bind(value), place(env.source, call.at));
  return { ...rows, sql: `${binder.usesColumns ? 'LATERAL ' : ''}(${rows.sql})` };
}

/** @throws AccountError 002141 when neither the engine nor the catalog has such a table function. */
export function bindTableFunction(item: FunctionItem, env: Environment, left: Scope): BoundFunction {
  const binder = new ExpressionBinder(env, left, { clause: 'FROM', aggregates: false, windows: false });
  const own =
    item.path.length === 1 && Object.hasOwn(FUNCTIONS, item.call.name)
      ? FUNCTIONS[item.call.name]
      : undefined;
  if (own !== undefined) return own(new Arguments(item.call, binder, env.numbering));
  const users = env.resolver.functions?.(item.path.map((n) => n.text)) ?? [];
  if (users.length > 0) return userRows(users, item.call, env, binder);
  const [first] = item.path;
  const location =
    item.path.length === 1 && first !== undefined && /^(?:@|snow:\/\/)/i.test(first.text) ? first.text : null;
  if (location !== null || (item.path.length === 1 && item.call.name === 'INFER_SCHEMA')) {
    const files = stagedFiles(item, location, env, binder);
    if (files !== undefined) return { resolved: files };
  }
  const fromCatalog = catalogFunction(item, env, binder);
  if (fromCatalog !== undefined) return fromCatalog;
  throw unknownTableFunction(item.path.map((n) => n.text).join('.'), place(env.source, item.call.at));
}
