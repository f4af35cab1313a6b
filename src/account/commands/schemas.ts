import { printNames } from '../catalog/names.js';
import type { SchemaObject } from '../catalog/model.js';
import { alter, commonChange } from './alter.js';
import { properties, tagClause, withTags } from './clauses.js';
import type { Command } from './command.js';
import { TIMESTAMP_LTZ, moment } from './command.js';
import { cloneContents, cloneSource } from './clone.js';
import { STORAGE_PROPERTIES, inherited, setContainerProperties } from './databases.js';
import type { Family } from './family.js';
import type { Grammar } from './grammar.js';
import type { CreateHead } from './objects.js';
import { created, makeRoom, newObject } from './objects.js';
import type { ShowRequest } from './show.js';
import { droppedObjects, filterNames, shape, showRequest, toRows, withHistory } from './show.js';
import type { ReadScope } from './command.js';

function createSchema(g: Grammar, head: CreateHead): Command {
  const name = g.name();
  const source = cloneSource(g);
  let comment = '';
  let tags: ReturnType<typeof tagClause>;
  while (!g.atEnd) {
    g.try('WITH', 'MANAGED', 'ACCESS');
    const found = properties(g, ['COMMENT', ...STORAGE_PROPERTIES]);
    comment = found['COMMENT'] ?? comment;
    tags = tagClause(g) ?? tags;
    if (!g.atEnd && Object.keys(found).length === 0 && tags === undefined) g.unexpected();
  }
  return {
    access: 'write',
    kind: 'ddl',
    run: async (scope) => {
      const database = scope.names.database(name.length > 1 ? (name[0] ?? null) : null, 'CREATE SCHEMA');
      const last = name.at(-1) ?? '';
      const original = source && scope.names.schema(source, 'CLONE').schema;
      const done = await makeRoom(scope, head, {
        kind: 'SCHEMA',
        name: last,
        parent: database.id,
        fullName: printNames([database.name, last]),
      });
      if (done !== undefined) return done;
      const schema: SchemaObject = {
        ...newObject(scope, last, comment),
        kind: 'SCHEMA',
        parent: database.id,
        transient: head.modifiers.has('TRANSIENT'),
        tags: withTags(scope.names, {}, tags ?? []),
      };
      scope.catalog.put(original === undefined ? schema : { ...schema, ...inherited(original, comment) });
      if (original !== undefined) await cloneContents(scope, original.id, schema.id);
      scope.onCommit(() => Object.assign(scope.session.context, { database: database.name, schema: last }));
      return created('SCHEMA', last);
    },
  };
}

const COLUMNS = shape(
  [
    'created_on',
    'name',
    'is_default',
    'is_current',
    'database_name',
    'owner',
    'comment',
    'options',
    'retention_time',
    'owner_role_type',
    'budget',
    'object_visibility',
  ],
  { created_on: TIMESTAMP_LTZ },
);

const PRESENT = { columns: COLUMNS, droppedOn: () => null };

function showSchemas(g: Grammar): Command {
  const request = showRequest(g, 'database');
  return {
    access: 'read',
    kind: 'show',
    run: (scope) => {
      const { catalog, session } = scope;
      const history = request.history === true;
      const dropped = history ? droppedObjects(scope, ['SCHEMA']).map((d) => d.object) : [];
      const { columns, droppedOn } = history ? withHistory(scope, COLUMNS) : PRESENT;
      const within = databaseIds(scope, request);
      const all = within.flatMap((database) =>
        [...catalog.children(database.id), ...dropped.filter((o) => o.parent === database.id)]
          .filter((o): o is SchemaObject => o.kind === 'SCHEMA')
          .sort((a, b) => (a.name < b.name ? -1 : 1))
          .map((schema) => ({ schema, database: database.name })),
      );
      const rows = filterNames(all, request, ({ schema }) => schema.name).map(({ schema, database }) => ({
        created_on: moment(schema.createdOn),
        name: schema.name,
        is_default: 'N',
        is_current:
          database === session.context.database && schema.name === session.context.schema ? 'Y' : 'N',
        database_name: database,
        owner: schema.owner,
        comment: schema.comment,
        options: schema.transient ? 'TRANSIENT' : '',
        retention_time: '1',
        dropped_on: droppedOn(schema.id),
        owner_role_type: schema.owner === null ? '' : 'ROLE',
      }));
      return { columns, rows: toRows(columns, rows) };
    },
  };
}

function databaseIds(scope: ReadScope, { container }: ShowRequest): { id: number; name: string }[] {
  if (container.level === 'database') return [scope.names.database(container.name, 'SHOW SCHEMAS')];
  const everywhere = container.level === 'account' || scope.session.context.database === null;
  return everywhere ? scope.catalog.list('DATABASE') : [scope.names.database(null, 'SHOW SCHEMAS')];
}

export const schemas: Family = {
  singular: 'SCHEMA',
  plural: 'SCHEMAS',
  create: createSchema,
  drops: 'SCHEMA',
  show: showSchemas,
  alter: (g, target) => alter(['SCHEMA'], target, commonChange(g) ?? setContainerProperties(g)),
};
