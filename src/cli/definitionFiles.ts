import path from 'node:path';
import { CliError } from './cliError.js';
import type { CommandContext } from './command.js';

/** The definition files that arguments name (relative to the working directory or to the project); none: all. */
export function definitionFiles(
  { folder }: CommandContext,
  files: readonly string[],
  args: readonly string[],
): readonly string[] {
  if (args.length === 0) return files;
  return args.map((argument) => {
    const found = [path.resolve(argument), path.resolve(folder, argument)].find((file) =>
      files.includes(file),
    );
    if (found !== undefined) return found;
    throw new CliError('not-a-definition-file', `${argument} is no definition file of this project.`, {
      hint: `Definition files are those that "definitions" in firn.json matches: ${shown(folder, files)}.`,
    });
  });
}

function shown(folder: string, files: readonly string[]): string {
  const names = files.slice(0, 10).map((file) => path.relative(folder, file));
  return files.length === 0 ? 'none' : names.join(', ') + (files.length > names.length ? ', …' : '');
}
