import path from 'node:path';
import { examine, salvage } from '../../account/engine/salvage.js';
import type { TableState } from '../../account/engine/salvage.js';
import { firnHome } from '../../session/home.js';
import { CliError } from '../cliError.js';
import type { CommandContext, Run } from '../command.js';
import { exitCode } from '../exitCode.js';

const USES = 'firn account check, or firn account salvage FOLDER';

/** `firn account check`, `firn account salvage FOLDER`: whether the local account's file can be read, and what of it can. */
export const run: Run = async (context, [action = '', into]) => {
  const folder = path.join(firnHome(), 'account');
  if (action === 'check' && into === undefined) {
    const states = await reading(() => examine(folder));
    return report(context, states, 'firn account salvage FOLDER copies what can be read.');
  }
  if (action === 'salvage' && into !== undefined) {
    const home = path.resolve(into);
    const states = await reading(() => salvage(folder, path.join(home, 'account')));
    return report(context, states, `The rest is an account now: FIRN_HOME=${home}`);
  }
  throw new CliError('usage', `firn account cannot '${[action, into ?? ''].join(' ').trim()}'.`, {
    hint: USES,
  });
};

async function reading<T>(step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    if (error instanceof Error) throw new CliError('account', error.message);
    throw error;
  }
}

/** 1 where something is lost. */
async function report({ output, json }: CommandContext, states: readonly TableState[], next: string) {
  const damaged = states.filter(({ lost }) => lost > 0);
  if (json) await output.line(JSON.stringify(states));
  for (const { name, rows, lost } of damaged) output.say(`${name}: ${lost} of ${rows} rows cannot be read.`);
  const rows = states.reduce((sum, state) => sum + state.rows, 0);
  const lost = damaged.reduce((sum, state) => sum + state.lost, 0);
  output.say(
    `${rows - lost} of ${rows} rows in ${states.length} tables can be read. ${damaged.length > 0 ? next : ''}`.trim(),
  );
  return damaged.length > 0 ? exitCode.error : exitCode.done;
}
