import { readFile } from 'node:fs/promises';
import { writeIfChanged } from '../write.js';

/** A file that is there and says something else. */
export interface Conflict {
  readonly title: string;
  /** Absolute. */
  readonly file: string;
}

/** Writes the texts; a file that somebody wrote stays as it is unless `force`. */
export async function writeFiles(
  texts: ReadonlyMap<string, { readonly title: string; readonly text: string }>,
  force: boolean,
): Promise<{ readonly written: readonly string[]; readonly conflicts: readonly Conflict[] }> {
  const written: string[] = [];
  const conflicts: Conflict[] = [];
  for (const [file, { title, text }] of texts) {
    const before = await readFile(file, 'utf8').catch(ifAbsent);
    if (before === text) continue;
    if (before !== null && !force) conflicts.push({ title, file });
    else if (await writeIfChanged(file, text)) written.push(file);
  }
  return { written, conflicts };
}

/** A file that cannot be read is somebody's, too: the error says which. */
function ifAbsent(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}
