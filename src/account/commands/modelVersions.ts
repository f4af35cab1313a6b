import type { ModelFunction, ModelObject, ModelVersion } from '../catalog/model.js';
import type { ObjectName } from '../catalog/names.js';
import { homeOf } from '../catalog/names.js';
import { cannotOperate, refused } from '../catalog/refusals.js';
import type { Command, ReadScope } from './command.js';
import { INTEGER, TIMESTAMP_LTZ, moment } from './command.js';
import type { Grammar } from './grammar.js';
import { filterNames, shape, toRows } from './show.js';

/** A version by its name or an alias; DEFAULT, FIRST and LAST are aliases that every model has. */
export function modelVersion(model: ModelObject, name: string): ModelVersion {
  const found =
    model.versions.find((v) => v.name === name) ??
    model.versions.find((v) => aliasesOf(model, v).includes(name));
  if (found === undefined)
    throw refused(
      `Version '${name}' of model '${model.name}' does not exist or not authorized.`,
      '002003',
      '02000',
    );
  return found;
}

export function aliasesOf(model: ModelObject, version: ModelVersion): string[] {
  return [
    ...(version.name === model.defaultVersion ? ['DEFAULT'] : []),
    ...(version === model.versions[0] ? ['FIRST'] : []),
    ...(version === model.versions.at(-1) ? ['LAST'] : []),
    ...(version.alias === null ? [] : [version.alias]),
  ];
}

function must(scope: ReadScope, name: ObjectName): ModelObject {
  const model = scope.names.find('MODEL', name, 'SHOW');
  if (model === undefined) throw cannotOperate();
  return model;
}

const NO_LIMITS = { startsWith: null, limit: null, from: null };

const VERSION_COLUMNS = shape(
  [
    'created_on',
    'name',
    'aliases',
    'comment',
    'database_name',
    'schema_name',
    'model_name',
    'is_default_version',
    'functions',
    'metadata',
    'user_data',
    'model_attributes',
    'size',
    'environment',
    'runnable_in',
    'inference_services',
    'model_spec',
  ],
  { created_on: TIMESTAMP_LTZ, size: INTEGER },
);

/** SHOW VERSIONS IN MODEL, in the order of their creation. */
export function modelVersions(name: ObjectName, like: string | null): Command {
  return {
    access: 'read',
    kind: 'show',
    run: (scope) => {
      const model = must(scope, name);
      const { database, schema } = homeOf(scope.catalog, model);
      const rows = filterNames(model.versions, { like, ...NO_LIMITS }, (v) => v.name).map((v) => ({
        created_on: moment(v.createdOn),
        name: v.name,
        aliases: JSON.stringify(aliasesOf(model, v)),
        comment: v.comment,
        database_name: database,
        schema_name: schema,
        model_name: model.name,
        is_default_version: String(v.name === model.defaultVersion),
        functions: JSON.stringify(v.functions.map((f) => f.name)),
        metadata: v.metadata ?? '{}',
        user_data: v.userData,
        model_attributes: JSON.stringify({
          framework: specField(v.spec, 'model_type'),
          task: specField(v.spec, 'task'),
        }),
        runnable_in: JSON.stringify(v.runnableIn),
        inference_services: '[]',
        model_spec: v.spec,
      }));
      return { columns: VERSION_COLUMNS, rows: toRows(VERSION_COLUMNS, rows) };
    },
  };
}

/** A plain field at the beginning of a line of a model's specification. */
export function specField(spec: string, name: string): string {
  return new RegExp(String.raw`^${name}: *'?([\w-]+)`, 'm').exec(spec)?.[1] ?? 'UNKNOWN';
}

const FUNCTION_COLUMNS = shape(
  [
    'created_on',
    'name',
    'version_name',
    'min_num_arguments',
    'max_num_arguments',
    'arguments',
    'return_type',
    'description',
    'language',
  ],
  { created_on: TIMESTAMP_LTZ, min_num_arguments: INTEGER, max_num_arguments: INTEGER },
);

/** Stands after SHOW FUNCTIONS: `[LIKE '…'] IN MODEL name [VERSION v]`; undefined when it does not ask about a model. */
export function modelFunctions(g: Grammar): Command | undefined {
  const after = g.looksAt('LIKE') ? 2 : 0;
  if (g.word(after) !== 'IN' || g.word(after + 1) !== 'MODEL') return undefined;
  const like = g.try('LIKE') ? g.string() : null;
  g.expect('IN', 'MODEL');
  const name = g.name();
  const version = g.try('VERSION') ? g.identifier() : 'DEFAULT';
  g.end();
  return {
    access: 'read',
    kind: 'show',
    run: (scope) => {
      const found = modelVersion(must(scope, name), version);
      const rows = filterNames(found.functions, { like, ...NO_LIMITS }, (f) => f.name).map((f) => ({
        created_on: moment(found.createdOn),
        name: f.name,
        version_name: found.name,
        min_num_arguments: String(f.inputs.length),
        max_num_arguments: String(f.inputs.length),
        arguments: JSON.stringify(f.inputs),
        return_type: returnType(f),
        description: '',
        language: 'PYTHON',
      }));
      return { columns: FUNCTION_COLUMNS, rows: toRows(FUNCTION_COLUMNS, rows) };
    },
  };
}

function returnType({ table, outputs }: ModelFunction): string {
  if (!table) return outputs[0]?.type ?? 'OBJECT';
  return `TABLE (${outputs.map(({ name, type }) => `${name} ${type}`).join(', ')})`;
}
