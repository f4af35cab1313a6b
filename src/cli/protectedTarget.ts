import type { Target } from '../project/project.js';
import { CliError } from './cliError.js';
import type { CommandContext } from './command.js';
import { exitCode } from './exitCode.js';

/** Refuses to change a protected target's store unless the command was told that it may. */
export function refuseProtected({ options }: CommandContext, target: Target, what: string): void {
  if (!target.protected || options.flag('allowProtected')) return;
  throw new CliError(
    'target-protected',
    `The target ${target.name} (${target.database}.${target.schema}) is protected; ${what} would change it.`,
    { hint: 'Add --allow-protected if that is meant.', exitCode: exitCode.refused },
  );
}
