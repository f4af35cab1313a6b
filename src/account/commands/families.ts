import { alterTable } from './alterTable.js';
import { showUsers, showVariables } from './context.js';
import { showParameters } from './parameters.js';
import { databases } from './databases.js';
import {
  RELATIONS,
  describeContainer,
  describeProperties,
  describeRelation,
  showColumns,
  showKeys,
} from './describe.js';
import { datasets } from './datasets.js';
import { dynamicTables } from './dynamicTables.js';
import { dynamicIcebergTables } from './icebergTables.js';
import type { Family } from './family.js';
import { functions, showUserFunctions } from './functions.js';
import { models } from './models.js';
import { onlineFeatureTables } from './onlineFeatureTables.js';
import { roles, showGrants } from './roles.js';
import { schemas } from './schemas.js';
import { fileFormats, stages } from './stages.js';
import { describeStream, streams } from './streams.js';
import { createTable, showObjects, showTables } from './tables.js';
import { tags } from './tags.js';
import { tasks } from './tasks.js';
import { showVersions } from './showVersions.js';
import { views } from './views.js';
import { warehouses } from './warehouses.js';

const tables: Family = {
  singular: 'TABLE',
  plural: 'TABLES',
  create: createTable,
  alter: alterTable,
  drops: 'TABLE',
  show: showTables,
  describe: describeRelation(RELATIONS),
};

/** Kinds of object with statements of their own; the longer name first where one begins another. */
export const FAMILIES: readonly Family[] = [
  { ...databases, describe: describeContainer('DATABASE') },
  { ...schemas, describe: describeContainer('SCHEMA') },
  { ...dynamicTables, describe: describeRelation(['DYNAMIC TABLE']) },
  dynamicIcebergTables,
  tables,
  { ...views, describe: describeRelation(['VIEW']) },
  { ...tags, describe: describeProperties('TAG') },
  { ...warehouses, describe: describeProperties('WAREHOUSE') },
  { ...roles, describe: describeProperties('ROLE') },
  { ...stages, describe: describeProperties('STAGE') },
  { ...fileFormats, describe: describeProperties('FILE FORMAT') },
  { ...tasks, describe: describeProperties('TASK') },
  { ...streams, describe: describeStream },
  functions,
  datasets,
  onlineFeatureTables,
  models,
];

/** SHOW commands beside those of the families, by the words after SHOW. */
export const LISTINGS: Readonly<Record<string, NonNullable<Family['show']>>> = {
  OBJECTS: showObjects,
  COLUMNS: showColumns,
  PARAMETERS: showParameters,
  VARIABLES: showVariables,
  GRANTS: showGrants,
  'USER FUNCTIONS': showUserFunctions,
  USERS: showUsers,
  'PRIMARY KEYS': showKeys((column) => column.primaryKey, 'PK'),
  'UNIQUE KEYS': showKeys((column) => column.uniqueKey, 'UK'),
  VERSIONS: showVersions,
};

/** Kinds of object that Snowflake has and the local account has not: none of them can exist here. */
export const FOREIGN_KINDS: readonly string[] = [
  'ICEBERG TABLE',
  'EXTERNAL TABLE',
  'HYBRID TABLE',
  'EVENT TABLE',
  'MATERIALIZED VIEW',
  'SEMANTIC VIEW',
  'MODEL MONITOR',
  'SEQUENCE',
  'PROCEDURE',
  'PIPE',
  'ALERT',
  'USER',
  'DATABASE ROLE',
  'APPLICATION ROLE',
  'APPLICATION',
  'MASKING POLICY',
  'ROW ACCESS POLICY',
  'NETWORK POLICY',
  'RESOURCE MONITOR',
  'EXTERNAL VOLUME',
  'STORAGE INTEGRATION',
  'SECRET',
  'SERVICE',
  'COMPUTE POOL',
  'IMAGE REPOSITORY',
  'STREAMLIT',
  'NOTEBOOK',
  'GIT REPOSITORY',
  'SHARE',
];
