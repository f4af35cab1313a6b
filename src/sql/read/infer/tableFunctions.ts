/** Columns of table functions. Source: "FLATTEN", "SPLIT_TO_TABLE", "GENERATOR". */
import type { FromItem } from '../syntax/tree.js';
import { INTEGER, TEXT, VARIANT } from '../types.js';
import { ExpressionReader } from './expressions.js';
import type { OutputColumn, Relation, Uses } from './model.js';
import type { Environment, ReadScope } from './reading.js';
import { as, computed, NONE } from './uses.js';

type FunctionItem = Extract<FromItem, { kind: 'function' }>;

const FLATTENED: readonly (readonly [string, OutputColumn['type']])[] = [
  ['SEQ', INTEGER],
  ['KEY', TEXT],
  ['PATH', TEXT],
  ['INDEX', INTEGER],
  ['VALUE', VARIANT],
  ['THIS', VARIANT],
];
const SPLIT: readonly (readonly [string, OutputColumn['type']])[] = [
  ['INDEX', INTEGER],
  ['VALUE', TEXT],
];

export function inferTableFunction(item: FunctionItem, env: Environment, left: ReadScope): Relation {
  const { call } = item;
  const reader = new ExpressionReader(env, left);
  const args = [...call.args, ...call.named.map(([, value]) => value)].map((value) => reader.read(value));
  const uses = computed(...args);
  const own = item.path.length === 1 ? call.name : '';
  if (own === 'FLATTEN') return relation(FLATTENED, uses);
  if (own === 'SPLIT_TO_TABLE' || own === 'STRTOK_SPLIT_TO_TABLE') return relation(SPLIT, uses);
  if (own === 'GENERATOR') return { columns: [], rows: NONE, open: false };
  const name = item.path.map((n) => n.text).join('.');
  env.reading.report(
    'sql-type-unknown',
    `The columns of the table function ${name} are not known, so nothing that reads them is checked.`,
    env.reading.place(item.path[0] ?? call.at, item.path.at(-1) ?? call.at),
  );
  return { columns: [], rows: as('JOIN', uses), open: true };
}

function relation(columns: readonly (readonly [string, OutputColumn['type']])[], uses: Uses): Relation {
  return {
    columns: columns.map(([name, type]) => ({ name, type, nullable: true, uses })),
    rows: as('JOIN', uses),
    open: false,
  };
}
