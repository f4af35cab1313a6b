import path from 'node:path';
import type { ModelObject, ModelVersion } from '../catalog/model.js';
import { alreadyExists, refused, unsupported } from '../catalog/refusals.js';
import type { Change } from './alter.js';
import { alter, commonChange } from './alter.js';
import { properties } from './clauses.js';
import type { Command, WriteScope } from './command.js';
import { TIMESTAMP_LTZ, moment } from './command.js';
import { describeProperties } from './describe.js';
import type { AlterTarget, Family } from './family.js';
import type { Grammar } from './grammar.js';
import { stageLocation, stagedFiles } from './locations.js';
import type { StagedFile } from './locations.js';
import { packageModel } from './modelFiles.js';
import { aliasesOf, modelVersion } from './modelVersions.js';
import type { CreateHead } from './objects.js';
import { created, makeRoomAt, newObject } from './objects.js';
import { listing, shape } from './show.js';
import { stageArea } from './stageAreas.js';
import { removeFiles, versionFolder } from './versions.js';

/** Finds the files of a version about to be. */
type VersionSource = (scope: WriteScope) => Promise<readonly StagedFile[]>;

/** `FROM @stage/path` or `FROM MODEL name [VERSION v]` to the end of the statement. */
function versionSource(g: Grammar): VersionSource {
  g.expect('FROM');
  if (g.try('MODEL')) {
    const name = g.name();
    const version = g.try('VERSION') ? g.identifier() : 'DEFAULT';
    g.end();
    return (scope) => {
      const found = modelVersion(scope.names.must('MODEL', name, 'CREATE MODEL'), version);
      return stagedFiles(path.join(scope.stages, found.folder), '');
    };
  }
  const location = stageLocation(g);
  g.end();
  return async (scope) => {
    const { folder } = stageArea(scope, location.stage, 'CREATE MODEL');
    const prefix = location.path === '' || location.path.endsWith('/') ? location.path : `${location.path}/`;
    const files = await stagedFiles(folder, prefix);
    return files.map((file) => ({ ...file, name: file.name.slice(prefix.length) }));
  };
}

async function newVersion(
  scope: WriteScope,
  model: ModelObject,
  name: string,
  source: VersionSource,
): Promise<ModelVersion> {
  const taken = model.versions.some((v) => v.name === name || v.alias === name);
  if (taken || SYSTEM_ALIASES.includes(name))
    throw alreadyExists(`${scope.names.full(model)} version ${name}`);
  const folder = versionFolder(scope, model);
  const packaged = await packageModel(scope, folder, await source(scope));
  const base = { name, createdOn: scope.now, comment: '', metadata: null, alias: null, folder };
  return { ...base, ...packaged };
}

/** CREATE [OR REPLACE] MODEL [IF NOT EXISTS] name WITH VERSION v FROM … (documentation: CREATE MODEL). */
function createModel(g: Grammar, head: CreateHead): Command {
  const name = g.name();
  g.refuse('WITH LIVE');
  if (g.looksAt('FROM')) throw unsupported('CREATE MODEL without WITH VERSION', 'Name the version.');
  g.expect('WITH', 'VERSION');
  const version = g.identifier();
  const source = versionSource(g);
  return {
    access: 'write',
    kind: 'ddl',
    run: async (scope) => {
      const place = scope.names.place(name, 'CREATE MODEL');
      // Before OR REPLACE drops it: a model may be made of itself.
      const files = await source(scope);
      const done = await makeRoomAt(scope, head, 'MODEL', place);
      if (done !== undefined) return done;
      const model: ModelObject = {
        ...newObject(scope, place.name, ''),
        kind: 'MODEL',
        parent: place.schema.id,
        versions: [],
        defaultVersion: version,
      };
      const first = await newVersion(scope, model, version, () => Promise.resolve(files));
      scope.catalog.put({ ...model, versions: [first] });
      return created('MODEL', place.name);
    },
  };
}

const SYSTEM_ALIASES = ['DEFAULT', 'FIRST', 'LAST'];

function onModel(
  change: (model: ModelObject, scope: WriteScope) => ModelObject | Promise<ModelObject>,
): Change {
  return (scope, object) => (object.kind === 'MODEL' ? change(object, scope) : object);
}

function changeVersion(
  model: ModelObject,
  version: string,
  change: (found: ModelVersion) => ModelVersion,
): ModelObject {
  const found = modelVersion(model, version);
  return { ...model, versions: model.versions.map((v) => (v === found ? change(v) : v)) };
}

