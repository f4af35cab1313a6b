import type { TaskObject } from '../catalog/model.js';
import { homeOf } from '../catalog/names.js';
import type { WriteScope } from '../commands/command.js';

/** One run of a task, as the history tells it. */
export interface TaskRun {
  readonly id: number;
  readonly task: TaskObject;
  /** The task whose schedule began the graph this run is part of. */
  readonly rootId: number;
  readonly queryId: string;
  readonly scheduledOn: number;
  readonly from: 'SCHEDULE' | 'EXECUTE TASK';
}

export interface TaskOutcome {
  readonly state: 'SUCCEEDED' | 'FAILED' | 'SKIPPED';
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
}

/** How long runs are remembered (documentation: TASK_HISTORY). */
const KEPT_FOR = 7 * 24 * 3_600_000;

const moment = (parameter: string): string => `make_timestamptz(${parameter}::BIGINT * 1000)`;

/** Notes that a run has begun, and forgets the oldest. */
export async function recordStart(scope: WriteScope, run: TaskRun): Promise<void> {
  const { task } = run;
  const home = homeOf(scope.catalog, task);
  await scope.duckdb.run(
    `INSERT INTO firn_catalog.task_history VALUES
       ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'EXECUTING', NULL, NULL, ${moment('$10')}, ${moment('$11')}, NULL, $12, $13)`,
    [
      run.id,
      task.id,
      run.rootId,
      run.queryId,
      home.database,
      home.schema,
      task.name,
      task.definition,
      task.condition,
      run.scheduledOn,
      scope.now,
      run.from,
      task.properties['CONFIG'] ?? null,
    ],
  );
  await scope.duckdb.run(`DELETE FROM firn_catalog.task_history WHERE scheduled_time < ${moment('$1')}`, [
    scope.now - KEPT_FOR,
  ]);
}

export async function recordEnd(scope: WriteScope, run: TaskRun, outcome: TaskOutcome): Promise<void> {
  await scope.duckdb.run(
    `UPDATE firn_catalog.task_history
     SET state = $2, error_code = $3, error_message = $4, completed_time = ${moment('$5')} WHERE run_id = $1`,
    [run.id, outcome.state, outcome.errorCode, outcome.errorMessage, scope.now],
  );
}
