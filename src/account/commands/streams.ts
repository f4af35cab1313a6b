import { staleAfter, staleReason, storedTable } from '../changes/readers.js';
import { nextTick, track } from '../changes/tracking.js';
import type { Relation, StreamObject } from '../catalog/model.js';
import type { ObjectName } from '../catalog/names.js';
import { pathOf, printNames } from '../catalog/names.js';
import { refused, unsupported, wrongKind } from '../catalog/refusals.js';
import { alter, commonChange, targetOrRefusal } from './alter.js';
import type { Change } from './alter.js';
import { properties, tagClause, withTags } from './clauses.js';
import { cloneCommand, cloneSource } from './clone.js';
import type { Command, ReadScope, WriteScope } from './command.js';
import { TIMESTAMP_LTZ, moment } from './command.js';
import type { Family } from './family.js';
import type { Grammar } from './grammar.js';
import type { CreateHead } from './objects.js';
import { created, makeRoomAt, newObject } from './objects.js';
import { listing, shape, toRows } from './show.js';
import type { NamedRow } from './show.js';

const PROPERTIES = ['APPEND_ONLY', 'SHOW_INITIAL_ROWS', 'INSERT_ONLY', 'COMMENT'];

/**
 * CREATE [OR REPLACE] STREAM [IF NOT EXISTS] name ON TABLE | VIEW | DYNAMIC TABLE source [AT (STREAM => 'other')]
 * [APPEND_ONLY = …] [SHOW_INITIAL_ROWS = …] [COMMENT = '…'] (documentation: CREATE STREAM)
 */
function createStream(g: Grammar, head: CreateHead): Command {
  const name = g.name();
  const original = cloneSource(g);
  if (original !== undefined) return cloneCommand(g, head, 'STREAM', name, original);
  const tags = tagClause(g);
  g.try('COPY', 'GRANTS');
  g.expect('ON');
  g.refuse('EXTERNAL TABLE', 'STAGE', 'EVENT TABLE', 'DIRECTORY TABLE');
  const kind = g.oneOf('TABLE', 'VIEW', 'DYNAMIC TABLE');
  const source = g.name();
  const at = startingPoint(g);
  const given = properties(g, PROPERTIES);
  g.end();
  const flag = (property: string): boolean => given[property]?.toUpperCase() === 'TRUE';
  if (flag('INSERT_ONLY')) throw unsupported('INSERT_ONLY = TRUE', 'It is for external tables.');
  return {
    access: 'write',
    kind: 'ddl',
    run: async (scope) => {
      const place = scope.names.place(name, 'CREATE STREAM');
      const relation = scope.names.relation(source, 'CREATE STREAM');
      checkKind(scope, relation, kind);
      const start = at === null ? null : scope.names.must('STREAM', at, 'CREATE STREAM');
      const done = await makeRoomAt(scope, head, 'STREAM', place);
      if (done !== undefined) return done;
      const bases = await trackedBases(scope, relation);
      const stream: StreamObject = {
        ...newObject(scope, place.name, given['COMMENT'] ?? ''),
        kind: 'STREAM',
        parent: place.schema.id,
        source: relation.id,
        sourceName: scope.names.full(relation),
        sourceKind: relation.kind,
        bases,
        appendOnly: flag('APPEND_ONLY'),
        offset: start?.offset ?? (await nextTick(scope.duckdb)),
        offsetOn: start?.offsetOn ?? scope.now,
        initialRows: flag('SHOW_INITIAL_ROWS'),
        tags: withTags(scope.names, {}, tags ?? []),
      };
      scope.catalog.put(stream);
      return created('STREAM', place.name);
    },
  };
}

/** `AT (STREAM => 'name')` begins where another stream stands; other moments would need Time Travel. */
function startingPoint(g: Grammar): ObjectName | null {
  if (!g.looksAt('AT') && !g.looksAt('BEFORE')) return null;
  const word = g.oneOf('AT', 'BEFORE');
  g.expect('(');
  if (!g.looksAt('STREAM') || word === 'BEFORE') throw unsupported(`${word} (${g.word()} => …)`);
  g.expect('STREAM', '=>');
  const name = g.nameInString();
  g.expect(')');
  return name;
}

type SourceKind = StreamObject['sourceKind'];

