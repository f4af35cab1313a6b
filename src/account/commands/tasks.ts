import type { TaskObject } from '../catalog/model.js';
import { printNames } from '../catalog/names.js';
import { unsupported } from '../catalog/refusals.js';
import type { Change } from './alter.js';
import { alter, commonChange } from './alter.js';
import { nameList, properties, tagClause, withTags } from './clauses.js';
import type { Command } from './command.js';
import { TIMESTAMP_LTZ, moment } from './command.js';
import type { Family } from './family.js';
import type { Grammar } from './grammar.js';
import type { CreateHead } from './objects.js';
import { created, makeRoomAt, newObject } from './objects.js';
import { listing, shape } from './show.js';

/*
 * Tasks are kept and shown; nothing runs them yet, so EXECUTE TASK is refused rather than taken and forgotten.
 */

const PROPERTIES = [
  'WAREHOUSE',
  'SCHEDULE',
  'COMMENT',
  'CONFIG',
  'ALLOW_OVERLAPPING_EXECUTION',
  'USER_TASK_MANAGED_INITIAL_WAREHOUSE_SIZE',
  'USER_TASK_TIMEOUT_MS',
  'SUSPEND_TASK_AFTER_NUM_FAILURES',
  'TASK_AUTO_RETRY_ATTEMPTS',
  'ERROR_INTEGRATION',
  'SUCCESS_INTEGRATION',
  'TIMEZONE',
];

function createTask(g: Grammar, head: CreateHead): Command {
  const name = g.name();
  const given: Record<string, string> = {};
  let predecessors: string[] = [];
  let condition: string | null = null;
  let tags: ReturnType<typeof tagClause>;
  while (!g.try('AS')) {
    const found = properties(g, PROPERTIES);
    Object.assign(given, found);
    const assigned = tagClause(g);
    tags = assigned ?? tags;
    if (Object.keys(found).length > 0 || assigned !== undefined) continue;
    if (g.try('AFTER')) predecessors = nameList(g).map(printNames);
    else if (g.try('WHEN')) condition = g.textUntil(() => g.looksAt('AS'));
    else {
      g.refuse('FINALIZE', 'CLONE', 'EXECUTE AS');
      g.unexpected();
    }
  }
  const definition = g.rest();
  const { WAREHOUSE: warehouse, SCHEDULE: schedule, COMMENT: comment = '', ...rest } = given;
  return {
    access: 'write',
    kind: 'ddl',
    run: async (scope) => {
      const place = scope.names.place(name, 'CREATE TASK');
      if (warehouse !== undefined) scope.names.global('WAREHOUSE', warehouse);
      const done = await makeRoomAt(scope, head, 'TASK', place);
      if (done !== undefined) return done;
      const task: TaskObject = {
        ...newObject(scope, place.name, comment),
        kind: 'TASK',
        parent: place.schema.id,
        warehouse: warehouse ?? null,
        schedule: schedule ?? null,
        predecessors,
        condition,
        definition,
        state: 'suspended',
        properties: rest,
        lastSuspendedOn: null,
        lastSuspendedReason: null,
        nextRunOn: null,
        requestedOn: null,
        consecutiveFailures: 0,
        tags: withTags(scope.names, {}, tags ?? []),
      };
      scope.catalog.put(task);
      return created('TASK', place.name);
    },
  };
}

function onTask(change: (task: TaskObject, now: number) => TaskObject): Change {
  return (scope, object) => (object.kind === 'TASK' ? change(object, scope.now) : object);
}

