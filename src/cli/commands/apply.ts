import path from 'node:path';
import { applyPlan } from '../../project/plan/applyPlan.js';
import type { Applied } from '../../project/plan/applyPlan.js';
import { hasChanges } from '../../project/plan/makePlan.js';
import type { Operation, Plan } from '../../project/plan/model.js';
import { readPlan } from '../../project/plan/planFile.js';
import { titleOf } from '../../project/plan/titles.js';
import type { Target } from '../../project/project.js';
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
  const file = options.text('plan');
  if (file !== undefined && (names.length > 0 || options.flag('drop')))
    throw new CliError('usage', 'A plan says itself what is done: names and --drop belong to `firn plan`.');
  const kept = file === undefined ? null : await readPlan(path.resolve(file));
  return withTarget(context, async (connection, project) => {
    const plan = kept ?? (await planned(context, connection, project, names));
    if (!context.json && kept === null) await printPlan(output, plan, { sql: options.flag('sql') });
    if (!hasChanges(plan)) return ended(context, plan, []);
    refuseProtected(context, connection.target, 'apply');
    confirmDestructive(context, connection.target, plan);
    const results = await refusedByCode(
      applyPlan(connection, plan, {
        allowDestructive: options.flag('allowDestructive'),
        signal: interrupt.signal,
        onStep: (operation, index, count) => output.say(`[${index + 1}/${count}] ${stepText(operation)} …`),
      }),
    );
    return ended(context, plan, results);
  });
};

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

const VERBS: Partial<Record<Operation['operation'], string>> = {
  create: 'Creating',
  update: 'Updating',
  replace: 'Replacing',
  drop: 'Dropping',
};

function stepText(operation: Operation): string {
  const rows = operation.refresh === 'all rows' ? ' and computing its rows' : '';
  return `${VERBS[operation.operation] ?? 'Changing'} ${titleOf(operation)}${rows}`;
}

async function ended(context: CommandContext, plan: Plan, results: readonly Applied[]): Promise<ExitCode> {
  const { output } = context;
  for (const { warnings } of results) for (const warning of warnings) output.warn(warning);
  if (context.json)
    await output.json({
      target: plan.target,
      fingerprint: plan.fingerprint,
      operations: results.map(({ operation: { kind, name, version, operation }, status, error }) => ({
        kind,
        name,
        version,
        operation,
        status,
        error: error?.message ?? null,
      })),
    });
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
