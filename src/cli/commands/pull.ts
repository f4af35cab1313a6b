import path from 'node:path';
import { adoptStore } from '../../project/adopt/adopt.js';
import { adoptDeclarative } from '../../project/declarative/adoptDeclarative.js';
import { pull } from '../../project/pull.js';
import { adoptedJson, relativeTo, sayAdopted } from '../adoptedText.js';
import { CliError } from '../cliError.js';
import type { CommandContext, Run } from '../command.js';
import { exitCode } from '../exitCode.js';
import type { ExitCode } from '../exitCode.js';
import { withProject, withTarget } from '../withProject.js';

/**
 * `firn pull`: the catalog snapshot and typed sources from the target's connection. With `--store`, the store's entities
 * and feature views, too, or some of them, as definition files; with `--from-declarative`, those of a folder of specs,
 * without a connection.
 */
export const run: Run = async (context, names) => {
  const { options } = context;
  const specs = options.text('fromDeclarative');
  if (specs !== undefined) return pullSpecs(context, specs, names);
  if (names.length > 0 && !options.flag('store'))
    throw new CliError('usage', `Names are of what is in a store: \`firn pull --store ${names.join(' ')}\`.`);
  return pullTarget(context, names);
};

const pullTarget: Run = async (context, names) =>
  withTarget(context, async (connection, project) => {
    const { output, interrupt, folder, options } = context;
    const { signal } = interrupt;
    const { tables, columns, written } = await interrupt.orStop(pull(project, connection));
    const files = written.map((file) => relativeTo(folder, file));
    const adopted = options.flag('store')
      ? await interrupt.orStop(
          adoptStore(project, connection, { names, force: options.flag('force'), signal }),
        )
      : null;
    if (context.json)
      await output.json({
        target: connection.target.name,
        tables,
        columns,
        written: [...files, ...(adopted?.written ?? []).map((file) => relativeTo(folder, file))],
        ...(adopted && { store: adoptedJson(adopted, folder) }),
      });
    const { database, sources } = connection.target;
    output.say(`${tables} tables with ${columns} columns in ${sources} of ${database}.`);
    output.say(files.length === 0 ? 'Nothing has changed.' : `Written: ${files.join(', ')}`);
    if (adopted === null) return exitCode.done;
    sayAdopted(context, adopted);
    return adopted.conflicts.length > 0 ? exitCode.refused : exitCode.done;
  });

async function pullSpecs(
  context: CommandContext,
  specs: string,
  names: readonly string[],
): Promise<ExitCode> {
  return withProject(context, async (project) => {
    const { output, interrupt, folder, options } = context;
    const adopted = await interrupt.orStop(
      adoptDeclarative(project, {
        folder: path.resolve(specs),
        from: options.text('fromTarget') ?? null,
        ...(context.target !== undefined && { target: context.target }),
        names,
        force: options.flag('force'),
        signal: interrupt.signal,
      }),
    );
    const written = adopted.written.map((file) => relativeTo(folder, file));
    if (context.json) await output.json({ written, declared: adoptedJson(adopted, folder) });
    sayAdopted(context, adopted);
    return adopted.conflicts.length > 0 ? exitCode.refused : exitCode.done;
  });
}
