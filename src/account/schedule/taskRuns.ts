import { randomUUID } from 'node:crypto';
import type { CatalogView } from '../catalog/catalog.js';
import type { TaskObject } from '../catalog/model.js';
import { homeOf, pathOf, printNames } from '../catalog/names.js';
import type { Connection } from '../engine/connection.js';
import { asAccountError } from '../engine/errors.js';
import type { Job, JobSource, ScheduleHost } from './job.js';
import type { TaskOutcome, TaskRun } from './taskHistory.js';
import { recordEnd, recordStart } from './taskHistory.js';
import { taskTimes } from './taskTimes.js';

/** Defaults of Snowflake (documentation: CREATE TASK). */
const DEFAULT_TIMEOUT_MS = 3_600_000;
const DEFAULT_FAILURE_LIMIT = 10;

/** Runs of tasks that have a schedule, or that EXECUTE TASK asked for. */
export const taskRuns: JobSource = (catalog) =>
  catalog.list('TASK').flatMap((task): Job[] => {
    const due = dueOn(task);
    if (due === null) return [];
    return [{ key: `task ${task.id} ${due}`, due, run: (host, signal) => runGraph(host, task.id, signal) }];
  });

function dueOn(task: TaskObject): number | null {
  const times = [task.requestedOn, task.state === 'started' ? task.nextRunOn : null];
  const due = times.filter((time): time is number => time !== null);
  return due.length === 0 ? null : Math.min(...due);
}

/** Runs a root task and then those after it, each when all it waits for has succeeded. */
async function runGraph(host: ScheduleHost, rootId: number, signal: AbortSignal): Promise<void> {
  const outcomes = new Map<number, TaskOutcome['state']>();
  const run = async (id: number, parent: TaskRun | null): Promise<TaskRun | undefined> => {
    const found = host.catalog.get(id);
    if (found?.kind !== 'TASK') return undefined;
    const { owner: role, warehouse } = found;
    const connection = await host.connect({ ...homeOf(host.catalog, found), role, warehouse });
    try {
      const begun = await begin(connection, id, parent, signal);
      if (begun === undefined) return undefined;
      const outcome = await body(connection, begun, signal);
      await finish(connection, begun, outcome, signal);
      outcomes.set(id, outcome.state);
      return begun;
    } finally {
      await connection.close();
    }
  };
  const root = await run(rootId, null);
  for (let next = ready(host.catalog, outcomes); root && next && !signal.aborted;) {
    // A task that is gone by the time of its run counts as one that did not run.
    outcomes.set(next.id, 'SKIPPED');
    await run(next.id, root);
    next = ready(host.catalog, outcomes);
  }
}

/**
 * A started task that has not run in this graph, whose predecessors have: those that are suspended count as having
 * succeeded, but one must have run (documentation: Task graphs).
 */
function ready(
  catalog: CatalogView,
  outcomes: ReadonlyMap<number, TaskOutcome['state']>,
): TaskObject | undefined {
  const tasks = catalog.list('TASK');
  const byName = new Map(tasks.map((task) => [printNames(pathOf(catalog, task)), task]));
  return tasks.find((task) => {
    if (task.state !== 'started' || outcomes.has(task.id)) return false;
    const before = task.predecessors.map((name) => byName.get(name)).filter((t) => t !== undefined);
    const ran = before.filter((t) => outcomes.has(t.id));
    return (
      ran.length > 0 &&
      ran.every((t) => outcomes.get(t.id) === 'SUCCEEDED') &&
      before.every((t) => outcomes.has(t.id) || t.state === 'suspended')
    );
  });
}

/**
 * Takes a run: what asked for it is answered in the catalog before anything of it is done, so that no crash and no
 * restart can make it run twice. Undefined when it is no longer wanted.
 */
