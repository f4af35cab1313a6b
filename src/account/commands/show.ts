import type { AccountColumn, SnowflakeType, WireCell, WireRow } from '../account.js';
import type { CatalogObject, DroppedObject, ObjectKind, ObjectOf } from '../catalog/model.js';
import { sessionOf } from '../catalog/model.js';
import type { ObjectName } from '../catalog/names.js';
import { homeOf, pathOf } from '../catalog/names.js';
import type { Command, CommandResult, ReadScope } from './command.js';
import { TEXT, TIMESTAMP_LTZ, column, moment } from './command.js';
import type { Grammar } from './grammar.js';

/** One row by column name; a name that is missing is NULL. */
export type NamedRow = Readonly<Record<string, WireCell>>;

/** The columns of a listing: TEXT but for those given a type. */
export function shape(
  names: readonly string[],
  types: Readonly<Record<string, SnowflakeType>> = {},
): AccountColumn[] {
  return names.map((name) => column(name, types[name] ?? TEXT));
}

export function toRows(columns: readonly AccountColumn[], rows: readonly NamedRow[]): WireRow[] {
  return rows.map((row) => columns.map(({ name }) => row[name] ?? null));
}

type Container =
  | { readonly level: 'current' | 'account' }
  | { readonly level: 'database'; readonly name: string | null }
  | { readonly level: 'schema' | 'object'; readonly name: ObjectName };

/** What follows the kind in a SHOW command. */
export interface ShowRequest {
  readonly like: string | null;
  readonly startsWith: string | null;
  readonly limit: number | null;
  /** Names after this one only. */
  readonly from: string | null;
  readonly container: Container;
  /** HISTORY: what was dropped, too. */
  readonly history?: boolean;
}

/** `[HISTORY] [LIKE '…'] [IN …] [STARTS WITH '…'] [LIMIT n [FROM '…']]` to the end of the statement. */
export function showRequest(g: Grammar, bare: 'database' | 'schema' | 'object'): ShowRequest {
  const history = g.try('HISTORY');
  let like: string | null = null;
  let startsWith: string | null = null;
  let container: Container = { level: 'current' };
  for (;;) {
    if (g.try('LIKE')) like = g.string();
    else if (g.try('IN')) container = containerOf(g, bare);
    else if (g.try('STARTS', 'WITH')) startsWith = g.string();
    else break;
  }
  const limit = g.try('LIMIT') ? g.number() : null;
  const from = limit !== null && g.try('FROM') ? g.string() : null;
  g.end();
  return { like, startsWith, limit, from, container, history };
}

const CLAUSES = ['LIKE', 'STARTS', 'LIMIT'];

function containerOf(g: Grammar, bare: 'database' | 'schema' | 'object'): Container {
  if (g.try('ACCOUNT')) return { level: 'account' };
  if (g.try('DATABASE')) {
    return { level: 'database', name: g.atEnd || CLAUSES.includes(g.word()) ? null : g.identifier() };
  }
  if (g.try('SCHEMA'))
    return { level: 'schema', name: g.atEnd || CLAUSES.includes(g.word()) ? [] : g.name() };
  if (bare === 'object') {
    g.try('TABLE');
    g.try('VIEW');
    return { level: 'object', name: g.name() };
  }
  const name = g.name();
  return bare === 'database' ? { level: 'database', name: name[0] ?? null } : { level: 'schema', name };
}

/** A LIKE pattern of SHOW: `%` and `_`, case-insensitive, backslash escapes. */
function likePattern(pattern: string): RegExp {
  let source = '';
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i] ?? '';
    if (c === '\\' && i + 1 < pattern.length) source += escaped(pattern[++i] ?? '');
    else if (c === '%') source += '.*';
    else if (c === '_') source += '.';
    else source += escaped(c);
  }
  return new RegExp(`^${source}$`, 'isu');
}

function escaped(c: string): string {
  return c.replace(/[\\^$.*+?()[\]{}|/]/u, '\\$&');
}

/** LIKE, STARTS WITH, LIMIT … FROM over names that are already in order. */
export function filterNames<T>(
  items: readonly T[],
  request: Omit<ShowRequest, 'container'>,
  nameOf: (item: T) => string,
): T[] {
  const pattern = request.like === null ? null : likePattern(request.like);
  const found = items.filter((item) => {
    const name = nameOf(item);
    return (
      (pattern === null || pattern.test(name)) &&
      (request.startsWith === null || name.startsWith(request.startsWith)) &&
      (request.from === null || name > request.from)
    );
  });
  return request.limit === null ? found : found.slice(0, request.limit);
}