function taskChange(g: Grammar): Change {
  if (g.try('RESUME')) {
    g.end();
    return onTask((task) => ({ ...task, state: 'started' }));
  }
  if (g.try('SUSPEND')) {
    g.end();
    return onTask((task, now) => ({ ...task, state: 'suspended', lastSuspendedOn: now }));
  }
  if (g.try('MODIFY', 'AS')) {
    const definition = g.rest();
    return onTask((task) => ({ ...task, definition }));
  }
  if (g.try('MODIFY', 'WHEN')) {
    const condition = g.rest();
    return onTask((task) => ({ ...task, condition }));
  }
  if (g.try('REMOVE', 'WHEN')) return onTask((task) => ({ ...task, condition: null }));
  if (g.try('ADD', 'AFTER')) {
    const added = nameList(g).map(printNames);
    return onTask((task) => ({ ...task, predecessors: [...new Set([...task.predecessors, ...added])] }));
  }
  if (g.try('REMOVE', 'AFTER')) {
    const removed = nameList(g).map(printNames);
    return onTask((task) => ({
      ...task,
      predecessors: task.predecessors.filter((p) => !removed.includes(p)),
    }));
  }
  const sets = g.try('SET');
  if (!sets) g.expect('UNSET');
  const found = sets ? properties(g, PROPERTIES) : unsetNames(g);
  g.end();
  if (Object.keys(found).length === 0) g.unexpected();
  return onTask((task) => {
    const { WAREHOUSE: warehouse, SCHEDULE: schedule, COMMENT: comment, ...rest } = found;
    return {
      ...task,
      warehouse: warehouse === undefined ? task.warehouse : warehouse || null,
      schedule: schedule === undefined ? task.schedule : schedule || null,
      comment: comment ?? task.comment,
      properties: { ...task.properties, ...rest },
    };
  });
}

/** UNSET a, b: the properties with nothing in them. */
function unsetNames(g: Grammar): Record<string, string> {
  const names = [g.oneOf(...PROPERTIES)];
  while (g.try(',')) names.push(g.oneOf(...PROPERTIES));
  return Object.fromEntries(names.map((name) => [name, '']));
}

export function executeTask(): never {
  throw unsupported(
    'EXECUTE TASK',
    'The local account keeps tasks but does not run them yet; run the statement of its definition.',
  );
}

const COLUMNS = shape(
  [
    'created_on',
    'name',
    'id',
    'database_name',
    'schema_name',
    'owner',
    'comment',
    'warehouse',
    'schedule',
    'predecessors',
    'state',
    'definition',
    'condition',
    'allow_overlapping_execution',
    'error_integration',
    'last_committed_on',
    'last_suspended_on',
    'owner_role_type',
    'config',
    'budget',
    'task_relations',
    'last_suspended_reason',
  ],
  { created_on: TIMESTAMP_LTZ, last_committed_on: TIMESTAMP_LTZ, last_suspended_on: TIMESTAMP_LTZ },
);

export const tasks: Family = {
  singular: 'TASK',
  plural: 'TASKS',
  create: createTask,
  drops: 'TASK',
  alter: (g, target) => alter(['TASK'], target, commonChange(g) ?? taskChange(g)),
  show: listing({
    kinds: ['TASK'],
    columns: COLUMNS,
    row: (task, at) => ({
      created_on: moment(task.createdOn),
      name: task.name,
      id: String(task.id),
      database_name: at.database,
      schema_name: at.schema,
      owner: task.owner,
      comment: task.comment,
      warehouse: task.warehouse,
      schedule: task.schedule,
      predecessors: JSON.stringify(task.predecessors),
      state: task.state,
      definition: task.definition,
      condition: task.condition,
      allow_overlapping_execution: (task.properties['ALLOW_OVERLAPPING_EXECUTION'] ?? 'false').toLowerCase(),
      error_integration: 'null',
      last_suspended_on: moment(task.lastSuspendedOn),
      owner_role_type: task.owner === null ? '' : 'ROLE',
      config: task.properties['CONFIG'] ?? null,
      task_relations: JSON.stringify({ Predecessors: task.predecessors }),
      last_suspended_reason: task.lastSuspendedOn === null ? null : 'USER_SUSPENDED',
    }),
  }),
};
