import type { TagObject } from '../catalog/model.js';
import { refused } from '../catalog/refusals.js';
import type { Change } from './alter.js';
import { alter, commonChange } from './alter.js';
import type { Command } from './command.js';
import { TIMESTAMP_LTZ, moment } from './command.js';
import type { Family } from './family.js';
import type { Grammar } from './grammar.js';
import type { CreateHead } from './objects.js';
import { created, makeRoomAt, newObject } from './objects.js';
import { listing, shape } from './show.js';

/** The most allowed values a tag may have (documentation: CREATE TAG). */
const ALLOWED_VALUES_LIMIT = 5000;

function stringList(g: Grammar): string[] {
  const values = [g.string()];
  while (g.try(',')) values.push(g.string());
  return values;
}

function createTag(g: Grammar, head: CreateHead): Command {
  const name = g.name();
  let allowedValues: readonly string[] | null = null;
  let propagate: string | null = null;
  let comment = '';
  while (!g.atEnd) {
    if (g.try('ALLOWED_VALUES')) allowedValues = stringList(g);
    else if (g.try('PROPAGATE', '=')) propagate = g.identifier();
    else if (g.try('COMMENT')) {
      g.try('=');
      comment = g.string();
    } else {
      g.refuse('ON_CONFLICT');
      g.unexpected();
    }
  }
  checkAllowed(allowedValues ?? []);
  return {
    access: 'write',
    kind: 'ddl',
    run: async (scope) => {
      const place = scope.names.place(name, 'CREATE TAG');
      const done = await makeRoomAt(scope, head, 'TAG', place);
      if (done !== undefined) return done;
      const tag: TagObject = {
        ...newObject(scope, place.name, comment),
        kind: 'TAG',
        parent: place.schema.id,
        allowedValues,
        propagate,
      };
      scope.catalog.put(tag);
      return created('TAG', place.name);
    },
  };
}

function checkAllowed(values: readonly string[]): void {
  if (values.length > ALLOWED_VALUES_LIMIT) {
    throw refused(`A tag may have at most ${ALLOWED_VALUES_LIMIT} allowed values.`, '001015', '22023');
  }
}

function tagChange(g: Grammar): Change {
  if (g.try('SET', 'COMMENT')) {
    g.try('=');
    const comment = g.string();
    g.end();
    return (_scope, object) => ({ ...object, comment });
  }
  if (g.try('UNSET', 'ALLOWED_VALUES')) {
    g.end();
    return onTag(() => null);
  }
  const adds = g.try('ADD', 'ALLOWED_VALUES');
  if (!adds && !g.try('DROP', 'ALLOWED_VALUES')) {
    g.refuse('SET MASKING POLICY', 'UNSET MASKING POLICY', 'SET PROPAGATE', 'UNSET PROPAGATE');
    g.unexpected();
  }
  const values = stringList(g);
  g.end();
  return onTag((before) =>
    adds ? [...new Set([...(before ?? []), ...values])] : (before ?? []).filter((v) => !values.includes(v)),
  );
}

function onTag(change: (before: readonly string[] | null) => readonly string[] | null): Change {
  return (_scope, object) => {
    if (object.kind !== 'TAG') return object;
    const allowedValues = change(object.allowedValues);
    checkAllowed(allowedValues ?? []);
    return { ...object, allowedValues };
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
    'allowed_values',
    'owner_role_type',
    'propagate',
    'on_conflict',
  ],
  { created_on: TIMESTAMP_LTZ },
);

export const tags: Family = {
  singular: 'TAG',
  plural: 'TAGS',
  create: createTag,
  drops: 'TAG',
  alter: (g, target) => alter(['TAG'], target, commonChange(g) ?? tagChange(g)),
  show: listing({
    kinds: ['TAG'],
    columns: COLUMNS,
    row: (tag, at) => ({
      created_on: moment(tag.createdOn),
      name: tag.name,
      database_name: at.database,
      schema_name: at.schema,
      owner: tag.owner,
      comment: tag.comment,
      allowed_values: tag.allowedValues === null ? null : JSON.stringify(tag.allowedValues),
      owner_role_type: tag.owner === null ? '' : 'ROLE',
      propagate: tag.propagate ?? 'NONE',
    }),
  }),
};