/** Objects of some kinds inside the container that SHOW names, in order of database, schema and name. */
export function objectsIn<K extends ObjectKind>(
  scope: ReadScope,
  request: ShowRequest,
  ...kinds: K[]
): ObjectOf<K>[] {
  const within = containerId(scope, request.container);
  const dropped = request.history === true ? droppedObjects(scope, kinds) : [];
  const objects = [...scope.catalog.list(...kinds), ...dropped.map((d) => d.object as ObjectOf<K>)].filter(
    (object) => visible(scope, object) && (within === null || isInside(scope, object, within)),
  );
  const keyed = objects.map((object) => ({ object, key: pathOf(scope.catalog, object).join('\u0000') }));
  keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return filterNames(
    keyed.map(({ object }) => object),
    request,
    (object) => object.name,
  );
}

/** What UNDROP can bring back to where it was. */
export function droppedObjects(scope: ReadScope, kinds: readonly ObjectKind[]): DroppedObject[] {
  return scope.catalog
    .list('DROPPED')
    .filter(
      ({ object: { kind, parent } }) =>
        kinds.includes(kind) && (parent === null || scope.catalog.get(parent) !== undefined),
    );
}

/** `dropped_on`, beside the retention where the listing has it, and when each object was dropped. */
export function withHistory(
  scope: ReadScope,
  columns: readonly AccountColumn[],
): { readonly columns: readonly AccountColumn[]; readonly droppedOn: (id: number) => WireCell } {
  const at = columns.findIndex((c) => c.name === 'retention_time') + 1 || columns.length;
  const times = new Map(scope.catalog.list('DROPPED').map((d) => [d.object.id, d.droppedOn]));
  return {
    columns: [...columns.slice(0, at), column('dropped_on', TIMESTAMP_LTZ), ...columns.slice(at)],
    droppedOn: (id) => moment(times.get(id) ?? null),
  };
}

/** Other connections' temporary objects are nobody's business. */
function visible(scope: ReadScope, object: CatalogObject): boolean {
  const session = sessionOf(object);
  return session === null || session === scope.session.id;
}

function isInside(scope: ReadScope, object: CatalogObject, container: number): boolean {
  if (object.parent === null) return false;
  if (object.parent === container) return true;
  const parent = scope.catalog.get(object.parent);
  return parent !== undefined && isInside(scope, parent, container);
}

/** The id of the container; null for the whole account. */
function containerId(scope: ReadScope, container: Container): number | null {
  const { context } = scope.session;
  switch (container.level) {
    case 'account':
      return null;
    case 'database':
      return scope.names.database(container.name, 'SHOW').id;
    case 'schema':
    case 'object':
      return scope.names.schema(container.name, 'SHOW').schema.id;
    case 'current':
      if (context.database === null) return null;
      return context.schema === null
        ? scope.names.database(null, 'SHOW').id
        : scope.names.schema([], 'SHOW').schema.id;
  }
}

/** LIMIT is of what is listed. */
function kept<K extends ObjectKind>(
  scope: ReadScope,
  request: ShowRequest,
  { kinds, keep }: { readonly kinds: readonly K[]; readonly keep?: (object: ObjectOf<K>) => boolean },
): readonly ObjectOf<K>[] {
  if (keep === undefined) return objectsIn(scope, request, ...kinds);
  const all = objectsIn(scope, { ...request, limit: null }, ...kinds).filter(keep);
  return request.limit === null ? all : all.slice(0, request.limit);
}

/** A SHOW command over catalog objects that live in schemas. */
export function listing<K extends ObjectKind, E = undefined>(spec: {
  readonly kinds: readonly K[];
  readonly columns: readonly AccountColumn[];
  /** Which of them are listed; absent: all. */
  readonly keep?: (object: ObjectOf<K>) => boolean;
  /** What rows need beyond the catalog, fetched once for all. */
  readonly prepare?: (scope: ReadScope, objects: readonly ObjectOf<K>[]) => Promise<E>;
  readonly row: (
    object: ObjectOf<K>,
    at: { database: string; schema: string },
    scope: ReadScope,
    extra: E,
  ) => NamedRow;
}): (g: Grammar) => Command {
  return (g) => {
    const request = showRequest(g, 'schema');
    return {
      access: 'read',
      kind: 'show',
      run: async (scope): Promise<CommandResult> => {
        const objects = kept(scope, request, spec);
        const extra = (await spec.prepare?.(scope, objects)) as E;
        const rows = objects.map((object) => spec.row(object, homeOf(scope.catalog, object), scope, extra));
        if (request.history !== true) return { columns: spec.columns, rows: toRows(spec.columns, rows) };
        const { columns, droppedOn } = withHistory(scope, spec.columns);
        const dated = rows.map((row, i) => ({ ...row, dropped_on: droppedOn(objects[i]?.id ?? 0) }));
        return { columns, rows: toRows(columns, dated) };
      },
    };
  };
}
