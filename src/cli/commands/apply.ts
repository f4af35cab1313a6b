import path from 'node:path';
import type { Applied } from '../../project/plan/applyPlan.js';
import { hasChanges } from '../../project/plan/makePlan.js';
import type { Plan } from '../../project/plan/model.js';
import { readPlan } from '../../project/plan/planFile.js';
import { recordedApply } from '../../project/plan/recordedApply.js';
import type { RecordedApply } from '../../project/plan/recordedApply.js';
import { titleOf } from '../../project/plan/titles.js';
import type { Target } from '../../project/project.js';
import { ApplyProgress, planEvent, resultRecord } from '../applyProgress.js';
import { CliError } from '../cliError.js';
import type { CommandContext, Run } from '../command.js';
import { exitCode } from '../exitCode.js';
import type { ExitCode } from '../exitCode.js';
import { printPlan, summaryText } from '../planText.js';
import { refuseProtected } from '../protectedTarget.js';
import { withTarget } from '../withProject.js';
import { planned } from './plan.js';

/** `firn apply [NAME…] [--plan FILE] [--drop] [--allow-destructive]`: makes the store what a plan says. */
export const run: Run = async (context, names) => {
  const { output, options, interrupt } = context;
  const progress = new ApplyProgress(output, options.flag('jsonLines'));
  const file = options.text('plan');
  if (file !== undefined && (names.length > 0 || options.flag('drop')))
    throw new CliError('usage', 'A plan says itself what is done: names and --drop belong to `firn plan`.');
  const kept = file === undefined ? null : await readPlan(path.resolve(file));
  return withTarget(context, async (connection, project) => {
    const plan = kept ?? (await planned(context, connection, project, names));
    if (!context.json && !progress.inLines && kept === null)
      await printPlan(output, plan, { sql: options.flag('sql') });
    if (!hasChanges(plan)) return ended(context, plan, NOTHING_APPLIED, progress);
    refuseProtected(context, connection.target, 'apply');
    confirmDestructive(context, connection.target, plan);
    await progress.event('plan', planEvent(plan));
    const applied = await refusedByCode(
      recordedApply(connection, plan, {
        allowDestructive: options.flag('allowDestructive'),
        allowSourceTypes: options.flag('allowSourceTypes'),
        signal: interrupt.signal,
        onStep: (operation, index, count) => progress.step(operation, index, count),
        onStepEnd: (result, index, count) => progress.stepEnd(result, index, count),
      }),
    );
    return ended(context, plan, applied, progress);
  });
};

const NOTHING_APPLIED: RecordedApply = { results: [], record: { id: null, problem: null } };

/** What loses rows on a protected target is asked for by the target's name, too. */
function confirmDestructive({ options }: CommandContext, target: Target, { operations }: Plan): void {
  if (!target.protected || !operations.some(({ destructive }) => destructive)) return;
  if (options.text('confirm') === target.name) return;
  throw new CliError(
    'target-protected',
    `The plan loses rows or history of the protected target ${target.name} (${target.database}.${target.schema}).`,
    { hint: `Add --confirm ${target.name} if that is meant.`, exitCode: exitCode.refused },
  );
}

const CODES: Readonly<Record<string, ExitCode>> = {
  'plan-destructive': exitCode.refused,
  'plan-refused': exitCode.refused,
  'plan-sources': exitCode.refused,
  'plan-stale': exitCode.stale,
};

async function refusedByCode<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const exit = CODES[code];
    if (exit === undefined || !(error instanceof Error)) throw error;
    throw new CliError(code, error.message, { exitCode: exit });
  }
}

async function ended(
  context: CommandContext,
  plan: Plan,
  { results, record }: RecordedApply,
  progress: ApplyProgress,
): Promise<ExitCode> {
  const { output } = context;
  for (const { warnings } of results) for (const warning of warnings) output.warn(warning);
  if (record.problem !== null) output.warn(record.problem);
  const document = {
    target: plan.target,
    fingerprint: plan.fingerprint,
    record,
    operations: results.map(resultRecord),
  };
  if (progress.inLines) await progress.event('end', document);
  else if (context.json) await output.json(document);
  const failed = results.find(({ status }) => status === 'failed');
  if (failed?.error) {
    const left = results.filter(({ status }) => status === 'not run').length;
    output.say(
      `Stopped at ${titleOf(failed.operation)}${left > 0 ? `; ${left} not run` : ''}. Apply again to go on from here.`,
    );
    throw failed.error;
  }
  const count = (status: Applied['status']) => results.filter((result) => result.status === status).length;
  if (results.length === 0) output.say(`Nothing to do. ${summaryText(plan)}`);
  else
    output.say(
      `Applied ${count('applied')}${count('there already') > 0 ? `, ${count('there already')} there already` : ''}.`,
    );
  return context.interrupt.signal.aborted ? exitCode.interrupted : exitCode.done;
}
