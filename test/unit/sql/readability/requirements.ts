import { upperSnake } from '../../../../src/sql/compile/names.js';
import type { Cte, Expression, Query, Select, SelectItem } from '../../../../src/sql/read/syntax/tree.js';
import { blocksOf, columnsOf, ctesOf, readQuery, sourcesOf } from './queries.js';

/** What a step is called that the author did not name, after the name of the frame it belongs to. */
const ROLES =
  /_(COMBINED|COMPUTED|DISTINCT|FILTERED|GROUPED|JOINED|KEYS|LIMITED|QUERY|RANKED|SAMPLED|STEP)(_\d+)?$/;

/** CTEs that are called neither like a variable of the definition nor like the step of one, or of a table. */
export function strangeNames(sql: string, code: string, tables: readonly string[]): readonly string[] {
  const variables = [...code.matchAll(/\bconst (\w+) =/g)].map(([, name = '']) => upperSnake(name));
  const owners = new Set([...variables, ...tables]);
  return ctesOf(readQuery(sql))
    .map((cte) => cte.name.text)
    .filter((name) => !variables.includes(name) && !isRoleOf(name, owners));
}

function isRoleOf(name: string, owners: ReadonlySet<string>): boolean {
  const owner = name.replace(ROLES, '');
  return owner !== name && (owners.has(owner) || isRoleOf(owner, owners));
}

/** `CTE.COLUMN` for every column of a CTE that nothing reads. Group keys and what DISTINCT compares belong to the rows. */
export function unusedColumns(sql: string): readonly string[] {
  const query = readQuery(sql);
  const used = new Set(blocksOf(query).flatMap((block) => reads(query, block)));
  return ctesOf(query).flatMap((cte) =>
    outputsThatMayGo(cte)
      .map((name) => `${cte.name.text}.${name}`)
      .filter((column) => !used.has(column)),
  );
}

/** `CTE.COLUMN` for every column that the block reads, of each CTE that may be meant. */
function reads(query: Query, block: ReturnType<typeof blocksOf>[number]): readonly string[] {
  const ctes = new Set(ctesOf(query).map((cte) => cte.name.text));
  const sources = sourcesOf(block.select).flatMap((s) => {
    const name = s.kind === 'relation' && s.path.length === 1 ? s.path[0]?.text : undefined;
    return name !== undefined && ctes.has(name)
      ? [{ cte: name, known: 'alias' in s && s.alias ? s.alias.text : name }]
      : [];
  });
  return columnsOf(block).flatMap(({ path }) => {
    const qualifier = path.length > 1 ? path[0]?.text : undefined;
    return sources
      .filter((s) => qualifier === undefined || s.known === qualifier)
      .map((s) => `${s.cte}.${path.at(-1)?.text ?? ''}`);
  });
}

function outputsThatMayGo({ query }: Cte): readonly string[] {
  const { body } = query;
  if (body.kind === 'set')
    return body.operator === 'UNION ALL' && body.left.kind === 'select' ? names(body.left.items) : [];
  if (body.kind !== 'select' || body.distinct || body.items.length === 1) return [];
  return names(body.items.filter((item) => !isGroupKey(body, item)));
}

const names = (items: readonly SelectItem[]) => items.map((i) => i.alias?.text ?? i.label);

function isGroupKey({ groupBy }: Select, { value }: SelectItem): boolean {
  const keys = groupBy?.kind === 'list' ? groupBy.items : [];
  return keys.some((k) => k.kind === 'expression' && textOf(k.value) === textOf(value));
}

/** The expression without its places in the text. */
const textOf = (e: Expression) =>
  JSON.stringify(e, (key, value: unknown) => (key === 'at' ? undefined : value));
