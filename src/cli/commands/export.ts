import path from 'node:path';
import { exportDeclarative } from '../../project/declarative/exportDeclarative.js';
import { storedProfile } from '../../session/connections.js';
import { relativeTo } from '../adoptedText.js';
import { CliError } from '../cliError.js';
import type { Run } from '../command.js';
import { exitCode } from '../exitCode.js';
import { withProject } from '../withProject.js';

/** `firn export declarative DIR`: the definitions as a project of `snow feature`. */
export const run: Run = async (context, [what = '', folder = '']) => {
  if (what !== 'declarative')
    throw new CliError('usage', `'${what}' is nothing that definitions are exported as.`, {
      hint: 'Write `firn export declarative DIR`.',
    });
  return withProject(context, async (project) => {
    const { output, interrupt, options } = context;
    const to = path.resolve(folder);
    const { written, conflicts, losses } = await interrupt.orStop(
      exportDeclarative(project, {
        folder: to,
        force: options.flag('force'),
        accountOf,
        signal: interrupt.signal,
        ...(context.target !== undefined && { target: context.target }),
      }),
    );
    const files = written.map((file) => relativeTo(to, file));
    const kept = conflicts.map(({ file }) => relativeTo(to, file));
    if (context.json) await output.json({ folder: to, written: files, conflicts: kept, losses });
    output.say(files.length === 0 ? 'Nothing has changed.' : `Written to ${to}: ${files.join(', ')}`);
    for (const { title, reason } of losses) output.warn(`${title}: ${reason}`);
    for (const file of kept)
      output.warn(`${file} is there and says something else; it stays as it is. Replace it with --force.`);
    return kept.length > 0 ? exitCode.refused : exitCode.done;
  });
};

/** A connection that this machine does not have is another's: its account is for them to write. */
async function accountOf(connection: string): Promise<string | null> {
  try {
    return (await storedProfile(connection)).account ?? null;
  } catch {
    return null;
  }
}