function begin(
  connection: Connection,
  id: number,
  root: TaskRun | null,
  stop: AbortSignal,
): Promise<TaskRun | undefined> {
  return connection.perform(async (scope) => {
    const task = scope.catalog.get(id);
    if (task?.kind !== 'TASK') return undefined;
    const due = root === null ? dueOn(task) : root.scheduledOn;
    if (due === null || due > scope.now) return undefined;
    const requested = root === null && task.requestedOn !== null && task.requestedOn <= scope.now;
    if (root === null)
      scope.catalog.put(requested ? { ...task, requestedOn: null } : advanced(task, due, scope.now));
    const run: TaskRun = {
      id: scope.catalog.newId(),
      task,
      rootId: root?.rootId ?? id,
      queryId: randomUUID(),
      scheduledOn: requested ? (task.requestedOn ?? due) : due,
      from: root?.from ?? (requested ? 'EXECUTE TASK' : 'SCHEDULE'),
    };
    await recordStart(scope, run);
    return run;
  }, stop);
}

function advanced(task: TaskObject, due: number, now: number): TaskObject {
  return { ...task, nextRunOn: task.schedule === null ? null : taskTimes(task.schedule).following(due, now) };
}

const SUCCEEDED: TaskOutcome = { state: 'SUCCEEDED', errorCode: null, errorMessage: null };
const SKIPPED: TaskOutcome = {
  state: 'SKIPPED',
  errorCode: '0040003',
  errorMessage: 'Conditional expression for task evaluated to false.',
};

/** Runs the condition and the statement as a client would, on a connection of the task's own. */
async function body(
  connection: Connection,
  { task, queryId }: TaskRun,
  stop: AbortSignal,
): Promise<TaskOutcome> {
  const limit = Number(task.properties['USER_TASK_TIMEOUT_MS'] ?? '') || DEFAULT_TIMEOUT_MS;
  const signal = AbortSignal.any([stop, AbortSignal.timeout(limit)]);
  try {
    if (task.condition !== null) {
      const condition = `SELECT TO_BOOLEAN(${task.condition})`;
      if ((await drained(connection, condition, { signal })) !== '1') return SKIPPED;
    }
    await drained(connection, task.definition, { signal, queryId });
    return SUCCEEDED;
  } catch (error) {
    const { code, message } = asAccountError(error);
    const late = signal.aborted ? `The task ran longer than ${limit} ms (USER_TASK_TIMEOUT_MS).` : message;
    return { state: 'FAILED', errorCode: code, errorMessage: late };
  }
}

/** Reads a statement's result to its end; answers its first cell. */
async function drained(
  connection: Connection,
  sql: string,
  options: { readonly signal: AbortSignal; readonly queryId?: string },
): Promise<string | null> {
  const { batches } = await connection.execute(sql, options);
  let first: string | null | undefined;
  for await (const rows of batches) first ??= rows[0]?.[0];
  return first ?? null;
}

/**
 * Notes how a run ended. A task that fails too often in a row is suspended. When the account is ending, nothing is
 * noted: it finds the run unfinished when it opens again, and says so.
 */
async function finish(
  connection: Connection,
  run: TaskRun,
  outcome: TaskOutcome,
  stop: AbortSignal,
): Promise<void> {
  // A body may have left a transaction open; it is not the task's any more.
  await connection.execute('ROLLBACK');
  await connection.perform(async (scope) => {
    await recordEnd(scope, run, outcome);
    const task = scope.catalog.get(run.task.id);
    if (task?.kind !== 'TASK') return;
    if (outcome.state === 'SUCCEEDED' && task.consecutiveFailures > 0)
      scope.catalog.put({ ...task, consecutiveFailures: 0 });
    if (outcome.state === 'FAILED') scope.catalog.put(afterFailure(task, scope.now));
  }, stop);
}

function afterFailure(task: TaskObject, now: number): TaskObject {
  const consecutiveFailures = task.consecutiveFailures + 1;
  const given = Number(task.properties['SUSPEND_TASK_AFTER_NUM_FAILURES'] ?? '');
  const limit = task.properties['SUSPEND_TASK_AFTER_NUM_FAILURES'] ? given : DEFAULT_FAILURE_LIMIT;
  if (limit === 0 || consecutiveFailures < limit || task.state === 'suspended')
    return { ...task, consecutiveFailures };
  return {
    ...task,
    consecutiveFailures,
    state: 'suspended',
    nextRunOn: null,
    lastSuspendedOn: now,
    lastSuspendedReason: 'SUSPENDED_DUE_TO_ERRORS',
  };
}
