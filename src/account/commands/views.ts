import type { ViewObject } from '../catalog/model.js';
import { refused, unsupported } from '../catalog/refusals.js';
import { alter, commonChange } from './alter.js';
import {
  commentClause,
  nameList,
  properties,
  tagAssignments,
  tagClause,
  withTags,
  withoutTags,
} from './clauses.js';
import { columnList, columnsOfQuery, invalidColumn } from './columns.js';
import type { Command } from './command.js';
import { TIMESTAMP_LTZ, moment } from './command.js';
import type { Family } from './family.js';
import type { Grammar } from './grammar.js';
import type { CreateHead } from './objects.js';
import { created, makeRoomAt, newObject, placeName } from './objects.js';
import { listing, shape } from './show.js';
import type { Change } from './alter.js';

function createView(g: Grammar, head: CreateHead): Command {
  const name = g.name();
  const definitions = g.looksAt('(') ? columnList(g) : undefined;
  const typed = definitions?.find((d) => d.type !== null);
  if (typed !== undefined)
    throw refused(`A view's column '${typed.name}' has no data type of its own.`, '001003', '42000');
  let comment = '';
  let tags: ReturnType<typeof tagClause>;
  while (!g.try('AS')) {
    const found = properties(g, ['COMMENT', 'CHANGE_TRACKING']);
    comment = found['COMMENT'] ?? comment;
    const assigned = tagClause(g);
    tags = assigned ?? tags;
    if (Object.keys(found).length > 0 || assigned !== undefined || g.try('COPY', 'GRANTS')) continue;
    g.refuse('ROW ACCESS POLICY', 'WITH ROW ACCESS POLICY', 'AGGREGATION POLICY');
    g.unexpected();
  }
  const offset = g.peek()?.start ?? g.source.length;
  const query = g.rest();
  return {
    access: 'write',
    kind: 'ddl',
    run: async (scope) => {
      const place = scope.names.place(name, 'CREATE VIEW');
      const home = { database: place.database.name, schema: place.schema.name };
      const translation = await scope.queries.translate(g.source, { offset, home });
      const full = placeName(place);
      if (translation.pivotsByData === true && definitions !== undefined)
        throw unsupported(
          `names of columns for view ${full}, whose PIVOT has other columns with other data`,
          'Leave the list of columns out, or list the values of the PIVOT.',
        );
      const columns = columnsOfQuery(scope.names, definitions, translation.columns, `view '${full}'`);
      if (translation.reads.includes(full) && head.orReplace) {
        throw refused(`View definition refers to the view being defined: '${full}'.`, '002037', '42601');
      }
      const done = await makeRoomAt(scope, head, 'VIEW', place);
      if (done !== undefined) return done;
      const view: ViewObject = {
        ...newObject(scope, place.name, comment),
        kind: 'VIEW',
        parent: place.schema.id,
        columns,
        text: head.text,
        query,
        secure: head.modifiers.has('SECURE'),
        tags: withTags(scope.names, {}, tags ?? []),
      };
      scope.catalog.put(view);
      return created('VIEW', place.name);
    },
  };
}

function viewChange(g: Grammar): Change {
  if (g.try('SET')) {
    if (g.try('SECURE')) return onView((view) => ({ ...view, secure: true }));
    const found = properties(g, ['COMMENT', 'CHANGE_TRACKING']);
    if (Object.keys(found).length === 0) g.unexpected();
    g.end();
    return (_scope, object) => ({ ...object, comment: found['COMMENT'] ?? object.comment });
  }
  if (g.try('UNSET', 'SECURE')) return onView((view) => ({ ...view, secure: false }));
  if (!g.try('ALTER') && !g.try('MODIFY')) g.unexpected();
  g.try('COLUMN');
  return viewColumnChange(g, g.identifier());
}

function onView(change: (view: ViewObject) => ViewObject): Change {
  return (_scope, object) => (object.kind === 'VIEW' ? change(object) : object);
}

function viewColumnChange(g: Grammar, name: string): Change {
  const comment = commentClause(g);
  const set = comment === undefined && g.try('SET', 'TAG') ? tagAssignments(g) : [];
  const unset = comment === undefined && g.try('UNSET', 'TAG') ? nameList(g) : [];
  g.end();
  return (scope, object) => {
    if (object.kind !== 'VIEW') return object;
    if (!object.columns.some((c) => c.name === name)) throw invalidColumn(name);
    const columns = object.columns.map((c) =>
      c.name === name
        ? {
            ...c,
            comment: comment ?? c.comment,
            tags: withoutTags(scope.names, withTags(scope.names, c.tags, set), unset),
          }
        : c,
    );
    return { ...object, columns };
  };
}

const COLUMNS = shape(
  [
    'created_on',
    'name',
    'reserved',
    'database_name',
    'schema_name',
    'owner',
    'comment',
    'text',
    'is_secure',
    'is_materialized',
    'owner_role_type',
    'change_tracking',
  ],
  { created_on: TIMESTAMP_LTZ },
);

export const views: Family = {
  singular: 'VIEW',
  plural: 'VIEWS',
  create: createView,
  drops: 'VIEW',
  alter: (g, target) => alter(['VIEW'], target, commonChange(g) ?? viewChange(g)),
  show: listing({
    kinds: ['VIEW'],
    columns: COLUMNS,
    row: (view, at) => ({
      created_on: moment(view.createdOn),
      name: view.name,
      reserved: '',
      database_name: at.database,
      schema_name: at.schema,
      owner: view.owner,
      comment: view.comment,
      text: view.text,
      is_secure: view.secure ? 'true' : 'false',
      is_materialized: 'false',
      owner_role_type: view.owner === null ? '' : 'ROLE',
      change_tracking: 'OFF',
    }),
  }),
};
