import path from 'node:path';
import { adoptStore } from '../../project/adopt/adopt.js';
import type { AdoptResult } from '../../project/adopt/adopt.js';
import type { TargetConnection } from '../../project/connection.js';
import { pull } from '../../project/pull.js';
import type { Project } from '../../project/project.js';
import { CliError } from '../cliError.js';
import type { CommandContext, Run } from '../command.js';
import { exitCode } from '../exitCode.js';
import { withTarget } from '../withProject.js';

/**
 * `firn pull`: the catalog snapshot and typed sources from the target's connection. With `--store`, the store's entities
 * and feature views, too, or some of them, as definition files.
 */
export const run: Run = async (context, names) =>
  withTarget(context, async (connection, project) => {
    const { output, interrupt, folder, options } = context;
    if (names.length > 0 && !options.flag('store'))
      throw new CliError(
        'usage',
        `Names are of what is in a store: \`firn pull --store ${names.join(' ')}\`.`,
      );
    const { tables, columns, written } = await interrupt.orStop(pull(project, connection));
    const files = written.map((file) => relative(folder, file));
    const adopted = options.flag('store') ? await adopt(context, connection, project, names) : null;
    if (context.json)
      await output.json({
        target: connection.target.name,
        tables,
        columns,
        written: [...files, ...(adopted?.written ?? []).map((file) => relative(folder, file))],
        ...(adopted && { store: withRelativePaths(adopted, folder) }),
      });
    const { database, sources } = connection.target;
    output.say(`${tables} tables with ${columns} columns in ${sources} of ${database}.`);
    output.say(files.length === 0 ? 'Nothing has changed.' : `Written: ${files.join(', ')}`);
    if (adopted === null) return exitCode.done;
    say(context, adopted);
    return adopted.conflicts.length > 0 ? exitCode.refused : exitCode.done;
  });

const relative = (folder: string, file: string): string => path.relative(folder, path.resolve(folder, file));

async function adopt(
  { interrupt, options }: CommandContext,
  connection: TargetConnection,
  project: Project,
  names: readonly string[],
): Promise<AdoptResult> {
  const { signal } = interrupt;
  return interrupt.orStop(adoptStore(project, connection, { names, force: options.flag('force'), signal }));
}

function withRelativePaths({ conflicts, defined, refused }: AdoptResult, folder: string) {
  const inside = ({ title, file }: { readonly title: string; readonly file: string }) => ({
    title,
    file: relative(folder, file),
  });
  return { conflicts: conflicts.map(inside), defined: defined.map(inside), refused };
}

function say({ output, folder }: CommandContext, result: AdoptResult): void {
  const { written, conflicts, defined, refused } = result;
  const { length } = written;
  output.say(
    length === 0
      ? 'No definition file is new.'
      : `${length} definition ${length === 1 ? 'file' : 'files'}: ${written.map((file) => relative(folder, file)).join(', ')}`,
  );
  if (defined.length > 0) output.say(`Defined already: ${defined.map(({ title }) => title).join(', ')}`);
  for (const { title, reason } of refused) output.warn(`${title} has no definition: ${reason}`);
  for (const { title, file } of conflicts)
    output.warn(
      `${relative(folder, file)} is there and does not define ${title}; it stays as it is. Move it, or replace it with --force.`,
    );
}
