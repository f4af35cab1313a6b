import path from 'node:path';
import type { AdoptResult } from '../project/adopt/adopt.js';
import type { CommandContext } from './command.js';

/** What became definition files, and what did not, as the command tells it. */

export const relativeTo = (folder: string, file: string): string =>
  path.relative(folder, path.resolve(folder, file));

export function adoptedJson({ conflicts, defined, refused }: AdoptResult, folder: string) {
  const inside = ({ title, file }: { readonly title: string; readonly file: string }) => ({
    title,
    file: relativeTo(folder, file),
  });
  return { conflicts: conflicts.map(inside), defined: defined.map(inside), refused };
}

export function sayAdopted({ output, folder }: CommandContext, result: AdoptResult): void {
  const { written, conflicts, defined, refused } = result;
  const { length } = written;
  output.say(
    length === 0
      ? 'No definition file is new.'
      : `${length} definition ${length === 1 ? 'file' : 'files'}: ${written.map((file) => relativeTo(folder, file)).join(', ')}`,
  );
  if (defined.length > 0) output.say(`Defined already: ${defined.map(({ title }) => title).join(', ')}`);
  for (const { title, reason } of refused) output.warn(`${title} has no definition: ${reason}`);
  for (const { title, file } of conflicts)
    output.warn(
      `${relativeTo(folder, file)} is there and does not define ${title}; it stays as it is. Move it, or replace it with --force.`,
    );
}
