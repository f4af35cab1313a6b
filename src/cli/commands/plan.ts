import path from 'node:path';
import { planProject } from '../../project/plan/planProject.js';
import { hasChanges } from '../../project/plan/makePlan.js';
import type { Plan } from '../../project/plan/model.js';
import { writePlan } from '../../project/plan/planFile.js';
import type { TargetConnection } from '../../project/connection.js';
import type { Project } from '../../project/project.js';
import type { CommandContext, Run } from '../command.js';
import { exitCode } from '../exitCode.js';
import { printPlan } from '../planText.js';
import { withTarget } from '../withProject.js';
import { findDefinition } from './register.js';

/** `firn plan [NAME…] [--drop] [--out FILE] [--sql]`: what would change in the target's store. */
export const run: Run = async (context, names) =>
  withTarget(context, async (connection, project) => {
    const { output, options } = context;
    const plan = await planned(context, connection, project, names);
    const out = options.text('out');
    if (out !== undefined) {
      await writePlan(path.resolve(out), plan);
      output.say(`Wrote the plan to ${out}; \`firn apply --plan ${out}\` makes it so.`);
    }
    if (context.json) await output.json(plan);
    else await printPlan(output, plan, { sql: options.flag('sql') });
    return hasChanges(plan) ? exitCode.changes : exitCode.done;
  });

/** The plan that a command line asks for. */
export async function planned(
  { interrupt, options }: CommandContext,
  connection: TargetConnection,
  project: Project,
  names: readonly string[],
): Promise<Plan> {
  return interrupt.orStop(
    planProject(project, connection, {
      drop: options.flag('drop'),
      signal: interrupt.signal,
      ...(names.length > 0 && {
        choose: (evaluation) => names.map((name) => findDefinition(evaluation, name)),
      }),
    }),
  );
}