function checkKind<R extends Relation>(
  scope: WriteScope,
  relation: R,
  wanted: SourceKind,
): asserts relation is R & { readonly kind: SourceKind } {
  const fits = relation.kind === wanted || (wanted === 'TABLE' && relation.kind === 'DYNAMIC TABLE');
  if (!fits) throw wrongKind(scope.names.full(relation), relation.kind, wanted);
}

/** The tables whose changes a stream on this relation reads, all of them tracked from now on. */
async function trackedBases(scope: WriteScope, relation: Relation): Promise<number[]> {
  // As it is now: the stream that OR REPLACE dropped may have been the last reason to record its changes.
  const table = storedTable(scope.catalog, relation.id);
  if (table === undefined) throw unsupported('a stream on a view');
  const tracked = await track(scope, table);
  if (tracked.kind === 'TABLE') scope.catalog.put({ ...tracked, changeTracking: true });
  return [table.id];
}

function streamChange(g: Grammar): Change {
  g.expect('SET');
  const found = properties(g, ['APPEND_ONLY', 'COMMENT']);
  if (Object.keys(found).length === 0) g.unexpected();
  g.end();
  return (_scope, object) => {
    if (object.kind !== 'STREAM') return object;
    const asked = found['APPEND_ONLY'];
    if (asked !== undefined && (asked.toUpperCase() === 'TRUE') !== object.appendOnly)
      throw refused(`The mode of stream '${object.name}' cannot be changed.`, '091902', '22023');
    return { ...object, comment: found['COMMENT'] ?? object.comment };
  };
}

const COLUMNS = shape(
  [
    'created_on',
    'name',
    'database_name',
    'schema_name',
    'owner',
    'comment',
    'table_name',
    'source_type',
    'base_tables',
    'type',
    'stale',
    'mode',
    'stale_after',
    'invalid_reason',
    'owner_role_type',
  ],
  { created_on: TIMESTAMP_LTZ, stale_after: TIMESTAMP_LTZ },
);

const SOURCE_TYPES = { TABLE: 'Table', VIEW: 'View', 'DYNAMIC TABLE': 'Dynamic Table' } as const;

function described({ catalog, now }: ReadScope, stream: StreamObject): NamedRow {
  const [database = null, schema = null] = pathOf(catalog, stream);
  const nameOf = (id: number, missing: string): string => {
    const object = catalog.get(id);
    return object === undefined ? missing : printNames(pathOf(catalog, object));
  };
  const reason = staleReason(catalog, stream, now);
  return {
    created_on: moment(stream.createdOn),
    name: stream.name,
    database_name: database,
    schema_name: schema,
    owner: stream.owner,
    comment: stream.comment,
    table_name: nameOf(stream.source, 'No privilege or table dropped'),
    source_type: SOURCE_TYPES[stream.sourceKind],
    base_tables: stream.bases.map((id) => nameOf(id, 'No privilege or table dropped')).join(', '),
    type: 'DELTA',
    stale: reason === null ? 'false' : 'true',
    mode: stream.appendOnly ? 'APPEND_ONLY' : 'DEFAULT',
    stale_after: moment(staleAfter(catalog, stream)),
    invalid_reason: reason ?? 'N/A',
    owner_role_type: stream.owner === null ? '' : 'ROLE',
  };
}

/** DESCRIBE STREAM gives the row of SHOW STREAMS. */
export function describeStream(g: Grammar): Command {
  const name = g.name();
  g.end();
  return {
    access: 'read',
    kind: 'describe',
    run: (scope) => {
      const stream = targetOrRefusal(scope, ['STREAM'], { name, ifExists: false });
      const rows = stream?.kind === 'STREAM' ? [described(scope, stream)] : [];
      return { columns: COLUMNS, rows: toRows(COLUMNS, rows) };
    },
  };
}

export const streams: Family = {
  singular: 'STREAM',
  plural: 'STREAMS',
  create: createStream,
  drops: 'STREAM',
  alter: (g, target) => alter(['STREAM'], target, commonChange(g) ?? streamChange(g)),
  show: listing({
    kinds: ['STREAM'],
    columns: COLUMNS,
    row: (stream, _at, scope) => described(scope, stream),
  }),
};
