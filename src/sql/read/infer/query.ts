/** Infers queries: CTEs, set operations, VALUES. */
import type { Body, Cte, Query, SetOperation, Values } from '../syntax/tree.js';
import { mentions } from '../mentions.js';
import { TEXT } from '../types.js';
import { ExpressionReader } from './expressions.js';
import type { OutputColumn, Relation } from './model.js';
import { commonType, isMismatch, typeName } from './operators.js';
import { ReadNamespace, ReadScope } from './reading.js';
import type { Environment } from './reading.js';
import { inferSelect } from './select.js';
import { as, union } from './uses.js';

const PLAIN: Pick<Query, 'orderBy' | 'limit'> = { orderBy: [], limit: null };

export function inferQuery(query: Query, env: Environment, outer: ReadScope | null): Relation {
  env.reading.open.push({ query, within: outer });
  let inner = env;
  for (const cte of query.ctes) {
    const relation = mentions(cte.query, cte.name.text)
      ? recursive(cte, inner, outer)
      : inferQuery(cte.query, inner, outer);
    inner = { ...inner, ctes: new Map([...inner.ctes, [cte.name.text, named(relation, cte, env)]]) };
  }
  const relation =
    query.body.kind === 'select'
      ? inferSelect(query.body, query, inner, outer)
      : body(query.body, inner, outer);
  env.reading.open.pop();
  env.reading.outputs.set(query, relation.open ? null : relation.columns.map((c) => c.name));
  return relation;
}

function named(relation: Relation, cte: Cte, env: Environment): Relation {
  if (cte.columns.length === 0) return relation;
  if (cte.columns.length !== relation.columns.length && !relation.open)
    env.reading.report(
      'invalid-argument',
      `${cte.name.text} names ${cte.columns.length} columns; its query has ${relation.columns.length}.`,
      env.reading.place(cte.name),
    );
  const columns = relation.columns.map((c, i) => ({ ...c, name: cte.columns[i]?.text ?? c.name }));
  return { ...relation, columns };
}

/** The part of a recursive CTE: `anchor UNION ALL step`, inside parentheses or not. */
function recursion(query: Query): SetOperation | null {
  if (query.body.kind === 'query') return recursion(query.body.query);
  return query.body.kind === 'set' && query.body.operator === 'UNION ALL' ? query.body : null;
}

/** A recursive CTE's columns are its anchor's, wide enough for what later rounds make of them. */
function recursive(cte: Cte, env: Environment, outer: ReadScope | null): Relation {
  const parts = recursion(cte.query);
  const unknown: Relation = { columns: [], rows: new Map(), open: true };
  if (parts === null) {
    const itself = new Map([...env.ctes, [cte.name.text, unknown]]);
    return inferQuery(cte.query, { ...env, ctes: itself }, outer);
  }
  const first = body(parts.left, env, outer);
  const columns = first.columns.map((c): OutputColumn => ({ ...c, type: widest(c.type), nullable: true }));
  const anchor = named({ ...first, columns }, cte, env);
  const step = body(parts.right, { ...env, ctes: new Map([...env.ctes, [cte.name.text, anchor]]) }, outer);
  return {
    columns: columns.map((c, i) => ({ ...c, uses: union(c.uses, step.columns[i]?.uses ?? new Map()) })),
    rows: union(first.rows, step.rows),
    open: first.open,
  };
}

function widest(type: OutputColumn['type']): OutputColumn['type'] {
  if (type?.kind === 'NUMBER') return { ...type, precision: 38 };
  return type?.kind === 'TEXT' ? TEXT : type;
}

function body(part: Body, env: Environment, outer: ReadScope | null): Relation {
  switch (part.kind) {
    case 'query':
      return inferQuery(part.query, env, outer);
    case 'values':
      return values(part, env, outer);
    case 'set':
      return set(part, env, outer);
    case 'select':
      return inferSelect(part, PLAIN, env, outer);
  }
}

function sides(operation: SetOperation, env: Environment, outer: ReadScope | null): [Relation, Relation] {
  const left = body(operation.left, env, outer);
  const right = body(operation.right, env, outer);
  if (operation.byName !== true || left.open || right.open) return [left, right];
  const names = [...new Set([...left.columns, ...right.columns].map((c) => c.name))];
  return [byName(left, names), byName(right, names)];
}

/** The columns of these names; one that is not there is NULL. */
function byName(relation: Relation, names: readonly string[]): Relation {
  const columns = names.map(
    (name): OutputColumn =>
      relation.columns.find((c) => c.name === name) ?? {
        name,
        type: TEXT,
        untyped: true,
        nullable: true,
        uses: new Map(),
      },
  );
  return { ...relation, columns };
}

function set(operation: SetOperation, env: Environment, outer: ReadScope | null): Relation {
  const [left, right] = sides(operation, env, outer);
  if (left.open || right.open) return { columns: [], rows: union(left.rows, right.rows), open: true };
  const at = firstOf(operation.right);
  if (left.columns.length !== right.columns.length && at !== null)
    env.reading.report(
      'invalid-argument',
      `${operation.operator} needs the same number of columns on both sides: there are ${left.columns.length} and ${right.columns.length}.`,
      env.reading.place(at),
    );
  const columns = left.columns.map((c, i): OutputColumn => {
    const other = right.columns[i];
    if (other === undefined) return c;
    const common = commonType([c, other]);
    if (isMismatch(common) && at !== null) {
      const [a, b] = common.mismatch;
      env.reading.report(
        'type-mismatch',
        `Column ${i + 1} of ${operation.operator} is ${typeName(a)} on one side and ${typeName(b)} on the other.`,
        env.reading.place(at),
      );
    }
    return {
      name: c.name,
      ...(isMismatch(common) ? { type: null } : common),
      nullable: c.nullable || other.nullable,
      uses: union(c.uses, other.uses),
    };
  });
  const compared =
    operation.operator === 'UNION ALL' ? [] : [...left.columns, ...right.columns].map((c) => c.uses);
  return { columns, rows: union(left.rows, right.rows, as('GROUP_BY', union(...compared))), open: false };
}

/** A place in a part of a set operation: its first name. */
function firstOf(part: Body): number | null {
  if (part.kind === 'query') return firstOf(part.query.body);
  if (part.kind === 'set') return firstOf(part.left);
  if (part.kind === 'values') return null;
  const places = part.items.flatMap(({ value }) => (value.kind === 'column' ? [value.path[0]!.at] : []));
  const [from] = part.from;
  return places[0] ?? (from?.kind === 'relation' ? (from.path[0]?.at ?? null) : null);
}

/** VALUES names its columns COLUMN1, COLUMN2, … */
function values({ rows }: Values, env: Environment, outer: ReadScope | null): Relation {
  const reader = new ExpressionReader(env, new ReadScope(ReadNamespace.EMPTY, outer));
  const read = rows.map((row) => row.map((e) => reader.read(e)));
  const columns = (read[0] ?? []).map((_, i): OutputColumn => {
    const column = read.flatMap((row) => row[i] ?? []);
    const common = commonType(column);
    return {
      name: `COLUMN${i + 1}`,
      ...(isMismatch(common) ? { type: null } : { type: common.type }),
      nullable: column.some((v) => v.nullable),
      uses: union(...column.map((v) => v.uses)),
    };
  });
  return { columns, rows: new Map(), open: false };
}
