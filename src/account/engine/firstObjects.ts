import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Catalog, CatalogView } from '../catalog/catalog.js';
import type { RoleObject, WarehouseObject } from '../catalog/model.js';
import { TEMPORARY_KINDS, isRelation, isStored, sessionOf } from '../catalog/model.js';
import { dropCounters } from '../commands/identity.js';
import { tableFolder } from '../commands/stageAreas.js';
import type { Store } from './store.js';

const ROLES: readonly { readonly name: string; readonly comment: string }[] = [
  { name: 'ACCOUNTADMIN', comment: 'Account administrator can manage all aspects of the account.' },
  { name: 'SYSADMIN', comment: 'System administrator can create and manage databases and warehouses.' },
  { name: 'PUBLIC', comment: 'Public role is automatically available to every user in the account.' },
];

/**
 * What an account always has, and what a crash left behind put right: temporary objects end with their connections, and
 * the runs of tasks with the process.
 */
export async function firstObjects(store: Store): Promise<void> {
  const writing = await store.write();
  try {
    const { catalog, duckdb } = writing;
    for (const { name, comment } of ROLES) {
      if (catalog.find('ROLE', null, name) === undefined) catalog.put(role(catalog, name, comment));
    }
    if (catalog.list('WAREHOUSE').length === 0 && catalog.list('DATABASE').length === 0)
      catalog.put(warehouse(catalog));
    for (const object of catalog.list(...TEMPORARY_KINDS).filter((o) => sessionOf(o) !== null)) {
      if (isRelation(object) && isStored(object)) {
        await duckdb.run(`DROP TABLE IF EXISTS data.${object.physical}`);
        await dropCounters(duckdb, object.physical, object.columns);
      }
      catalog.remove(object.id);
    }
    await duckdb.run(
      `UPDATE firn_catalog.task_history SET state = 'FAILED', error_code = '000604',
         error_message = 'The account ended while the task was running.' WHERE state = 'EXECUTING'`,
    );
    await writing.commit();
  } catch (error) {
    await writing.rollback();
    throw error;
  }
}

/** Folders of stages and tables that are gone, and files whose unloading was cut short. */
export async function sweepStages(folder: string, catalog: CatalogView): Promise<void> {
  const dropped = catalog.list('DROPPED').flatMap(({ object, contents }) => [object, ...contents]);
  const kept = new Set(
    [...catalog.list('STAGE', 'TABLE'), ...dropped].map((object) =>
      object.kind === 'STAGE' ? object.folder : tableFolder(object.id),
    ),
  );
  const names = await readdir(folder).catch(() => []);
  const gone = names.filter((name) => /^(?:s\d+-|t\d+$|unload-)/.test(name) && !kept.has(name));
  await Promise.all(gone.map((name) => rm(path.join(folder, name), { recursive: true, force: true })));
}

function role(catalog: Catalog, name: string, comment: string): RoleObject {
  return {
    id: catalog.newId(),
    kind: 'ROLE',
    name,
    parent: null,
    createdOn: Date.now(),
    owner: null,
    comment,
    tags: {},
    grants: [],
  };
}

/** A fresh account has Snowflake's trial warehouse. */
function warehouse(catalog: Catalog): WarehouseObject {
  return {
    id: catalog.newId(),
    kind: 'WAREHOUSE',
    name: 'COMPUTE_WH',
    parent: null,
    createdOn: Date.now(),
    owner: 'ACCOUNTADMIN',
    comment: '',
    tags: {},
    state: 'STARTED',
    properties: { WAREHOUSE_SIZE: 'XSMALL', AUTO_SUSPEND: '600', AUTO_RESUME: 'true' },
  };
}
