import type { WarehouseObject } from '../catalog/model.js';
import { printName } from '../catalog/names.js';
import type { Change } from './alter.js';
import { alter, commonChange } from './alter.js';
import { anyProperties, tagClause, withTags } from './clauses.js';
import type { Command } from './command.js';
import { INTEGER, TIMESTAMP_LTZ, moment } from './command.js';
import type { Family } from './family.js';
import type { Grammar } from './grammar.js';
import type { CreateHead } from './objects.js';
import { created, makeRoom, newObject } from './objects.js';
import { filterNames, shape, showRequest, toRows } from './show.js';

function createWarehouse(g: Grammar, head: CreateHead): Command {
  const name = g.identifier();
  g.try('WITH');
  const properties = anyProperties(g);
  const tags = tagClause(g);
  g.end();
  return {
    access: 'write',
    kind: 'ddl',
    run: async (scope) => {
      const done = await makeRoom(scope, head, {
        kind: 'WAREHOUSE',
        name,
        parent: null,
        fullName: printName(name),
      });
      if (done !== undefined) return done;
      const { COMMENT: comment = '', ...rest } = properties;
      const warehouse: WarehouseObject = {
        ...newObject(scope, name, comment),
        kind: 'WAREHOUSE',
        parent: null,
        state: rest['INITIALLY_SUSPENDED']?.toUpperCase() === 'TRUE' ? 'SUSPENDED' : 'STARTED',
        properties: rest,
        tags: withTags(scope.names, {}, tags ?? []),
      };
      scope.catalog.put(warehouse);
      scope.onCommit(() => void (scope.session.context.warehouse = name));
      return created('WAREHOUSE', name);
    },
  };
}

function warehouseChange(g: Grammar): Change {
  if (g.try('SUSPEND') || g.try('ABORT', 'ALL', 'QUERIES')) return state('SUSPENDED');
  if (g.try('RESUME')) {
    g.try('IF', 'SUSPENDED');
    return state('STARTED');
  }
  if (g.try('UNSET')) {
    const names = [g.identifier()];
    while (g.try(',')) names.push(g.identifier());
    g.end();
    return onWarehouse((warehouse) => ({
      ...warehouse,
      comment: names.includes('COMMENT') ? '' : warehouse.comment,
      properties: Object.fromEntries(
        Object.entries(warehouse.properties).filter(([k]) => !names.includes(k)),
      ),
    }));
  }
  g.expect('SET');
  const { COMMENT: comment, ...properties } = anyProperties(g);
  g.end();
  return onWarehouse((warehouse) => ({
    ...warehouse,
    comment: comment ?? warehouse.comment,
    properties: { ...warehouse.properties, ...properties },
  }));
}

function onWarehouse(change: (warehouse: WarehouseObject) => WarehouseObject): Change {
  return (_scope, object) => (object.kind === 'WAREHOUSE' ? change(object) : object);
}

function state(to: WarehouseObject['state']): Change {
  return onWarehouse((warehouse) => ({ ...warehouse, state: to }));
}

const COLUMNS = shape(
  [
    'name',
    'state',
    'type',
    'size',
    'min_cluster_count',
    'max_cluster_count',
    'started_clusters',
    'running',
    'queued',
    'is_default',
    'is_current',
    'auto_suspend',
    'auto_resume',
    'available',
    'provisioning',
    'quiescing',
    'other',
    'created_on',
    'resumed_on',
    'updated_on',
    'owner',
    'comment',
    'enable_query_acceleration',
    'query_acceleration_max_scale_factor',
    'resource_monitor',
    'actives',
    'pendings',
    'failed',
    'suspended',
    'uuid',
    'scaling_policy',
    'budget',
    'owner_role_type',
    'resource_constraint',
  ],
  {
    created_on: TIMESTAMP_LTZ,
    resumed_on: TIMESTAMP_LTZ,
    updated_on: TIMESTAMP_LTZ,
    min_cluster_count: INTEGER,
    max_cluster_count: INTEGER,
    started_clusters: INTEGER,
    running: INTEGER,
    queued: INTEGER,
    auto_suspend: INTEGER,
  },
);

/** Sizes as SHOW spells them. */
const SIZES: Readonly<Record<string, string>> = {
  XSMALL: 'X-Small',
  SMALL: 'Small',
  MEDIUM: 'Medium',
  LARGE: 'Large',
  XLARGE: 'X-Large',
  XXLARGE: '2X-Large',
  XXXLARGE: '3X-Large',
};

function sizeOf(warehouse: WarehouseObject): string {
  const size = (warehouse.properties['WAREHOUSE_SIZE'] ?? 'XSMALL').toUpperCase().replaceAll('-', '');
  return SIZES[size] ?? size;
}

function showWarehouses(g: Grammar): Command {
  const request = showRequest(g, 'schema');
  return {
    access: 'read',
    kind: 'show',
    run: ({ catalog, session }) => {
      const all = catalog.list('WAREHOUSE').sort((a, b) => (a.name < b.name ? -1 : 1));
      const rows = filterNames(all, request, (w) => w.name).map((w) => ({
        name: w.name,
        state: w.state,
        type: w.properties['WAREHOUSE_TYPE'] ?? 'STANDARD',
        size: sizeOf(w),
        min_cluster_count: w.properties['MIN_CLUSTER_COUNT'] ?? '1',
        max_cluster_count: w.properties['MAX_CLUSTER_COUNT'] ?? '1',
        started_clusters: w.state === 'STARTED' ? '1' : '0',
        running: '0',
        queued: '0',
        is_default: 'N',
        is_current: w.name === session.context.warehouse ? 'Y' : 'N',
        auto_suspend: autoSuspend(w),
        auto_resume: (w.properties['AUTO_RESUME'] ?? 'true').toLowerCase(),
        created_on: moment(w.createdOn),
        resumed_on: moment(w.createdOn),
        updated_on: moment(w.createdOn),
        owner: w.owner,
        comment: w.comment,
        enable_query_acceleration: 'false',
        query_acceleration_max_scale_factor: '8',
        resource_monitor: 'null',
        scaling_policy: w.properties['SCALING_POLICY'] ?? 'STANDARD',
        owner_role_type: w.owner === null ? '' : 'ROLE',
      }));
      return { columns: COLUMNS, rows: toRows(COLUMNS, rows) };
    },
  };
}

function autoSuspend(warehouse: WarehouseObject): string | null {
  const value = warehouse.properties['AUTO_SUSPEND'] ?? '600';
  return /^\d+$/.test(value) ? value : null;
}

export const warehouses: Family = {
  singular: 'WAREHOUSE',
  plural: 'WAREHOUSES',
  create: createWarehouse,
  drops: 'WAREHOUSE',
  show: showWarehouses,
  alter: (g, target) => alter(['WAREHOUSE'], target, commonChange(g) ?? warehouseChange(g)),
};
