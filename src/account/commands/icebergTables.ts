import type { IcebergStorage } from '../catalog/model.js';
import { unsupported } from '../catalog/refusals.js';
import { TIMESTAMP_LTZ, moment } from './command.js';
import { createDynamicTable, required } from './dynamicTables.js';
import type { Family } from './family.js';
import { listing, shape } from './show.js';

/** Where its files are to be. They are the account's own here: volume and place are recorded. */
function storageOf(given: Readonly<Record<string, string>>): IcebergStorage {
  const catalog = given['CATALOG'] ?? 'SNOWFLAKE';
  if (catalog.toUpperCase() !== 'SNOWFLAKE')
    throw unsupported(`CATALOG = ${catalog} of an Iceberg table`, "Take CATALOG = 'SNOWFLAKE'.");
  return {
    catalog: 'SNOWFLAKE',
    externalVolume: required(given, 'EXTERNAL_VOLUME'),
    baseLocation: given['BASE_LOCATION'] ?? '',
  };
}

/** Dynamic tables that were made as Iceberg tables, for CREATE and SHOW; all other statements call them dynamic tables. */
export const dynamicIcebergTables: Family = {
  singular: 'DYNAMIC ICEBERG TABLE',
  plural: 'ICEBERG TABLES',
  create: (g, head) =>
    createDynamicTable(g, head, {
      names: ['CATALOG', 'EXTERNAL_VOLUME', 'BASE_LOCATION'],
      of: (given) => ({ iceberg: storageOf(given) }),
    }),
  show: listing({
    kinds: ['DYNAMIC TABLE'],
    columns: shape(
      [
        'created_on',
        'name',
        'database_name',
        'schema_name',
        'owner',
        'external_volume_name',
        'catalog_name',
        'iceberg_table_type',
        'catalog_table_name',
        'catalog_namespace',
        'base_location',
        'can_write_metadata',
        'comment',
        'owner_role_type',
      ],
      { created_on: TIMESTAMP_LTZ },
    ),
    keep: (table) => table.iceberg != null,
    row: (table, at) => ({
      created_on: moment(table.createdOn),
      name: table.name,
      database_name: at.database,
      schema_name: at.schema,
      owner: table.owner,
      external_volume_name: table.iceberg?.externalVolume ?? null,
      catalog_name: table.iceberg?.catalog ?? null,
      iceberg_table_type: 'MANAGED',
      base_location: table.iceberg?.baseLocation ?? null,
      can_write_metadata: 'Y',
      comment: table.comment,
      owner_role_type: table.owner === null ? '' : 'ROLE',
    }),
  }),
};
