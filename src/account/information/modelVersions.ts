/** INFORMATION_SCHEMA.MODEL_VERSIONS. Source: "MODEL_VERSIONS view". */
import type { CatalogView } from '../catalog/catalog.js';
import type { DatabaseObject } from '../catalog/model.js';
import { pathOf } from '../catalog/names.js';
import { aliasesOf, specField } from '../commands/modelVersions.js';
import type { ResolvedRows } from '../query/translation.js';
import { ARRAY, TEXT, TIMESTAMP_LTZ } from '../../sql/read/types.js';
import { constant } from './rows.js';

/** As the documentation lists them, without those that a package does not tell: Python's version and the dependencies. */
const COLUMNS = [
  { name: 'DATABASE_NAME', type: TEXT },
  { name: 'SCHEMA_NAME', type: TEXT },
  { name: 'MODEL_NAME', type: TEXT },
  { name: 'MODEL_VERSION_NAME', type: TEXT },
  { name: 'VERSION_ALIASES', type: ARRAY },
  { name: 'COMMENT', type: TEXT },
  { name: 'OWNER', type: TEXT },
  { name: 'CREATED', type: TIMESTAMP_LTZ },
  { name: 'FUNCTIONS', type: TEXT },
  { name: 'MODEL_TYPE', type: TEXT },
  { name: 'LANGUAGE', type: TEXT },
  { name: 'METADATA', type: TEXT },
  { name: 'USERDATA', type: TEXT },
];

/** A row for each version of each model of the database. */
export function modelVersionRows(
  fullName: string,
  catalog: CatalogView,
  database: DatabaseObject,
): ResolvedRows {
  const models = catalog.list('MODEL').map((model) => ({ model, path: pathOf(catalog, model) }));
  const rows = models
    .filter(({ path }) => path[0] === database.name)
    .flatMap(({ model, path: [, schema = ''] }) =>
      model.versions.map((version) => ({
        DATABASE_NAME: database.name,
        SCHEMA_NAME: schema,
        MODEL_NAME: model.name,
        MODEL_VERSION_NAME: version.name,
        VERSION_ALIASES: JSON.stringify(aliasesOf(model, version)),
        COMMENT: version.comment,
        OWNER: model.owner,
        CREATED: new Date(version.createdOn).toISOString(),
        FUNCTIONS: JSON.stringify(version.functions.map((f) => f.name)),
        MODEL_TYPE: specField(version.spec, 'model_type'),
        LANGUAGE: 'PYTHON',
        METADATA: version.metadata ?? '{}',
        USERDATA: version.userData,
      })),
    );
  return constant(fullName, COLUMNS, rows);
}