function alterModel(g: Grammar, target: AlterTarget): Command {
  return alter(['MODEL'], target, commonChange(g) ?? modelChange(g));
}

function modelChange(g: Grammar): Change {
  g.refuse('ADD LIVE', 'COMMIT');
  if (g.try('ADD', 'VERSION')) {
    const version = g.identifier();
    const source = versionSource(g);
    return onModel(async (model, scope) => ({
      ...model,
      versions: [...model.versions, await newVersion(scope, model, version, source)],
    }));
  }
  if (g.try('DROP', 'VERSION')) return dropVersion(g);
  if (g.try('MODIFY', 'VERSION')) return modifyVersion(g);
  if (g.try('VERSION')) return aliasChange(g);
  g.expect('SET');
  const found = properties(g, ['DEFAULT_VERSION', 'COMMENT']);
  const { DEFAULT_VERSION: version, COMMENT: comment } = found;
  if (Object.keys(found).length === 0) g.unexpected();
  g.end();
  return onModel((model) => ({
    ...model,
    defaultVersion: version === undefined ? model.defaultVersion : modelVersion(model, version).name,
    comment: comment ?? model.comment,
  }));
}

function dropVersion(g: Grammar): Change {
  const version = g.identifier();
  g.end();
  return onModel((model, scope) => {
    const found = modelVersion(model, version);
    if (found.name === model.defaultVersion)
      throw refused(
        `Cannot drop version '${found.name}': it is the default version of model '${scope.names.full(model)}'. Set another one first, or drop the model.`,
        '092918',
        '55000',
      );
    removeFiles(scope, [found]);
    return { ...model, versions: model.versions.filter((v) => v !== found) };
  });
}

/** MODIFY VERSION v SET COMMENT = '…' | METADATA = '…' */
function modifyVersion(g: Grammar): Change {
  const version = g.identifier();
  g.expect('SET');
  const found = properties(g, ['COMMENT', 'METADATA']);
  if (Object.keys(found).length === 0) g.unexpected();
  g.end();
  const { COMMENT: comment, METADATA: metadata } = found;
  if (metadata !== undefined) refuseText(metadata);
  return onModel((model) =>
    changeVersion(model, version, (v) => ({
      ...v,
      comment: comment ?? v.comment,
      metadata: metadata ?? v.metadata,
    })),
  );
}

function refuseText(metadata: string): void {
  try {
    JSON.parse(metadata);
  } catch {
    throw refused('METADATA of a model version is JSON.', '001008', '22023');
  }
}

/** VERSION v SET ALIAS = a | UNSET ALIAS */
function aliasChange(g: Grammar): Change {
  const version = g.identifier();
  if (g.try('UNSET', 'ALIAS')) {
    g.end();
    return onModel((model) => changeVersion(model, version, (v) => ({ ...v, alias: null })));
  }
  g.expect('SET', 'ALIAS', '=');
  const alias = g.identifier();
  g.end();
  return onModel((model, scope) => {
    const taken = model.versions.some((v) => v.name === alias || v.alias === alias);
    if (taken || SYSTEM_ALIASES.includes(alias))
      throw alreadyExists(`${scope.names.full(model)} version or alias ${alias}`);
    return changeVersion(model, version, (v) => ({ ...v, alias }));
  });
}

const COLUMNS = shape(
  [
    'created_on',
    'name',
    'model_type',
    'database_name',
    'schema_name',
    'comment',
    'owner',
    'default_version_name',
    'versions',
    'aliases',
  ],
  { created_on: TIMESTAMP_LTZ },
);

export const models: Family = {
  singular: 'MODEL',
  plural: 'MODELS',
  create: createModel,
  alter: alterModel,
  drops: 'MODEL',
  describe: describeProperties('MODEL'),
  show: listing({
    kinds: ['MODEL'],
    columns: COLUMNS,
    row: (model, at) => ({
      created_on: moment(model.createdOn),
      name: model.name,
      model_type: 'USER_MODEL',
      database_name: at.database,
      schema_name: at.schema,
      comment: model.comment,
      owner: model.owner,
      default_version_name: model.defaultVersion,
      versions: JSON.stringify(model.versions.map((v) => v.name)),
      aliases: JSON.stringify(
        Object.fromEntries(model.versions.flatMap((v) => aliasesOf(model, v).map((a) => [a, v.name]))),
      ),
    }),
  }),
};
