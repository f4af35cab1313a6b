/** The parser's statements as our own. */
import { asBody, flag, isObject, list, node, text } from './json.js';
import type { Body as Fields, Json, Node } from './json.js';
import type { LoweringContext } from './context.js';
import { lowerExpression } from './expressions.js';
import { lowerFrom, lowerJoins } from './from.js';
import { lowerQuery, names } from './queries.js';
import type {
  Assignment,
  Expression,
  FromItem,
  MergeAction,
  MergeWhen,
  Name,
  Query,
  Statement,
  Target,
} from './tree.js';

const QUERIES: ReadonlySet<string> = new Set([
  'select',
  'union',
  'intersect',
  'except',
  'values',
  'subquery',
  'paren',
]);
const DELETE_MARK = 'DELETE';

export function lowerStatement(value: Json | undefined, c: LoweringContext): Statement {
  const { tag, body } = node(value);
  if (QUERIES.has(tag)) return { kind: 'query', query: lowerQuery(value, c) };
  switch (tag) {
    case 'insert':
      return insert(body, c);
    case 'update':
      return c.prepared.isDelete ? deletion(body, c) : update(body, c);
    case 'merge':
      return merge(body, c);
    default:
      throw c.unsupported(tag.replaceAll('_', ' ').toUpperCase());
  }
}

function target(value: Json | undefined, c: LoweringContext): Target {
  const body = asBody(value);
  const path: Name[] = ['catalog', 'schema', 'name'].flatMap((part) =>
    isObject(body[part]) ? [c.name(body[part])] : [],
  );
  return { path, alias: isObject(body['alias']) ? c.name(body['alias']) : null };
}

function where(body: Fields, c: LoweringContext): Expression | null {
  const clause = body['where_clause'];
  return isObject(clause) ? lowerExpression(clause['this'], c) : null;
}

function insert(body: Fields, c: LoweringContext): Statement {
  const rows = list(body['values']);
  const query: Query =
    rows.length > 0
      ? {
          ctes: [],
          recursive: false,
          body: { kind: 'values', rows: rows.map((row) => list(row).map((e) => lowerExpression(e, c))) },
          orderBy: [],
          limit: null,
          offset: null,
        }
      : lowerQuery(body['query'], c);
  return {
    kind: 'insert',
    target: target(body['table'], c),
    columns: names(list(body['columns']), c),
    source: query,
    overwrite: flag(body['overwrite']),
  };
}

/** `t.c` in SET arrives as one text; the column is its last part. */
function assigned(value: Json | undefined, c: LoweringContext): Name {
  const written = text(asBody(value)['name']) ?? text(value) ?? '';
  return c.name(written.slice(written.lastIndexOf('.') + 1));
}

function fromItems(body: Fields, c: LoweringContext): readonly FromItem[] {
  const items = list(asBody(body['from_clause'])['expressions']).map((e) => lowerFrom(e, c));
  return lowerJoins(items, list(body['from_joins']), c);
}

function update(body: Fields, c: LoweringContext): Statement {
  return {
    kind: 'update',
    target: target(body['table'], c),
    set: list(body['set']).map((pair): Assignment => ({
      column: assigned(list(pair)[0], c),
      value: lowerExpression(list(pair)[1], c),
    })),
    from: fromItems(body, c),
    where: where(body, c),
  };
}

function deletion(body: Fields, c: LoweringContext): Statement {
  return {
    kind: 'delete',
    target: target(body['table'], c),
    using: fromItems(body, c),
    where: where(body, c),
  };
}

function merge(body: Fields, c: LoweringContext): Statement {
  const into = node(body['this']);
  const whens = list(asBody(asBody(asBody(body['whens'])['whens']))['expressions']);
  return {
    kind: 'merge',
    target: mergeTarget(into, c),
    source: lowerFrom(body['using'], c),
    on: lowerExpression(body['on'], c),
    whens: whens.map((when) => mergeWhen(asBody(asBody(when)['when']), c)),
  };
}

/** `t x` has its alias inside, `t AS x` around the table. */
function mergeTarget(into: Node, c: LoweringContext): Target {
  if (into.tag !== 'alias') return target(into.body, c);
  return { ...target(node(into.body['this']).body, c), alias: c.name(into.body['alias']) };
}

function mergeWhen(body: Fields, c: LoweringContext): MergeWhen {
  const matched = flag(asBody(asBody(body['matched'])['boolean'])['value']);
  const condition = body['condition'];
  return {
    matched,
    condition: condition === null || condition === undefined ? null : lowerExpression(condition, c),
    action: mergeAction(body['then'], c),
  };
}

function mergeAction(value: Json | undefined, c: LoweringContext): MergeAction {
  const then = node(value);
  if (then.tag === 'var' && text(then.body['this'])?.toUpperCase() === DELETE_MARK) return { kind: 'delete' };
  const [head, first, second] = list(then.body['expressions']);
  const word = text(node(head).body['this'])?.toUpperCase();
  const fields = (tuple: Json | undefined): readonly Json[] =>
    tuple === undefined ? [] : list(node(tuple).body['expressions']);
  if (word === 'UPDATE') {
    return {
      kind: 'update',
      set: fields(first).map((assignment): Assignment => {
        const { body } = node(assignment);
        return { column: columnOf(body['left'], c), value: lowerExpression(body['right'], c) };
      }),
    };
  }
  if (word === 'INSERT') {
    const hasColumns = second !== undefined;
    return {
      kind: 'insert',
      columns: hasColumns ? fields(first).map((column) => columnOf(column, c)) : [],
      values: fields(hasColumns ? second : first).map((e) => lowerExpression(e, c)),
    };
  }
  throw c.unsupported('this MERGE action');
}

function columnOf(value: Json | undefined, c: LoweringContext): Name {
  if (isObject(value) && isObject(value['identifier'])) return c.name(value['identifier']);
  const lowered = lowerExpression(value, c);
  const name = lowered.kind === 'column' ? lowered.path.at(-1) : undefined;
  if (name === undefined) throw c.unsupported('this assignment');
  return name;
}
