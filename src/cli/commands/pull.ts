import path from 'node:path';
import { pull } from '../../project/pull.js';
import type { Run } from '../command.js';
import { exitCode } from '../exitCode.js';
import { withTarget } from '../withProject.js';

/** `firn pull`: the catalog snapshot and typed sources from the target's connection. */
export const run: Run = async (context) =>
  withTarget(context, async (connection, project) => {
    const { output, interrupt, folder } = context;
    const { tables, columns, written } = await interrupt.orStop(pull(project, connection));
    const files = written.map((file) => path.relative(folder, path.resolve(folder, file)));
    if (context.json) await output.json({ target: connection.target.name, tables, columns, written: files });
    const { database, sources } = connection.target;
    output.say(`${tables} tables with ${columns} columns in ${sources} of ${database}.`);
    output.say(files.length === 0 ? 'Nothing has changed.' : `Written: ${files.join(', ')}`);
    return exitCode.done;
  });
