import type { TargetConnection } from '../connection.js';
import type { Definition, Evaluation } from '../model.js';
import type { Project } from '../project.js';
import { commitOf } from './commit.js';
import type { Plan } from './model.js';
import { planTarget } from './planTarget.js';

export interface ProjectPlanOptions {
  /** The definitions to plan for; all without it. */
  readonly choose?: (evaluation: Evaluation) => readonly Definition[];
  /** Whether what no definition is of is dropped. */
  readonly drop?: boolean;
  /** Unsaved texts by absolute path. */
  readonly overlay?: ReadonlyMap<string, string>;
  readonly signal?: AbortSignal;
}

/**
 * Compares a project's definitions with a target's store and its source tables; nothing is changed.
 * @throws ProjectError `definitions-have-errors`; FeatureStoreError and SessionError of the store.
 */
export async function planProject(
  project: Project,
  connection: TargetConnection,
  { choose, drop = false, ...evaluating }: ProjectPlanOptions = {},
): Promise<Plan> {
  const target = connection.target.name;
  const evaluation = await project.evaluate({ ...evaluating, target, lineage: true });
  const catalog = await project.catalog();
  return planTarget(connection, evaluation, {
    drop,
    source: await commitOf(project.folder),
    ...(choose && { only: choose(evaluation) }),
    ...(catalog && { sources: { catalog, folder: project.folder } }),
  });
}
