import type { FileFormatObject, Properties, StageObject } from '../catalog/model.js';
import { sessionOf } from '../catalog/model.js';
import { refused, unsupported } from '../catalog/refusals.js';
import { checkedFormat } from '../files/format.js';
import type { Change } from './alter.js';
import { alter, commonChange } from './alter.js';
import { anyProperties, fileFormatClause, properties, tagClause, withTags } from './clauses.js';
import { cloneCommand, cloneSource } from './clone.js';
import type { Command } from './command.js';
import { TIMESTAMP_LTZ, moment, status } from './command.js';
import type { Family } from './family.js';
import type { Grammar } from './grammar.js';
import type { CreateHead } from './objects.js';
import { created, makeRoomAt, newObject } from './objects.js';
import { listing, shape } from './show.js';

function createStage(g: Grammar, head: CreateHead): Command {
  const name = g.name();
  const source = cloneSource(g);
  if (source !== undefined) return cloneCommand(g, head, 'STAGE', name, source);
  let comment = '';
  let fileFormat: Properties = {};
  let tags: ReturnType<typeof tagClause>;
  while (!g.atEnd) {
    const format = fileFormatClause(g);
    fileFormat = format ?? fileFormat;
    const assigned = tagClause(g);
    tags = assigned ?? tags;
    const found = properties(g, ['COMMENT', 'DIRECTORY', 'ENCRYPTION', 'COPY_OPTIONS']);
    comment = found['COMMENT'] ?? comment;
    if (format !== undefined || assigned !== undefined || Object.keys(found).length > 0) continue;
    if (['URL', 'STORAGE_INTEGRATION', 'CREDENTIALS', 'ENDPOINT'].includes(g.word())) {
      throw unsupported('external stages', 'Create an internal stage and PUT the files there.');
    }
    g.unexpected();
  }
  return {
    access: 'write',
    kind: 'ddl',
    run: async (scope) => {
      const place = scope.names.place(name, 'CREATE STAGE');
      const done = await makeRoomAt(scope, head, 'STAGE', place);
      if (done !== undefined) return done;
      const base = newObject(scope, place.name, comment);
      const stage: StageObject = {
        ...base,
        kind: 'STAGE',
        parent: place.schema.id,
        // The statement's id keeps a new stage away from the files of a dropped one.
        folder: `s${base.id}-${scope.queryId.slice(0, 8)}`,
        fileFormat,
        session: head.modifiers.has('TEMPORARY') ? scope.session.id : null,
        tags: withTags(scope.names, {}, tags ?? []),
      };
      scope.catalog.put(stage);
      return status(`Stage area ${place.name} successfully created.`);
    },
  };
}

function stageChange(g: Grammar): Change {
  g.expect('SET');
  const format = fileFormatClause(g);
  const { COMMENT: comment } = properties(g, ['COMMENT']);
  g.end();
  if (format === undefined && comment === undefined)
    throw refused('SET needs a property.', '001003', '42000');
  return (_scope, object) =>
    object.kind === 'STAGE'
      ? { ...object, comment: comment ?? object.comment, fileFormat: format ?? object.fileFormat }
      : object;
}

const STAGE_COLUMNS = shape(
  [
    'created_on',
    'name',
    'database_name',
    'schema_name',
    'url',
    'has_credentials',
    'has_encryption_key',
    'owner',
    'comment',
    'region',
    'type',
    'cloud',
    'notification_channel',
    'storage_integration',
    'endpoint',
    'owner_role_type',
    'directory_enabled',
  ],
  { created_on: TIMESTAMP_LTZ },
);

export const stages: Family = {
  singular: 'STAGE',
  plural: 'STAGES',
  create: createStage,
  drops: 'STAGE',
  alter: (g, target) => alter(['STAGE'], target, commonChange(g) ?? stageChange(g)),
  show: listing({
    kinds: ['STAGE'],
    columns: STAGE_COLUMNS,
    row: (stage, at) => ({
      created_on: moment(stage.createdOn),
      name: stage.name,
      database_name: at.database,
      schema_name: at.schema,
      url: '',
      has_credentials: 'N',
      has_encryption_key: 'N',
      owner: stage.owner,
      comment: stage.comment,
      type: sessionOf(stage) === null ? 'INTERNAL' : 'INTERNAL TEMPORARY',
      owner_role_type: stage.owner === null ? '' : 'ROLE',
      directory_enabled: 'N',
    }),
  }),
};

function createFileFormat(g: Grammar, head: CreateHead): Command {
  const name = g.name();
  const source = cloneSource(g);
  if (source !== undefined) return cloneCommand(g, head, 'FILE FORMAT', name, source);
  const { COMMENT: comment = '', ...options } = anyProperties(g);
  g.end();
  checkedFormat(options);
  return {
    access: 'write',
    kind: 'ddl',
    run: async (scope) => {
      const place = scope.names.place(name, 'CREATE FILE FORMAT');
      const done = await makeRoomAt(scope, head, 'FILE FORMAT', place);
      if (done !== undefined) return done;
      const format: FileFormatObject = {
        ...newObject(scope, place.name, comment),
        kind: 'FILE FORMAT',
        parent: place.schema.id,
        options: { TYPE: 'CSV', ...options },
        session: head.modifiers.has('TEMPORARY') ? scope.session.id : null,
      };
      scope.catalog.put(format);
      return created('FILE FORMAT', place.name);
    },
  };
}

function formatChange(g: Grammar): Change {
  g.expect('SET');
  const { COMMENT: comment, ...options } = anyProperties(g);
  g.end();
  return (_scope, object) =>
    object.kind === 'FILE FORMAT'
      ? { ...object, comment: comment ?? object.comment, options: { ...object.options, ...options } }
      : object;
}

const FORMAT_COLUMNS = shape(
  [
    'created_on',
    'name',
    'database_name',
    'schema_name',
    'type',
    'owner',
    'comment',
    'format_options',
    'owner_role_type',
  ],
  { created_on: TIMESTAMP_LTZ },
);

export const fileFormats: Family = {
  singular: 'FILE FORMAT',
  plural: 'FILE FORMATS',
  create: createFileFormat,
  drops: 'FILE FORMAT',
  alter: (g, target) => alter(['FILE FORMAT'], target, commonChange(g) ?? formatChange(g)),
  show: listing({
    kinds: ['FILE FORMAT'],
    columns: FORMAT_COLUMNS,
    row: (format, at) => ({
      created_on: moment(format.createdOn),
      name: format.name,
      database_name: at.database,
      schema_name: at.schema,
      type: format.options['TYPE']?.toUpperCase() ?? 'CSV',
      owner: format.owner,
      comment: format.comment,
      format_options: JSON.stringify(format.options),
      owner_role_type: format.owner === null ? '' : 'ROLE',
    }),
  }),
};
