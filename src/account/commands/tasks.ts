import type { TaskObject } from '../catalog/model.js';
import type { Names, ObjectName } from '../catalog/names.js';
import { taskTimes } from '../schedule/taskTimes.js';
import { refused, unsupported } from '../catalog/refusals.js';
import type { Change } from './alter.js';
import { alter, commonChange } from './alter.js';
import { nameList, properties, tagClause, withTags } from './clauses.js';
import { cloneCommand, cloneSource } from './clone.js';
import type { Command, WriteScope } from './command.js';
import { TIMESTAMP_LTZ, moment, status } from './command.js';
import type { Family } from './family.js';
import { parseBlock } from '../scripting/parse.js';
import { scriptOf } from '../scripting/script.js';
import type { Grammar } from './grammar.js';
import type { CreateHead } from './objects.js';
import { created, makeRoomAt, newObject } from './objects.js';
import { listing, shape } from './show.js';

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
  const source = cloneSource(g);
  if (source !== undefined) return cloneCommand(g, head, 'TASK', name, source);
  const given: Record<string, string> = {};
  let after: readonly ObjectName[] = [];
  let condition: string | null = null;
  let tags: ReturnType<typeof tagClause>;
  while (!g.try('AS')) {
    const found = properties(g, PROPERTIES);
    Object.assign(given, found);
    const assigned = tagClause(g);
    tags = assigned ?? tags;
    if (Object.keys(found).length > 0 || assigned !== undefined) continue;
    if (g.try('AFTER')) after = nameList(g);
    else if (g.try('WHEN')) condition = g.textUntil(() => g.looksAt('AS'));
    else {
      g.refuse('FINALIZE', 'EXECUTE AS');
      g.unexpected();
    }
  }
  const definition = bodyOf(g);
  const { WAREHOUSE: warehouse, SCHEDULE: schedule, COMMENT: comment = '', ...rest } = given;
  return {
    access: 'write',
    kind: 'ddl',
    run: async (scope) => {
      const place = scope.names.place(name, 'CREATE TASK');
      if (warehouse !== undefined) scope.names.global('WAREHOUSE', warehouse);
      checkTiming(schedule ?? null, after);
      const predecessors = fullNames(scope.names, after);
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

/**
 * What a task runs, as written: one statement, a block of Snowflake Scripting, or EXECUTE IMMEDIATE.
 * @throws AccountError where the block cannot be read
 */
function bodyOf(g: Grammar): string {
  if (g.word() === 'CALL')
    throw unsupported('a task that runs CALL', 'Write the statements of the procedure as a block.');
  const text = g.rest();
  const script = scriptOf(text);
  if (script?.isBlock === true) parseBlock(script.text);
  return text;
}

function fullNames(names: Names, tasks: readonly ObjectName[]): string[] {
  return [...new Set(tasks.map((name) => names.full(names.must('TASK', name, 'AFTER'))))];
}

/** A schedule must be readable, and a task after others has none. */
function checkTiming(schedule: string | null, after: readonly unknown[]): void {
  if (schedule === null) return;
  taskTimes(schedule);
  if (after.length > 0)
    throw refused('A task has a SCHEDULE or runs AFTER others, not both.', '091084', '22023');
}

/** The task with its next run, which is there only while it is started. */
function timed(task: TaskObject, now: number): TaskObject {
  const runs = task.state === 'started' && task.schedule !== null;
  return { ...task, nextRunOn: runs ? taskTimes(task.schedule ?? '').after(now) : null };
}

function resumed(task: TaskObject, now: number): TaskObject {
  if (task.schedule === null && task.predecessors.length === 0) {
    throw refused(
      `Task ${task.name} has neither a SCHEDULE nor a predecessor; run it with EXECUTE TASK.`,
      '091089',
      '22023',
    );
  }
  if (task.state === 'started') return task;
  return timed({ ...task, state: 'started', consecutiveFailures: 0 }, now);
}

function suspended(task: TaskObject, now: number): TaskObject {
  if (task.state === 'suspended') return task;
  const state = 'suspended';
  return { ...task, state, nextRunOn: null, lastSuspendedOn: now, lastSuspendedReason: 'USER_SUSPENDED' };
}

function onTask(change: (task: TaskObject, now: number) => TaskObject): Change {
  return (scope, object) => (object.kind === 'TASK' ? change(object, scope.now) : object);
}

function taskChange(g: Grammar): Change {
  if (g.try('RESUME')) {
    g.end();
    return onTask(resumed);
  }
  if (g.try('SUSPEND')) {
    g.end();
    return onTask(suspended);
  }
  if (g.try('MODIFY', 'AS')) {
    const definition = bodyOf(g);
    return onTask((task) => ({ ...task, definition }));
  }
  if (g.try('MODIFY', 'WHEN')) {
    const condition = g.rest();
    return onTask((task) => ({ ...task, condition }));
  }
  if (g.try('REMOVE', 'WHEN')) return onTask((task) => ({ ...task, condition: null }));
  if (g.try('ADD', 'AFTER')) {
    const added = nameList(g);
    g.end();
    return (scope, task) => {
      if (task.kind !== 'TASK') return task;
      checkTiming(task.schedule, added);
      const after = fullNames(scope.names, added);
      const grown = { ...task, predecessors: [...new Set([...task.predecessors, ...after])] };
      refuseCycle(scope, grown);
      return grown;
    };
  }
  if (g.try('REMOVE', 'AFTER')) {
    const removed = nameList(g);
    g.end();
    return (scope, task) => {
      if (task.kind !== 'TASK') return task;
      const gone = fullNames(scope.names, removed);
      return { ...task, predecessors: task.predecessors.filter((p) => !gone.includes(p)) };
    };
  }
  const sets = g.try('SET');
  if (!sets) g.expect('UNSET');
  const found = sets ? properties(g, PROPERTIES) : unsetNames(g);
  g.end();
  if (Object.keys(found).length === 0) g.unexpected();
  return onTask((task, now) => {
    const { WAREHOUSE: warehouse, SCHEDULE: schedule, COMMENT: comment, ...rest } = found;
    const changed = {
      ...task,
      warehouse: warehouse === undefined ? task.warehouse : warehouse || null,
      schedule: schedule === undefined ? task.schedule : schedule || null,
      comment: comment ?? task.comment,
      properties: { ...task.properties, ...rest },
    };
    checkTiming(changed.schedule, changed.predecessors);
    return schedule === undefined ? changed : timed(changed, now);
  });
}

function refuseCycle({ catalog, names }: WriteScope, task: TaskObject): void {
  const name = names.full(task);
  const all = new Map(catalog.list('TASK').map((t) => [names.full(t), t]));
  const seen = new Set<string>();
  const waiting = [...task.predecessors];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next === name) throw refused(`Task ${name} cannot run after itself.`, '091083', '22023');
    if (seen.has(next)) continue;
    seen.add(next);
    waiting.push(...(all.get(next)?.predecessors ?? []));
  }
}

/** UNSET a, b: the properties with nothing in them. */
function unsetNames(g: Grammar): Record<string, string> {
  const names = [g.oneOf(...PROPERTIES)];
  while (g.try(',')) names.push(g.oneOf(...PROPERTIES));
  return Object.fromEntries(names.map((name) => [name, '']));
}

/** EXECUTE TASK name: asks for one run, also of a suspended task; the run begins as soon as the account is free. */
export function executeTask(g: Grammar): Command {
  const name = g.name();
  g.refuse('RETRY LAST', 'USING CONFIG');
  g.end();
  return {
    access: 'write',
    kind: 'ddl',
    run: (scope) => {
      const task = scope.names.must('TASK', name, 'EXECUTE TASK');
      if (task.predecessors.length > 0) {
        throw refused(
          `Cannot execute task ${scope.names.full(task)}: it is not a root task. Execute ${task.predecessors.join(', ')} or the root above.`,
          '091090',
          '22023',
        );
      }
      scope.catalog.put({ ...task, requestedOn: scope.now });
      return status(`Task ${task.name} is scheduled to run immediately.`);
    },
  };
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
      last_suspended_reason: task.lastSuspendedReason,
    }),
  }),
};
